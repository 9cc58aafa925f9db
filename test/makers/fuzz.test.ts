// Damaged files of the real makers: each gives a model or a HedgerowError that says what is wrong, in bounded time. What is
// imported scores without a fault. HEDGEROW_FUZZ_SECONDS tries for longer.

import { describe, expect, test } from "vitest";
import { HedgerowError } from "../../ts/error.ts";
import { fromLightGBM, fromONNX, fromSklearn, fromXGBoost } from "../../ts/interop/index.ts";
import type { Model } from "../../ts/model/model.ts";
import { Dice } from "../random-model.ts";
import { caseFile, makeCases } from "./cases.ts";
import { mutateBytes, mutateText } from "./mutate.ts";

const milliseconds = 1000 * Number(process.env.HEDGEROW_FUZZ_SECONDS ?? 2);

type Importer = (bytes: Uint8Array) => Promise<Model>;

const kinds: readonly [name: string, maker: string, ending: string, importer: Importer, isText: boolean][] = [
  ["XGBoost JSON", "xgboost", ".json", (bytes) => fromXGBoost(bytes), true],
  ["XGBoost UBJSON", "xgboost", ".ubj", (bytes) => fromXGBoost(bytes), false],
  ["LightGBM", "lightgbm", ".txt", (bytes) => fromLightGBM(bytes), true],
  ["scikit-learn", "sklearn", ".json", (bytes) => fromSklearn(bytes), true],
  ["ONNX", "onnx", ".onnx", (bytes) => fromONNX(bytes), false],
];

/** Whether a model came of it; anything but a located refusal is thrown. */
async function tryImport(importer: Importer, bytes: Uint8Array): Promise<boolean> {
  let model: Model;
  try {
    model = await importer(bytes);
  } catch (error) {
    if (error instanceof HedgerowError && error.code !== "internal") return false;
    throw error;
  }
  const rows = new Float32Array(2 * model.header.features).fill(1.5);
  rows.fill(Number.NaN, model.header.features);
  if (model.classes.length > 0) model.predictRows(rows, 2);
  return true;
}

describe("damaged files", () => {
  test.each(kinds)(
    "%s",
    async (_, maker, ending, importer, isText) => {
      const files = makeCases(maker)
        .map(({ file }) => file)
        .filter((file) => file.endsWith(ending));
      const originals = [...new Set(files)].map(caseFile).filter((bytes) => bytes.length < 150_000);
      expect(originals.length).toBeGreaterThan(2);
      const stop = performance.now() + milliseconds;
      let [tries, models, slowest] = [0, 0, 0];
      for (let seed = 1; performance.now() < stop || tries < 60; seed++) {
        const dice = new Dice(seed * 7919);
        const original = dice.pick(originals);
        const text = new TextDecoder("latin1").decode(original);
        const bytes = isText ? new TextEncoder().encode(mutateText(dice, text)) : mutateBytes(dice, original);
        const start = process.cpuUsage().user;
        try {
          if (await tryImport(importer, bytes)) models++;
        } catch (cause) {
          throw new Error(`seed ${seed}: ${String(cause)}`, { cause });
        }
        slowest = Math.max(slowest, process.cpuUsage().user - start);
        tries++;
      }
      // Most changes are refused, some are harmless; no test of time, but a runaway would not come here.
      expect(models).toBeLessThan(tries);
    },
    milliseconds + 300_000,
  );
});
