import { describe, expect, test } from "vitest";
import { Dataset } from "../data/dataset.ts";
import { sampleIncidents, sampleSessions } from "../data/sample/index.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { withMetadata } from "./bytes.ts";
import { load, type Model } from "./model.ts";
import type { TrainOptions } from "./options.ts";
import { train } from "./train.ts";

function incidents(rows: number, seed = 1): Dataset {
  const sample = sampleIncidents({ rows, seed });
  return Dataset.fromColumns(sample.columns, { label: sample.label, drop: ["incident_id"] });
}

function sessions(rows: number, seed = 1): Dataset {
  const sample = sampleSessions({ rows, seed });
  return Dataset.fromColumns(sample.columns, { label: sample.label, drop: ["session_id"] });
}

/** All of a model but what it says of its training. */
function trees(model: Model): Uint8Array {
  return withMetadata(model.save(), undefined);
}

const data = incidents(2000);

/** Of the rows that it stops by, a model that was trained on all rows has seen what one that was not has not. */
const once: TrainOptions = { retrain: false };

describe.each<[string, Dataset, TrainOptions]>([
  ["boosting", data, once],
  ["boosting once more on all rows", data, {}],
  [
    "boosting of two classes, drawn rows and columns",
    sessions(1500),
    { ...once, subsample: 0.7, featureSubsample: 0.8, seed: 9 },
  ],
  ["boosting without validation", data, { validation: 0, balance: "weights", bins: 64 }],
  ["a forest", data, { method: "forest" }],
  ["a forest, balanced", sessions(1500), { method: "forest", classWeights: "balanced-subsample", seed: 3 }],
])("%s", (_, rows, options) => {
  const steps = (count: number): TrainOptions => ({
    ...options,
    calibrate: "none",
    ...(options.method === "forest" ? { trees: count } : { rounds: count }),
  });

  test("a training and more of it are one longer training, bit for bit", async () => {
    const whole = await train(rows, steps(15));
    let part = await train(rows, steps(4));
    // Saved and loaded between, as in life.
    for (const more of [1, 10]) part = await train(rows, { ...steps(more), from: await load(part.save()) });
    expect(trees(part)).toEqual(trees(whole));
    expect(part.predictMany(rows)).toEqual(whole.predictMany(rows));
    const { training } = part.info;
    expect(training.rounds).toBe(10);
    expect(training.from?.map(({ rounds }) => rounds)).toEqual([4, 1]);
    expect(training.from?.[0]).toMatchObject({ rows: training.rows, options: steps(4) });
    expect(training.trainingLoss).toBe(whole.info.training.trainingLoss);
    if (options === once) {
      expect(training.validationLoss).toBe(whole.info.training.validationLoss);
      expect(part.unseen).toEqual(whole.unseen);
    }
  });
});

test("a forest goes on in workers as in one thread", async () => {
  const options: TrainOptions = { method: "forest", trees: 7 };
  const first = await train(data, { ...options });
  const more = (workers: number) => train(data, { ...options, from: first, trees: 9, workers });
  const [alone, shared] = [await more(1), await more(2)];
  expect(shared.save()).toEqual(alone.save());
  expect(shared.header.trees).toBe(16);
  expect(shared.unseen).toEqual(alone.unseen);
});

test("early stopping goes on from the last round kept, which may be the last of all", async () => {
  const options: TrainOptions = { ...once, learningRate: 0.3, patience: 5 };
  const losses: number[] = [];
  const onProgress = ({ validationLoss = 0 }) => losses.push(validationLoss);
  const whole = await train(data, { ...options, onProgress });
  const best = whole.info.training.rounds;
  // A round that a training of so many rounds keeps, as its loss is the lowest so far.
  const kept = losses.slice(0, best - 1).indexOf(Math.min(...losses.slice(0, best - 1))) + 1;
  const start = await train(data, { ...options, rounds: kept });
  expect(start.info.training.rounds).toBe(kept);
  const rest = await train(data, { ...options, from: start });
  expect(trees(rest)).toEqual(trees(whole));
  const none = await train(data, { ...options, from: whole });
  expect(none.info.training.rounds).toBe(0);
  expect(none.info.training.validationLoss).toBe(whole.info.training.validationLoss);
  expect(trees(none)).toEqual(trees(whole));
});

test.each(["boosting", "forest"] as const)("%s learns what new rows have to say", async (method) => {
  const old = incidents(1500, 2);
  // What was one class is another now.
  const renamed: Record<string, string> = { TP: "FP", FP: "BP", BP: "TP" };
  const changed = (seed: number) => {
    const fresh = incidents(1500, seed);
    const records = Array.from({ length: fresh.rows }, (_, row) => {
      const record = fresh.record(row);
      return { ...record, triage_grade: renamed[record["triage_grade"] as string] };
    });
    return Dataset.fromRecords(records, { label: "triage_grade", schema: fresh.schema });
  };
  const steps = method === "forest" ? { trees: 20 } : { rounds: 40 };
  const before = await train(old, { method, ...steps });
  const after = await train(changed(3), { from: before, ...steps });
  const held = changed(4);
  expect(evaluate(after, held).accuracy).toBeGreaterThan(evaluate(before, held).accuracy + 0.15);
  expect(after.info.method).toBe(method);
  expect(after.unseen?.rows).toBeGreaterThan(100);
});

