// Categories encoded by the labels, and that no label leaks through it.

import { expect, test } from "vitest";
import { compare } from "../../evaluate/compare.ts";
import { crossValidate } from "../../evaluate/cross-validate.ts";
import { evaluate } from "../../evaluate/evaluate.ts";
import { evaluateProbabilities } from "../../evaluate/evaluation.ts";
import { load } from "../../model/model.ts";
import { train } from "../../model/train.ts";
import { Dataset } from "../dataset.ts";
import { Encoder } from "../encode.ts";
import { Random } from "../random.ts";

const CELLS = ["a", "a", "a", "a", "b", "b", null, "once"];
const LABELS = ["x", "y", "y", "y", "x", "x", "y", "y"];

function small(kind: object): Dataset {
  const records = CELLS.map((host, i) => ({ host, label: LABELS[i] }));
  return Dataset.fromRecords(records, { label: "label", schema: { host: kind as { kind: "target" } } });
}

test("records get the smoothed shares of all training rows, training rows those of the other folds", () => {
  const data = small({ kind: "target", smoothing: 2, folds: 2 });
  const encoder = data.schema.fit(data);
  const again = Encoder.fromJSON(JSON.parse(JSON.stringify(encoder)));
  const prior = 5 / 8;
  const share = (y: number, rows: number) =>
    Math.fround(Number(((y + 2 * prior) / (rows + 2)).toPrecision(5)));
  const expected = { a: share(3, 4), b: share(0, 2), once: prior, never: prior };
  for (const [host, value] of Object.entries(expected)) {
    const row = new Float32Array(1);
    again.encode({ host }, row);
    expect(row[0], host).toBe(value);
  }
  expect(encoder.columns).toEqual([{ name: "host", kind: "number", feature: 0 }]);
  expect([...(again.encodeDataset(data)[0] ?? [])]).toEqual(
    CELLS.map((cell) => (cell === null ? Number.NaN : expected[cell as "a"])),
  );
  const [trained = new Float32Array()] = encoder.trainingColumns(data);
  // By hand: of a row's value, the labels of the rows of the other fold.
  const own = [...trained.subarray(0, 4)];
  const possible = [0, 1, 2, 3].flatMap((rows) => [0, 1, 2, 3].map((y) => share(y, rows)));
  for (const value of own) expect(possible).toContain(value);
  expect(own).not.toContain(expected.a);
  expect(trained[6]).toBeNaN();
  expect(trained[7]).toBe(prior);
});

test("of three classes each has a column; without a label it is an error", () => {
  const records = ["a", "a", "b", "b"].map((host, i) => ({ host, label: ["p", "q", "r", "r"][i] }));
  const data = Dataset.fromRecords(records, { label: "label", schema: { host: "target" } });
  const encoder = data.schema.fit(data);
  expect(encoder.columns.map(({ name }) => name)).toEqual(["host=p", "host=q", "host=r"]);
  const row = new Float32Array(3);
  encoder.encode({ host: "b" }, row);
  expect(row[2]).toBeGreaterThan(row[0] as number);
  expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 4);
  const unlabelled = Dataset.fromRecords(records, { schema: { host: "target" } });
  expect(() => unlabelled.schema.fit(unlabelled)).toThrow('The feature "host" is encoded by the label');
  expect(() => Dataset.fromRecords(records, { schema: { host: { kind: "target", folds: 1 } } })).toThrow(
    "folds",
  );
});

/** Labels drawn at random, and a column of so many values that few rows share one: in-sample it tells the label. */
function planted(rows: number, values: number, seed: number): Dataset {
  const random = new Random(seed);
  const records = Array.from({ length: rows }, () => ({
    host: `h${random.below(values)}`,
    noise: random.unit(),
    label: random.unit() < 0.5 ? "a" : "b",
  }));
  return Dataset.fromRecords(records, { label: "label", schema: { host: { kind: "target", smoothing: 0 } } });
}

/** Four standard errors of an AUC at chance, with so many rows of either class. */
const chance = (rows: number): number => 4 * Math.sqrt((rows + 1) / (3 * rows * rows));

test("a shuffled label: no way of telling how good a model is finds more than chance", async () => {
  const data = planted(2000, 700, 11);
  // The plain share, with the row's own label in it, tells it: this is what must not reach training.
  const leaky = data.schema.fit(data).encodeDataset(data)[0] as Float32Array;
  const probabilities = Float64Array.from({ length: 4000 }, (_, i) => {
    const share = leaky[i >> 1] as number;
    return i % 2 === 1 ? share : 1 - share;
  });
  expect(
    evaluateProbabilities({ classes: ["a", "b"], labels: data.labels, probabilities }).rocAuc,
  ).toBeGreaterThan(0.7);
  for (const method of ["forest", "boosting"] as const) {
    const options = { method, trees: 60, rounds: 60, seed: 3 };
    const { trees, rounds, ...rest } = options;
    const own = method === "forest" ? { ...rest, trees } : { ...rest, rounds };
    const { evaluation } = await crossValidate(data, own, { folds: 4 });
    expect(Math.abs((evaluation.rocAuc as number) - 0.5), `${method}, folds`).toBeLessThan(chance(1000));
    // Out of bag, held-out rows and folds of the training itself.
    for (const validation of method === "forest" ? [undefined] : [undefined, 0.3]) {
      const { unseen } = await train(data, { ...own, ...(validation === undefined ? {} : { validation }) });
      const { classes = [], truth, probabilities: told } = unseen ?? {};
      if (truth === undefined || told === undefined) throw new Error("nothing unseen");
      const { rocAuc } = evaluateProbabilities({ classes: [...classes], labels: truth, probabilities: told });
      const named = `${method}, unseen with validation ${validation}`;
      expect(Math.abs((rocAuc as number) - 0.5), named).toBeLessThan(chance(truth.length / 2));
    }
  }
  const { models } = await compare(data, { models: ["logistic", "tree"], folds: 4 });
  for (const { model, rocAuc } of models)
    expect(Math.abs((rocAuc as number) - 0.5), model).toBeLessThan(chance(1000));
}, 120_000);

