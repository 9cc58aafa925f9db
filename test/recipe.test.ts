// A recipe that was published for these sessions: a forest of 300 trees, ten deep, classes weighed alike, an attack from a probability of .45
// on, five folds, with about 88.6% accuracy. The five rules by which the set was made are right on 88.6% of the test rows and 89.55% of all:
// that is what can be reached. scikit-learn gives .885 on the test rows, .8935 in folds of all rows (one standard error is .007 and .003).

import { expect } from "vitest";
import { call } from "../ts/cli/call.ts";
import { dataFile, dataTest } from "./data.ts";

const RECIPE = "--method forest --trees 300 --max-depth 10 --balance weights --threshold 0.45 --folds 5";

async function train(...words: string[]) {
  const data = [dataFile("intrusion/intrusion.csv"), "--label", "attack_detected"];
  const { code, out } = await call(["train", ...data, ...words, ...RECIPE.split(" "), "--json"]);
  expect(code).toBe(0);
  return JSON.parse(out);
}

dataTest(
  "intrusion: the published recipe in one command",
  async () => {
    const { crossValidation, model, test } = await train("--drop", "session_id", "--split-column", "split");
    expect([crossValidation.folds, crossValidation.evaluation.rows, model.trees, test.rows]).toEqual([
      5, 7629, 300, 1908,
    ]);
    expect(Math.abs(test.accuracy - 0.886)).toBeLessThan(0.004);
    const all = await train("--drop", "session_id,split");
    expect(Math.abs(all.crossValidation.metrics.accuracy.mean - 0.8935)).toBeLessThan(0.003);
    expect(all.crossValidation.metrics.accuracy.standardError).toBeLessThan(0.006);
  },
  180_000,
);
