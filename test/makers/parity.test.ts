// Imported models give their maker's bits: the real libraries train and score, we import and score.

import { beforeAll, describe, expect, test } from "vitest";
import { fromLightGBM, fromONNX, fromSklearn, fromXGBoost } from "../../ts/interop/index.ts";
import { modelError } from "../../ts/model/faults.ts";
import type { Model } from "../../ts/model/model.ts";
import { core, guarded } from "../../ts/wasm/core.ts";
import { RowScorer } from "../../ts/wasm/scorer.ts";
import { compiled } from "../scorers.ts";
import { caseFile, type MakerCase, makeCases, marginsOf, rowsOf } from "./cases.ts";

const importers: Record<string, (one: MakerCase) => Promise<Model>> = {
  xgboost: ({ file, rounds }) => fromXGBoost(caseFile(file), { rounds }),
  lightgbm: ({ file }) => fromLightGBM(caseFile(file)),
  sklearn: ({ file }) => fromSklearn(caseFile(file)),
  onnx: ({ file }) => fromONNX(caseFile(file)),
};

const scorer = compiled("scorer.wasm");
const loaded = await core();

/** Margins of all rows, one at a time. */
function oneByOne(bytes: Uint8Array, rows: Float32Array, one: MakerCase): Float64Array {
  const kernel = RowScorer.create(scorer, bytes, modelError);
  const outputs = kernel.score().length;
  const margins = new Float64Array(one.count * outputs);
  for (let i = 0; i < one.count; i++) {
    kernel.row.set(rows.subarray(i * one.features, (i + 1) * one.features));
    margins.set(kernel.score(), i * outputs);
  }
  return margins;
}

/** The first row whose margins differ, for a message; "" where none does. */
function difference(one: MakerCase, rows: Float32Array, margins: Float64Array, theirs: Float64Array): string {
  let wrong = 0;
  let first = "";
  for (let i = 0; i < theirs.length; i++) {
    const [ours, their] = [margins[i] as number, theirs[i] as number];
    const isSame = one.within === undefined ? Object.is(ours, their) : Math.abs(ours - their) <= one.within;
    if (isSame) continue;
    const row = Math.floor(i / one.outputs);
    if (wrong++ === 0)
      first = `row ${row} [${rows.slice(row * one.features, (row + 1) * one.features)}]: ${ours}, not ${their}`;
  }
  return wrong === 0 ? "" : `${wrong} of ${theirs.length} margins differ; ${first}`;
}

describe.each(["xgboost", "lightgbm", "sklearn", "onnx"])("%s", (maker) => {
  let cases: MakerCase[] = [];

  beforeAll(() => {
    cases = makeCases(maker);
  }, 300_000);

  test("0 bits differ on random and adversarial rows, for either scorer (ONNX: 1e-6)", async () => {
    expect(cases.length).toBeGreaterThan(10);
    const wrong: string[] = [];
    for (const one of cases) {
      const model = await (importers[maker] as (one: MakerCase) => Promise<Model>)(one);
      const bytes = model.save();
      const rows = rowsOf(one);
      const theirs = marginsOf(one);
      const margins = oneByOne(bytes, rows, one);
      const found = answersOf(one, model, margins, rows);
      const said = difference(one, rows, found, theirs);
      if (said !== "") wrong.push(`${one.name}: ${said}`);
      const batch = guarded(() => new loaded.BatchScorer(bytes).score(rows, one.count));
      const { within: _, ...exactly } = one;
      const parted = difference(exactly, rows, batch, margins);
      if (parted !== "") wrong.push(`${one.name}, batch: ${parted}`);
    }
    expect(wrong).toEqual([]);
  }, 300_000);
});

function answersOf(one: MakerCase, model: Model, margins: Float64Array, rows: Float32Array): Float64Array {
  if (one.answers === "score") return scores(model, margins);
  return one.answers === "probabilities" ? model.predictRows(rows, one.count).probabilities : margins;
}

function scores(model: Model, margins: Float64Array): Float64Array {
  const normaliser = model.info.anomaly?.normaliser as number;
  return margins.map((margin) => 2 ** (-margin / normaliser));
}
