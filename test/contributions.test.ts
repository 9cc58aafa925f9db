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
import { core } from "../ts/wasm/core.ts";
import { buildModel, type PlainModel } from "./model-builder.ts";

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
