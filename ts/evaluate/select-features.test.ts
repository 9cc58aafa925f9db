import { expect, test } from "vitest";
import { Dataset } from "../data/dataset.ts";
import { Random } from "../data/random.ts";
import type { TrainOptions } from "../model/options.ts";
import { train } from "../model/train.ts";
import { selectFeatures } from "./select-features.ts";

/** Two features decide; the others are noise. */
function data(rows: number, informative = true): Dataset {
  const random = new Random(1);
  const records = Array.from({ length: rows }, () => {
    const [a, b] = [random.unit(), random.unit()];
    const attack = informative ? a > 0.6 !== b > 0.5 : random.unit() < 0.5;
    const noise = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`noise${i}`, random.unit()]));
    return { ...noise, a, b, grade: attack !== random.unit() < 0.05 ? "attack" : "benign" };
  });
  return Dataset.fromRecords(records, { label: "grade" });
}

const forest: TrainOptions = { method: "forest", trees: 20 };

test.each(["recursive", "permutation"] as const)("%s keeps what decides and drops noise", async (rank) => {
  const rows = data(700);
  const found = await selectFeatures(rows, forest, { rank, folds: 3 });
  expect(new Set(found.features)).toEqual(new Set(["a", "b"]));
  expect(found.dropped).toHaveLength(6);
  expect(found.steps.map(({ count }) => count)).toEqual([8, 6, 5, 4, 3, 2, 1]);
  const model = await train(rows.withFeatures(found.features), forest);
  expect(model.header.features).toBe(2);
});

test("a feature that tells nothing by itself is missed by information", async () => {
  // Each of a and b alone says little: the label is their exclusive or.
  const found = await selectFeatures(data(700), forest, {
    rank: "information",
    folds: 3,
    metric: "accuracy",
  });
  expect(found.steps[0]?.count).toBe(8);
  expect(found.cost).toBeGreaterThanOrEqual(0);
});

test("noise alone gives chance: the ranking has not seen the test rows", async () => {
  const found = await selectFeatures(data(500, false), forest, { folds: 4, metric: "rocAuc" });
  for (const { mean } of found.steps) expect(Math.abs((mean as number) - 0.5)).toBeLessThan(0.1);
});

test("wrong options are named, an abort ends it", async () => {
  const rows = data(200);
  const refused = (how: object, options: TrainOptions = {}) =>
    expect(selectFeatures(rows, options, how)).rejects;
  await refused({ rank: "nope" }).toMatchObject({ code: "bad-option" });
  await refused({ cut: 1 }).toMatchObject({ code: "bad-option" });
  await refused({ metric: "f2" }).toMatchObject({ code: "bad-option" });
  await refused({}, { method: "isolation" }).toMatchObject({ code: "bad-option" });
  expect(() => rows.withFeatures(["zeta"])).toThrow("zeta");
  const control = new AbortController();
  const onProgress = () => control.abort();
  await refused({ signal: control.signal, onProgress }, forest).toMatchObject({ code: "aborted" });
});
