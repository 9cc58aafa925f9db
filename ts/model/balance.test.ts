import { expect, test } from "vitest";
import { Dataset } from "../data/dataset.ts";
import { Random } from "../data/random.ts";
import { core } from "../wasm/core.ts";
import { type Balance, oversampled, oversampling } from "./balance.ts";
import type { TrainOptions } from "./options.ts";
import { train } from "./train.ts";
import { layOutRows } from "./training-rows.ts";

/** A rare class in a corner where a few of the others lie too; a category, and missing values. */
function alerts(rows: number, seed = 1): Dataset {
  const random = new Random(seed);
  const records = Array.from({ length: rows }, (_, row) => {
    const rare = row % 12 === 0;
    const bytes = rare ? 0.7 + 0.6 * random.unit() : random.unit();
    const port = ["ssh", "http", "dns"][random.below(rare ? 2 : 3)];
    return {
      ...(random.unit() < 0.1 ? {} : { bytes }),
      rate: 1000 * (random.unit() + (rare ? 0.3 : 0)),
      port,
      grade: rare ? "attack" : "benign",
    };
  });
  return Dataset.fromRecords(records, { label: "grade" });
}

const data = alerts(1800);

test("held-out rows stay real and are not looked at; classes come out even", async () => {
  const options: TrainOptions = { balance: "smote" };
  const rows = layOutRows(data, options);
  const how = oversampling("smote") as NonNullable<ReturnType<typeof oversampling>>;
  const encoder = data.schema.fit(data);
  const loaded = await core();
  const turn = async () => {};
  const all = await oversampled(loaded, rows, encoder, how, 4, turn);
  const trained = (label: number) =>
    all.labels.filter((each, row) => each === label && all.heldOut[row] === 0).length;
  expect(trained(0)).toBe(trained(1));
  expect(all.labels.subarray(0, 1800)).toEqual(rows.labels);
  expect(all.heldOut.subarray(0, 1800)).toEqual(rows.heldOut);
  expect(all.heldOut.subarray(1800).every((mark) => mark === 0)).toBe(true);
  // Held-out rows weigh as their class does.
  const weights = [0, 1].map((label) => {
    const held = [...all.labels.keys()].filter((row) => all.heldOut[row] === 1 && all.labels[row] === label);
    return held.reduce((sum, row) => sum + (all.weights[row] as number), 0);
  });
  expect((weights[0] as number) / (weights[1] as number)).toBeCloseTo(1, 1);
  // What is held out has no say: other labels and values there give the same synthetic rows.
  const records = Array.from({ length: 1800 }, (_, row) =>
    rows.heldOut[row] === 1 ? { bytes: 1e6, rate: -1e6, port: "dns", grade: "benign" } : data.record(row),
  );
  const other = Dataset.fromRecords(records, { label: "grade", schema: data.schema });
  const changed = { ...rows, dataset: other };
  expect((await oversampled(loaded, changed, encoder, how, 4, turn)).synthetic).toEqual(all.synthetic);
});

test.each<TrainOptions>([
  { method: "boosting", balance: "smote" },
  { method: "boosting", balance: { strategy: "adasyn", k: 3, ratio: 0.5 } },
  { method: "forest", trees: 40, balance: "smote" },
  { method: "forest", trees: 40, balance: "adasyn", workers: 2 },
])("%o tells what it made and what that brought", async (options) => {
  const model = await train(data, options);
  const { training } = model.info;
  expect(training.rows).toBe(1800);
  expect(training.retrained).toBe(true);
  const { rows, macroF1, macroF1Without } = training.synthetic ?? { rows: [] };
  const share = typeof options.balance === "object" ? 0.5 : 1;
  // Attack is the first class: 150 of 1,800 rows.
  expect(Math.abs((rows[0] ?? 0) - (share * 1650 - 150))).toBeLessThan(120);
  expect(rows[1]).toBe(0);
  expect(macroF1).toBeGreaterThan(0.5);
  expect(macroF1Without).toBeGreaterThan(0.4);
  // Only real rows tell how good it is.
  expect(model.unseen?.rows).toBe(180);
  expect(model.save()).toEqual((await train(data, options)).save());
});

test("more of the rare class is found", async () => {
  const held = alerts(3000, 2);
  const recall = (labels: Uint16Array) =>
    labels.filter((label, row) => label === 0 && held.labels[row] === 0).length / 250;
  const plain = await train(data, { method: "forest", trees: 60 });
  const smote = await train(data, { method: "forest", trees: 60, balance: "smote" });
  expect(recall(smote.predictMany(held).labels)).toBeGreaterThan(
    recall(plain.predictMany(held).labels) + 0.15,
  );
});

test("an abort is heard while rows are made", async () => {
  const signal = AbortSignal.timeout(60);
  const large = alerts(40_000);
  const started = performance.now();
  await expect(train(large, { balance: { strategy: "adasyn", k: 50 }, signal })).rejects.toMatchObject({
    code: "aborted",
  });
  expect(performance.now() - started).toBeLessThan(5000);
});

test("wrong balances are named", async () => {
  const refused = (balance: unknown, more: TrainOptions = {}) =>
    expect(train(data, { ...more, balance: balance as Balance })).rejects;
  await refused("rose").toMatchObject({
    code: "bad-option",
    message: expect.stringContaining("balance must be"),
  });
  await refused({ strategy: "smote", k: 0 }).toMatchObject({ message: expect.stringContaining("k must be") });
  await refused({ strategy: "smote", ratio: 2 }).toMatchObject({
    message: expect.stringContaining("ratio must"),
  });
  await refused({ strategy: "smote", n: 2 }).toMatchObject({ message: "balance has no option n" });
  await refused("smote", { classWeights: "balanced" }).toMatchObject({
    message: "balance: smote and classWeights exclude each other",
  });
  await refused({ strategy: "smote", k: 400 }).toMatchObject({
    code: "bad-option",
    message:
      'balance: class "attack" has 135 rows to train on, and smote with k = 400 needs more than 400; give a smaller k',
  });
});
