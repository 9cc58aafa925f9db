import { describe, expect, test } from "vitest";
import { Dataset } from "../data/dataset.ts";
import { Random } from "../data/random.ts";
import { sampleSessions } from "../data/sample/index.ts";
import type { TrainOptions } from "../model/options.ts";
import { train } from "../model/train.ts";
import { crossValidate } from "./cross-validate.ts";
import { evaluate } from "./evaluate.ts";

const sample = sampleSessions({ rows: 900, seed: 3 });
const data = Dataset.fromColumns(sample.columns, { label: sample.label, drop: ["session_id"] });
const forest: TrainOptions = { method: "forest", trees: 15 };

test("each fold is what training on its rows and evaluating on the others gives", async () => {
  const found = await crossValidate(data, forest, { folds: 3, seed: 4 });
  const folds = data.foldRows(3, { seed: 4 });
  for (const [i, { train: fit, test: held }] of folds.entries()) {
    const model = await train(data.select(fit), forest);
    expect(found.folds[i]?.evaluation).toEqual(evaluate(model, data.select(held)));
  }
  const accuracies = found.folds.map(({ evaluation }) => evaluation.accuracy);
  const mean = accuracies.reduce((a, b) => a + b) / 3;
  expect(found.metrics.accuracy.mean).toBeCloseTo(mean, 12);
  const squares = accuracies.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  expect(found.metrics.accuracy.standardError).toBeCloseTo(Math.sqrt(squares / 2 / 3), 12);
  expect(found.outOfFold.rows).toBe(900);
  expect(found.outOfFold.truth).toEqual(data.labels);
  const right = found.outOfFold.labels.filter((label, row) => label === data.labels[row]).length;
  expect(found.evaluation.accuracy).toBeCloseTo(right / 900, 12);
});

test("any number of workers gives the same numbers, and progress is told", async () => {
  const told: number[] = [];
  const timeless = (found: object) =>
    JSON.stringify(found, (key, value) => (key.endsWith("Seconds") ? undefined : value));
  const alone = await crossValidate(data, forest, { folds: 4 });
  const shared = await crossValidate(data, forest, {
    folds: 4,
    workers: 2,
    onProgress: ({ done, total }) => told.push(done / total),
  });
  expect(timeless(shared)).toEqual(timeless(alone));
  expect(told).toEqual([0.25, 0.5, 0.75, 1]);
});

describe("nothing leaks", () => {
  const rows = 600;
  const random = new Random(1);
  const ids = Array.from({ length: rows }, (_, row) => `host-${row % 60}`);
  const shuffled = ids.map(() => (random.below(2) === 0 ? "a" : "b"));

  test("a shuffled label is not learned", async () => {
    const records = shuffled.map((grade, row) => ({ ...data.record(row), attack_detected: grade }));
    const noise = Dataset.fromRecords(records, { label: "attack_detected", drop: ["session_id"] });
    const { evaluation } = await crossValidate(noise, { rounds: 60 });
    expect(Math.abs((evaluation.rocAuc as number) - 0.5)).toBeLessThan(0.08);
  });

  test("a label that belongs to the group is known within it, not across groups", async () => {
    const ofGroup = new Map(ids.map((id, i) => [id, i % 2 === 0 ? "a" : "b"]));
    const random = new Random(2);
    const labels = [...ofGroup.keys()].map(() => (random.below(2) === 0 ? "a" : "b"));
    const names = [...ofGroup.keys()];
    const grouped = Dataset.fromColumns(
      {
        host: ids,
        other: ids.map((_, row) => row % 7),
        label: ids.map((id) => labels[names.indexOf(id)] as string),
      },
      { label: "label", schema: { host: "category" } },
    );
    const within = await crossValidate(grouped, forest);
    const across = await crossValidate(grouped, forest, { by: "group", column: "host" });
    expect(within.evaluation.accuracy).toBeGreaterThan(0.9);
    expect(across.evaluation.accuracy).toBeLessThan(0.7);
  });
});

test("wrong input is refused, an abort ends it", async () => {
  const refused = (...words: Parameters<typeof crossValidate>) => expect(crossValidate(...words)).rejects;
  await refused(data, {}, { folds: 1 }).toMatchObject({ code: "bad-option" });
  await refused(data, { rounds: -1 }).toMatchObject({ code: "bad-option" });
  await refused(data, { method: "isolation" }).toMatchObject({ code: "bad-option" });
  await refused(data, {}, { workers: 0 }).toMatchObject({ code: "bad-option" });
  await refused(data, {}, { by: "group" }).toMatchObject({ code: "bad-option" });
  const control = new AbortController();
  const onProgress = () => control.abort();
  await refused(data, forest, { signal: control.signal, onProgress }).toMatchObject({ code: "aborted" });
  await refused(data, forest, { workers: 2, signal: control.signal }).toMatchObject({ code: "aborted" });
});