/** Hosts that each have a rate of their own. */
function telling(rows: number, hosts: number, seed: number): Record<string, unknown>[] {
  const rates = new Random(99);
  const rate = Array.from({ length: hosts }, () => rates.unit());
  const random = new Random(seed);
  return Array.from({ length: rows }, () => {
    const host = random.below(hosts);
    return {
      host: `h${host}`,
      noise: random.unit(),
      label: random.unit() < (rate[host] as number) ? "bad" : "good",
    };
  });
}

test("rows held out of the trees score as new rows do, though the encoder knows their labels", async () => {
  const schema = { host: { kind: "target" as const, smoothing: 0 } };
  const data = Dataset.fromRecords(telling(3000, 500, 1), { label: "label", schema });
  const fresh = Dataset.fromRecords(telling(6000, 500, 2), { label: "label", schema: data.schema });
  const model = await train(data, { rounds: 60, validation: 0.3, calibrate: "none" });
  const { classes = [], truth, probabilities } = model.unseen ?? {};
  if (truth === undefined || probabilities === undefined) throw new Error("nothing unseen");
  const held = evaluateProbabilities({ classes: [...classes], labels: truth, probabilities });
  const found = evaluate(model, fresh);
  expect((held.rocAuc as number) - (found.rocAuc as number)).toBeLessThan(0.04);
  expect(held.logLoss - found.logLoss).toBeGreaterThan(-0.03);
});

test("rows of a group do not tell each other's label", () => {
  const random = new Random(6);
  // Incidents of six rows, of one host and one label drawn at random.
  const incidents = Array.from({ length: 400 }, () => ({
    host: `h${random.below(250)}`,
    label: random.unit() < 0.5 ? "a" : "b",
  }));
  const records = Array.from({ length: 2400 }, (_, i) => ({
    ...incidents[i % 400],
    incident: `i${i % 400}`,
    noise: random.unit(),
  }));
  const areaOf = (group?: string): number => {
    const kind = { kind: "target" as const, smoothing: 0, ...(group === undefined ? {} : { group }) };
    const data = Dataset.fromRecords(records, { label: "label", schema: { host: kind, incident: "drop" } });
    const [trained = new Float32Array()] = data.schema.fit(data).trainingColumns(data);
    const probabilities = Float64Array.from({ length: 2 * data.rows }, (_, i) => {
      const share = trained[i >> 1] as number;
      return i % 2 === 1 ? share : 1 - share;
    });
    return evaluateProbabilities({ classes: ["a", "b"], labels: data.labels, probabilities })
      .rocAuc as number;
  };
  // By rows the others of an incident tell its label, which nothing does of a new incident.
  expect(areaOf()).toBeGreaterThan(0.8);
  expect(Math.abs(areaOf("incident") - 0.5)).toBeLessThan(chance(200));
  const without = Dataset.fromRecords(records, {
    label: "label",
    schema: { host: { kind: "target", group: "nothing" } },
  });
  expect(() => without.schema.fit(without)).toThrow('the column "nothing", which is not there');
});

test("it helps where values of many do tell, and a saved model scores as before", async () => {
  const records = telling(4000, 400, 8);
  const auc = async (kind: "target" | "category" | "frequency") => {
    const data = Dataset.fromRecords(records, { label: "label", schema: { host: kind } });
    const [fit, held] = data.split(0.7, { seed: 1 });
    const model = await train(fit, { method: "forest", trees: 60 });
    const same = await load(model.save());
    expect(same.predictMany(held)).toEqual(model.predictMany(held));
    expect(same.predict(held.record(0)).probabilities).toEqual(
      Object.fromEntries(model.classes.map((name, i) => [name, model.predictMany(held).probabilities[i]])),
    );
    return evaluate(model, held).rocAuc as number;
  };
  expect(await auc("target")).toBeGreaterThan((await auc("category")) + 0.02);
  // How usual a host is tells nothing here.
  expect(await auc("frequency")).toBeLessThan(0.6);
}, 60_000);

test("training does not go on from a model whose training rows were encoded by each other's labels", async () => {
  const data = planted(300, 40, 1);
  const model = await train(data, { rounds: 5 });
  await expect(train(data, { from: model, rounds: 5 })).rejects.toThrow("train anew");
});
