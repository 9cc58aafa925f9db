import { describe, expect, test } from "vitest";
import { Dataset } from "../data/dataset.ts";
import { sampleIncidents } from "../data/sample/index.ts";
import { evaluateAnomaly } from "../evaluate/anomaly.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { exp } from "./exp.ts";
import { load, type Model } from "./model.ts";
import type { TrainOptions } from "./options.ts";
import { train } from "./train.ts";

function incidents(rows: number): Dataset {
  const sample = sampleIncidents({ rows, seed: 1 });
  return Dataset.fromColumns(sample.columns, { label: sample.label, drop: ["incident_id"] });
}

/** Usual rows, and every twentieth one far from them. */
function sessions(rows: number): Record<string, unknown>[] {
  return Array.from({ length: rows }, (_, i) =>
    i % 20 === 7
      ? { bytes: 50_000 + i, port: i % 1000, tool: i % 40 === 7 ? "rclone" : undefined, kind: "odd" }
      : { bytes: (i * 37) % 900, port: i % 3, tool: i % 2 === 0 ? "curl" : "wget", kind: "usual" },
  );
}

const labelled = Dataset.fromRecords(sessions(2000), { label: "kind" });
const unlabelled = Dataset.fromRecords(
  sessions(2000).map(({ kind: _, ...record }) => record),
  {},
);
const usual = { bytes: 400, port: 1, tool: "curl" };
const odd = { bytes: 60_000, port: 700 };
const isolation: TrainOptions = { method: "isolation" };