test("the model that training goes on from stays as it is", async () => {
  const model = await train(data, { rounds: 3 });
  const [bytes, missing] = [model.save(), Array.from(model.encoder.counts.missing)];
  await train(data, { from: model, rounds: 3 });
  expect(model.save()).toEqual(bytes);
  expect(Array.from(model.encoder.counts.missing)).toEqual(missing);
});

test("an anomaly output is grown anew, on the new rows and the model's bins", async () => {
  const first = await train(data, { rounds: 4, anomaly: true, contamination: 0.05 });
  const fresh = incidents(1000, 5);
  const more = await train(fresh, { from: first, rounds: 3, validation: 0, calibrate: "none" });
  const from = await train(data, { rounds: 4 });
  const plain = await train(fresh, { from, rounds: 3, validation: 0, calibrate: "none" });
  expect(more.predictMany(fresh)).toEqual(plain.predictMany(fresh));
  const { anomalous } = more.anomalyMany(fresh);
  const share = anomalous.reduce((sum, each) => sum + each, 0) / fresh.rows;
  expect(share).toBeGreaterThan(0.03);
  expect(share).toBeLessThan(0.07);
});

test("classes may be fewer than the model's", async () => {
  const model = await train(data, { rounds: 5 });
  const rows = Array.from({ length: data.rows }, (_, row) => row).filter((row) => data.labels[row] !== 0);
  const two = Dataset.fromRecords(
    rows.map((row) => data.record(row)),
    { label: "triage_grade", schema: model.schema },
  );
  expect(two.classes).toEqual(["FP", "TP"]);
  const more = await train(two, { from: model, rounds: 5 });
  expect(more.classes).toEqual(["BP", "FP", "TP"]);
  expect(more.info.training.classRows[0]).toBe(0);
});

describe("what does not fit is named", () => {
  const refused = (rows: Dataset, options: TrainOptions) => expect(train(rows, options)).rejects;
  const records = Array.from({ length: 300 }, (_, i) => ({
    a: i,
    b: `v${i % 3}`,
    y: i % 2 === 0 ? "n" : "p",
  }));
  const plain = Dataset.fromRecords(records, { label: "y" });
  const made = train(plain, { rounds: 2, monotone: { a: "increasing" }, bins: 32 });

  test("features and kinds", async () => {
    const from = await made;
    const less = Dataset.fromRecords(
      records.map(({ a, y }) => ({ a, y })),
      { label: "y" },
    );
    const hint = "read the data with { schema: model.schema }";
    await refused(less, { from }).toMatchObject({
      code: "bad-schema",
      message: `the dataset lacks the model's feature "b"; ${hint} (column "b")`,
    });
    const more = Dataset.fromRecords(
      records.map((record, i) => ({ ...record, c: i % 7 })),
      { label: "y" },
    );
    await refused(more, { from }).toMatchObject({
      code: "bad-schema",
      message: `the dataset has the feature "c", the model has not; ${hint} (column "c")`,
    });
    const other = Dataset.fromRecords(records, { label: "y", schema: { a: "category" } });
    await refused(other, { from }).toMatchObject({
      code: "bad-schema",
      message: `"a" is of kind number in the model and category in the dataset; ${hint} (column "a")`,
    });
    const given = Dataset.fromRecords(
      records.map((record, i) => ({ ...record, c: i % 7 })),
      { label: "y", schema: from.schema },
    );
    expect((await train(given, { from, rounds: 2 })).header.trees).toBe(from.header.trees + 2);
  });

  test("classes", async () => {
    const from = await made;
    const third = Dataset.fromRecords([...records, { a: 1, b: "v1", y: "q" }], { label: "y" });
    await refused(third, { from }).toMatchObject({
      code: "bad-label",
      message: 'the dataset has the class "q"; the model\'s are n, p',
    });
  });

  test("options that come with the model", async () => {
    const from = await made;
    await refused(plain, { from, method: "forest" }).toMatchObject({
      code: "bad-option",
      message: 'method is "forest", the model to go on from is of method "boosting"',
    });
    await refused(plain, { from, bins: 64 }).toMatchObject({
      code: "bad-option",
      message: "bins can not change when training goes on: the model has 32",
    });
    await refused(plain, { from, interactions: [["a"]] }).toMatchObject({
      code: "bad-option",
      message: "interactions can not change when training goes on: the model has none",
    });
    await refused(plain, { from, trees: 3 }).toMatchObject({ message: "trees is for a forest only" });
    await refused(plain, { from: {} as Model }).toMatchObject({
      code: "bad-option",
      message: "from must be a model, as train and load give it",
    });
    const again = await train(plain, { from, rounds: 1, bins: 32, monotone: { a: "increasing" } });
    expect(again.info.training.options).toMatchObject({ bins: 32, monotone: { a: "increasing" } });
    const third = await train(plain, { from: again, rounds: 1 });
    expect(third.info.training.options).toMatchObject({ bins: 32, monotone: { a: "increasing" } });
  });
});
