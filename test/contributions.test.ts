// Explanations of core.wasm against those of other libraries on equal models: test/vectors/contributions.json has trees with
// covers, rows (null is a missing value) and, for each row and output, the contributions and then the base.
//
// It was made with LightGBM 4.7.0, shap 0.51.0 and scikit-learn 1.9.0 from 1,200 random rows of four columns (whole numbers,
// so that thresholds are f32; the second a category; one value in ten missing): `lgb.train` with 7 leaves and 4 rounds,
// `dump_model()` for the trees with `internal_count` and `leaf_count` as covers, `predict(rows, pred_contrib=True)`; and a
// `RandomForestClassifier(3, max_depth=4)` with `weighted_n_node_samples` as covers,
// `shap.TreeExplainer(forest, feature_perturbation="tree_path_dependent")`.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { HedgerowError } from "../ts/error.ts";
import { readHeader } from "../ts/model/bytes.ts";
import { core, guarded } from "../ts/wasm/core.ts";
import { buildModel, type PlainModel, type PlainNode } from "./model-builder.ts";
import { Dice, randomModel } from "./random-model.ts";

interface Case extends PlainModel {
  about: string;
  rows: (number | null)[][];
  explained: number[][];
}

const file = new URL("vectors/contributions.json", import.meta.url);
const cases = JSON.parse(readFileSync(file, "utf8")) as Case[];
const { BatchScorer } = await core();

test.each(cases)("$about", (plain) => {
  const scorer = new BatchScorer(buildModel({ ...plain, leavesF64: true, statistics: true }));
  const rows = Float32Array.from(plain.rows.flat(), (value) => value ?? Number.NaN);
  const found = scorer.explain(rows, plain.rows.length);
  const expected = plain.explained.flat();
  expect(found).toHaveLength(expected.length);
  const apart = expected.map((value, i) => Math.abs(value - (found[i] as number)));
  expect(Math.max(...apart)).toBeLessThan(1e-12);
});

test("models of every shape: the sums are the margins, or the model is refused", () => {
  let summed = 0;
  const refused = new Set<string>();
  for (let seed = 1000; seed < 1200; seed++) {
    const dice = new Dice(seed);
    const { bytes, features, codes } = randomModel(dice);
    const row = Float32Array.from({ length: features }, () =>
      dice.pick([Number.NaN, 0, dice.next(), dice.below(codes), 100 * (dice.next() - 0.5)]),
    );
    const scorer = new BatchScorer(bytes);
    let found: Float64Array;
    try {
      found = guarded(() => scorer.explain(row, 1));
    } catch (error) {
      expect(error).toBeInstanceOf(HedgerowError);
      refused.add(/statistics|two parents/.exec((error as Error).message)?.[0] ?? "for another reason");
      continue;
    }
    if (readHeader(bytes).sumF32) continue;
    scorer.scorePlainly(row, 1).forEach((margin, output) => {
      const own = found.subarray(output * (features + 1), (output + 1) * (features + 1));
      // Some leaves are as large as 1e200: to the rounding of the largest number on the way.
      const scale = own.reduce((most, value) => Math.max(most, Math.abs(value)), Math.abs(margin));
      const sum = own.reduce((total, value) => total + value, 0);
      expect(Math.abs(sum - margin)).toBeLessThanOrEqual(1e-10 * scale);
      summed++;
    });
  }
  expect([...refused].sort()).toEqual(["statistics", "two parents"]);
  expect(summed).toBeGreaterThan(200);
});

test("a chain of 10,000 tests leaves the stack alone", () => {
  let root: PlainNode | number[] = [1];
  for (let i = 0; i < 10_000; i++) {
    root = { feature: i % 50, threshold: i % 3, cover: [i + 1, 1], left: root, right: [i % 5] };
  }
  const scorer = new BatchScorer(buildModel({ features: 50, statistics: true, trees: [{ root }] }));
  for (const value of [-1, 1, 2, 9, Number.NaN]) {
    const row = new Float32Array(50).fill(value);
    const sum = scorer.explain(row, 1).reduce((total, each) => total + each, 0);
    expect(Math.abs(sum - (scorer.score(row, 1)[0] as number))).toBeLessThan(1e-9);
  }
});