describe("an isolation forest", () => {
  test("finds what is unlike the rest, with a label or without one", async () => {
    const [model, same] = [await train(labelled, isolation), await train(unlabelled, isolation)];
    expect(model.anomalyMany(labelled)).toEqual(same.anomalyMany(unlabelled));
    expect(model.anomaly(odd)).toEqual({ score: expect.any(Number), anomalous: true, threshold: 0.5 });
    expect(model.anomaly(odd).score).toBeGreaterThan(0.65);
    expect(model.anomaly(usual).score).toBeLessThan(0.5);
    expect(evaluateAnomaly(model, labelled, { positive: "odd" }).rocAuc).toBeGreaterThan(0.99);
    expect(model.info).toMatchObject({
      method: "isolation",
      classes: ["normal", "anomaly"],
      trees: 100,
      training: { rows: 2000, classRows: [], validationRows: 0, rounds: 100, options: isolation },
      anomaly: { output: 0, threshold: 0.5, contamination: "none" },
    });
    expect(model.header).toMatchObject({ link: "exp2", outputs: 1 });
    expect(model.header.linkParameter).toBe(model.info.anomaly?.normaliser);
    expect(model.header.linkParameter).toBeCloseTo(10.2448, 4);
    expect(model.header.maxDepth).toBeLessThanOrEqual(8);
    expect(model.unseen).toBeUndefined();
  });

  test("contamination is the share of the training rows above the threshold", async () => {
    for (const contamination of [0.001, 0.05, 0.45, 0.5]) {
      const model = await train(unlabelled, { ...isolation, contamination });
      const { anomalous, scores, threshold } = model.anomalyMany(unlabelled);
      const above = anomalous.reduce((sum, mark) => sum + mark, 0) / 2000;
      expect(above).toBeLessThanOrEqual(contamination);
      expect(above).toBeGreaterThan(contamination - 0.02);
      expect(scores).toContain(threshold);
    }
  });

  test("predict says the same as the threshold", async () => {
    for (const contamination of ["none", 0.05, 0.4] as const) {
      const model = await train(unlabelled, { ...isolation, contamination });
      const { labels, probabilities } = model.predictMany(unlabelled);
      const { anomalous, scores, threshold } = model.anomalyMany(unlabelled);
      expect([...labels]).toEqual([...anomalous]);
      for (let row = 0; row < 2000; row++) {
        const second = probabilities[2 * row + 1] as number;
        expect(second >= 0 && second <= 1 && (probabilities[2 * row] as number) === 1 - second).toBe(true);
        if (contamination === "none") expect(Math.abs(second - (scores[row] as number))).toBeLessThan(1e-12);
      }
      const answer = model.predict(odd);
      expect(answer).toMatchObject({ label: "anomaly", missing: ["tool"] });
      expect(answer.probability).toBeGreaterThan(0.5);
      const most = scores.indexOf(Math.max(...scores));
      expect(probabilities[2 * most + 1]).toBe(Math.max(...probabilities.filter((_, i) => i % 2 === 1)));
      expect(threshold).toBe(model.info.anomaly?.threshold);
    }
  });

  test("one record and many rows get the same bits, before and after saving", async () => {
    const model = await train(data, { ...isolation, contamination: 0.1 });
    const again = await load(model.save());
    const many = again.anomalyMany(data);
    for (let row = 0; row < 200; row++) {
      const { score, anomalous } = model.anomaly(data.record(row));
      expect(score).toBe(many.scores[row]);
      expect(anomalous).toBe(many.anomalous[row] === 1);
    }
    expect(again.info).toEqual(model.info);
  });

  test("the same seed gives the same bytes, another seed or sample other bytes", async () => {
    const bytes = async (more: TrainOptions) => (await train(unlabelled, { ...isolation, ...more })).save();
    const first = await bytes({ seed: 5 });
    expect(await bytes({ seed: 5 })).toEqual(first);
    expect(await bytes({ seed: 6 })).not.toEqual(first);
    expect(await bytes({ seed: 5, sampleRows: 100 })).not.toEqual(first);
    const small = await load(await bytes({ trees: 7, sampleRows: 16 }));
    expect(small.header).toMatchObject({ trees: 7, maxDepth: 4 });
  });

  test("importance is the share of the splits", async () => {
    const items = (await train(unlabelled, isolation)).importance();
    expect(items.map(({ feature }) => feature).sort()).toEqual(["bytes", "port", "tool"]);
    expect(items.reduce((sum, item) => sum + item.gain, 0)).toBeCloseTo(1, 12);
    expect(items.every(({ gain, splits }) => gain > 0 && splits > 0)).toBe(true);
  });

  test("explains the path: what makes it shorter speaks for an anomaly", async () => {
    const model = await train(unlabelled, isolation);
    const { contributions, base, margin, label } = model.explain(
      { ...usual, bytes: 60_000 },
      { label: "anomaly" },
    );
    const { contributions: against } = model.explain({ ...usual, bytes: 60_000 }, { label: "normal" });
    expect(label).toBe("anomaly");
    expect(contributions[0]?.feature).toBe("bytes");
    expect(contributions[0]?.contribution).toBeGreaterThan(0.5);
    expect(against[0]?.contribution).toBe(-(contributions[0]?.contribution as number));
    const sum = contributions.reduce((total, one) => total + one.contribution, base);
    expect(Math.abs(sum - margin)).toBeLessThan(1e-9);
  });

  test("rows of weight 0 are not learned from, nor do they set the threshold", async () => {
    const weighted = sessions(2000).map((record) => ({ ...record, w: record["kind"] === "odd" ? 0 : 2 }));
    const model = await train(Dataset.fromRecords(weighted, { label: "kind", weight: "w" }), {
      ...isolation,
      contamination: 0.1,
    });
    expect(model.info.training.rows).toBe(1900);
    const { confusion } = evaluateAnomaly(model, labelled, { positive: "odd" });
    const above = (confusion[0]?.[1] as number) / 1900;
    expect(above).toBeLessThanOrEqual(0.1);
    expect(above).toBeGreaterThan(0.08);
  });

  test("rows that are all alike are all usual; one row is too few", async () => {
    const alike = Dataset.fromRecords(
      Array.from({ length: 50 }, () => ({ a: 1, b: "x", c: 2.5 })),
      {
        schema: { a: "number", b: "category", c: "number" },
      },
    );
    for (const contamination of ["none", 0.1] as const) {
      const model = await train(alike, { ...isolation, contamination });
      expect(model.anomaly({ a: 1, b: "x", c: 2.5 }).anomalous).toBe(false);
    }
    await expect(train(Dataset.fromRecords([{ a: 1 }]), isolation)).rejects.toMatchObject({
      code: "bad-data",
    });
  });

  test("ends early by signal and by time", async () => {
    const controller = new AbortController();
    const onProgress = () => controller.abort();
    const aborted = train(unlabelled, { ...isolation, signal: controller.signal, onProgress });
    await expect(aborted).rejects.toMatchObject({ code: "aborted" });
    const short = await train(unlabelled, { ...isolation, timeBudget: 1e-6 });
    expect(short.info.training.rounds).toBe(1);
    expect(short.anomaly(odd).score).toBeGreaterThan(short.anomaly(usual).score);
  });

  test("evaluate sends its caller to evaluateAnomaly, unless the classes are its own", async () => {
    const model = await train(labelled, isolation);
    expect(() => evaluate(model, labelled)).toThrow(/evaluateAnomaly/);
    const named = sessions(400).map((record) => ({
      ...record,
      kind: record["kind"] === "odd" ? "anomaly" : "normal",
    }));
    const own = Dataset.fromRecords(named, { label: "kind" });
    const { confusion, rocAuc } = evaluateAnomaly(model, own, { positive: "anomaly" });
    const { confusion: same, perClass } = evaluate(model, own);
    expect(same.matrix).toEqual([[...(confusion[0] as number[])], [...(confusion[1] as number[])]]);
    expect(perClass[1]?.rocAuc).toBeCloseTo(rocAuc as number, 12);
  });
});

