// No wrong answer from a damaged file: what is imported of it gives the margins that the maker's own library gives, if that
// reads the file at all.

import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../build/run.ts";
import { HedgerowError } from "../../ts/error.ts";
import { fromLightGBM, fromONNX, fromXGBoost } from "../../ts/interop/index.ts";
import type { Model } from "../../ts/model/model.ts";
import { Dice } from "../random-model.ts";
import { caseFile, type MakerCase, makeCases, python, rowsOf } from "./cases.ts";
import { mutateBytes, mutateText } from "./mutate.ts";

const folder = resolve(root, ".cache/mutants");
const ROWS = 64;
/** Mutants of a kind that are imported and so must be right. */
const WANTED = 60 * Number(process.env["HEDGEROW_FUZZ_SECONDS"] ?? 1);

interface Kind {
  name: string;
  maker: "xgboost" | "lightgbm" | "onnx";
  ending: string;
  within: number;
  importer(bytes: Uint8Array): Promise<Model>;
}

const KINDS: readonly Kind[] = [
  {
    name: "XGBoost JSON",
    maker: "xgboost",
    ending: ".json",
    within: 0,
    importer: (bytes) => fromXGBoost(bytes, { rounds: "all" }),
  },
  {
    name: "XGBoost UBJSON",
    maker: "xgboost",
    ending: ".ubj",
    within: 0,
    importer: (bytes) => fromXGBoost(bytes, { rounds: "all" }),
  },
  { name: "LightGBM", maker: "lightgbm", ending: ".txt", within: 0, importer: fromLightGBM },
  { name: "ONNX", maker: "onnx", ending: ".onnx", within: 1e-6, importer: fromONNX },
];

interface Mutant {
  seed: number;
  file: string;
  /** Ours. */
  margins: Float64Array;
  of: MakerCase;
}

function mutated(dice: Dice, original: Uint8Array, ending: string): Uint8Array {
  if (ending === ".ubj" || ending === ".onnx") return mutateBytes(dice, original);
  return new TextEncoder().encode(mutateText(dice, new TextDecoder("latin1").decode(original)));
}

/** Damaged files of a kind that can be imported, with our margins. */
async function imported({ maker, ending, importer }: Kind, cases: readonly MakerCase[]): Promise<Mutant[]> {
  const found: Mutant[] = [];
  for (let seed = 1; found.length < WANTED; seed++) {
    const dice = new Dice(seed * 104_729);
    const of = dice.pick(cases);
    const bytes = mutated(dice, caseFile(of.file), ending);
    let model: Model;
    try {
      model = await importer(bytes);
    } catch (error) {
      if (error instanceof HedgerowError && error.code !== "internal") continue;
      throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
    }
    if (model.header.features !== of.features) continue;
    const rows = rowsOf(of).slice(0, ROWS * of.features);
    const file = `${maker}-${seed}${ending}`;
    writeFileSync(resolve(folder, file), bytes);
    found.push({ seed, file, margins: answers(model, rows, maker), of });
  }
  return found;
}

/** Margins; of an ONNX classifier, whose file gives probabilities, these. Shares that do not sum to 1 are not made to there. */
function answers(model: Model, rows: Float32Array, maker: string): Float64Array {
  const { link, outputs } = model.header;
  if (maker === "onnx" && model.classes.length > 0 && !(link === "mean" && outputs > 1))
    return Float64Array.from(model.predictRows(rows, ROWS).probabilities);
  return model.marginsOfRows(rows, ROWS);
}

test.each(KINDS)(
  "$name",
  async (kind) => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const all = makeCases(kind.maker).filter(({ file }) => file.endsWith(kind.ending));
    const cases = all.filter(({ file, rounds }) => rounds === undefined && caseFile(file).length < 150_000);
    const mutants = await imported(kind, cases);
    const list = mutants.map(({ file, of }) => ({
      maker: kind.maker,
      file,
      rows: of.rows,
      features: of.features,
      // Columns behind the sixth are codes in the cases with categories.
      categories: /categories/.test(of.name) ? [6, 7] : [],
    }));
    writeFileSync(resolve(folder, "mutants.json"), JSON.stringify(list));
    const words = [resolve(import.meta.dirname, "score_mutants.py"), folder];
    const told = JSON.parse(execFileSync(python, words, { encoding: "utf8", maxBuffer: 2 ** 28 })) as (
      | (number | string)[]
      | null
    )[];
    const wrong: string[] = [];
    let compared = 0;
    for (const [i, { seed, margins, of }] of mutants.entries()) {
      let theirs = told[i]?.map(Number);
      if (theirs === undefined) continue;
      // A score that is no share: ours is one margin, which is theirs for the second class.
      if (kind.maker === "onnx" && theirs.length === 2 * margins.length)
        theirs = theirs.filter((_, j) => j % 2 === 1);
      compared++;
      const at = margins.findIndex((ours, j) => !(Math.abs(ours - (theirs[j] as number)) <= kind.within));
      if (theirs.length !== margins.length)
        wrong.push(`seed ${seed}, ${of.name}: ${margins.length} margins, not ${theirs.length}`);
      else if (at >= 0) wrong.push(`seed ${seed}, ${of.name}: ${margins[at]}, not ${theirs[at]}`);
    }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(WANTED / 4);
  },
  300_000,
);