const data = incidents(1500);
const two = Dataset.fromRecords(
  Array.from({ length: 600 }, (_, i) => ({
    a: (i * 7) % 100,
    b: i % 5 === 0 ? undefined : i % 9,
    c: i % 2 ? "x" : "y",
  })).map((record) => ({ ...record, label: record.a > 40 && record.c === "x" ? "bad" : "good" })),
  { label: "label" },
);

describe.each<[string, Dataset, TrainOptions]>([
  ["boosting, two classes", two, { rounds: 15 }],
  ["boosting, three classes", data, { rounds: 15 }],
  ["a forest, two classes", two, { method: "forest", trees: 15 }],
  ["a forest, three classes", data, { method: "forest", trees: 15 }],
])("beside %s", (_, rows, options) => {
  const trained = async (): Promise<[Model, Model]> => [
    await train(rows, options),
    await train(rows, { ...options, anomaly: true, contamination: 0.1 }),
  ];

  test("the classifier's answers keep their bits", async () => {
    const [plain, both] = await trained();
    expect(both.predictMany(rows)).toEqual(plain.predictMany(rows));
    expect(both.unseen).toEqual(plain.unseen);
    expect(both.importance()).toEqual(plain.importance());
    expect(evaluate(both, rows)).toEqual(evaluate(plain, rows));
    for (const label of plain.classes) {
      expect(both.explain(rows.record(3), { label })).toEqual(plain.explain(rows.record(3), { label }));
    }
    const outputs = plain.header.outputs;
    expect(both.header).toMatchObject({ link: plain.header.link, outputs: outputs + 1 });
    const [wide, narrow] = [both.marginsMany(rows), plain.marginsMany(rows)];
    expect(wide.filter((__, i) => i % (outputs + 1) < outputs)).toEqual(narrow);
    expect(both.info.trees).toBe(plain.info.trees + 100);
    expect(plain.info.anomaly).toBeUndefined();
    expect(() => plain.anomaly({})).toThrow(/anomaly: true/);
    expect(() => plain.anomalyMany(rows)).toThrow(/anomaly: true/);
  });

  test("the score is that of the last output, for one record and for many, before and after saving", async () => {
    const [plain, both] = await trained();
    const again = await load(both.save());
    const { scores, anomalous } = again.anomalyMany(rows);
    const { normaliser, output, threshold } = both.info.anomaly as {
      normaliser: number;
      output: number;
      threshold: number;
    };
    expect(output).toBe(plain.header.outputs);
    const margins = both.marginsMany(rows);
    for (let row = 0; row < 200; row++) {
      const margin = margins[row * (output + 1) + output] as number;
      const record = rows.record(row);
      const one = both.anomaly(record);
      expect(one).toEqual({ score: scores[row], anomalous: anomalous[row] === 1, threshold });
      expect(one.score).toBe(exp((-margin / normaliser) * Math.LN2));
      expect(both.predict(record)).toEqual(plain.predict(record));
    }
    const above = anomalous.reduce((sum, mark) => sum + mark, 0) / rows.rows;
    expect(above).toBeGreaterThan(0.08);
    expect(above).toBeLessThanOrEqual(0.1);
    expect(again.info).toEqual(both.info);
  });
});

test.each<[TrainOptions, string]>([
  [{ method: "isolation", rounds: 3 }, "rounds is not for an isolation forest"],
  [{ method: "isolation", classWeights: "balanced" }, "classWeights is not for an isolation forest"],
  [{ method: "isolation", anomaly: true }, "anomaly is not for an isolation forest"],
  [{ method: "isolation", sampleRows: 1 }, "sampleRows must be a whole number from 2, not 1"],
  [
    { method: "isolation", contamination: 0.6 },
    'contamination must be above 0 and at most 0.5, or "none", not 0.6',
  ],
  [
    { method: "isolation", contamination: 0 },
    'contamination must be above 0 and at most 0.5, or "none", not 0',
  ],
  [{ sampleRows: 64 }, "sampleRows is for method isolation, or for a classifier with anomaly: true"],
  [{ contamination: 0.1 }, "contamination is for method isolation, or for a classifier with anomaly: true"],
  [{ anomaly: 1 } as unknown as TrainOptions, "anomaly must be true or false, not 1"],
])("bad options %o", async (options, message) => {
  await expect(train(data, options)).rejects.toMatchObject({ code: "bad-option", message });
});
