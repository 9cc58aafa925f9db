import { describe, expect, test } from "vitest";
import { Dataset } from "../data/dataset.ts";
import { sampleIncidents } from "../data/sample/index.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { evaluateProbabilities } from "../evaluate/evaluation.ts";
import { readMetadata, withMetadata } from "./bytes.ts";
import { load } from "./model.ts";
import type { TrainOptions } from "./options.ts";
import { train } from "./train.ts";

function incidents(rows: number, seed: number): Dataset {
  const sample = sampleIncidents({ rows, seed });
  return Dataset.fromColumns(sample.columns, { label: sample.label, drop: ["incident_id"] });
}

const data = incidents(2500, 1);
const methods: TrainOptions[] = [
  { method: "boosting", rounds: 40 },
  { method: "forest", trees: 40 },
];

describe.each(methods)("$method", (options) => {
  test("the model says how it is calibrated, and unseen rows are", async () => {
    const { info, unseen, classes } = await train(data, options);
    const { calibration } = info;
    if (calibration === undefined || unseen === undefined) throw new Error("none");
    expect(calibration.rows).toBe(unseen.rows);
    const { logLoss } = evaluateProbabilities({
      classes,
      labels: unseen.truth,
      probabilities: unseen.probabilities,
    });
    expect(calibration.logLossAfter).toBeCloseTo(logLoss, 9);
    const raw = await train(data, { ...options, calibrate: "none" });
    expect(raw.info.calibration).toBeUndefined();
    const before = evaluateProbabilities({
      classes,
      labels: unseen.truth,
      probabilities: raw.unseen?.probabilities as Float64Array,
    });
    expect(calibration.logLossBefore).toBeCloseTo(before.logLoss, 9);
    // Most probable by what the row says now.
    unseen.labels.forEach((label, row) => {
      const probabilities = unseen.probabilities.subarray(row * 3, row * 3 + 3);
      expect(probabilities[label]).toBe(Math.max(...probabilities));
    });
  });

  test("every method can be asked for, and is saved", async () => {
    for (const calibrate of ["temperature", "platt", "vector", "isotonic"] as const) {
      const model = await train(data, { ...options, calibrate });
      expect(model.info.calibration?.method).toBe(calibrate);
      const again = await load(model.save());
      const record = data.record(7);
      expect(again.predict(record)).toEqual(model.predict(record));
      expect(again.predictMany(data)).toEqual(model.predictMany(data));
    }
  });

  test("with class weights probabilities are true for classes weighted so", async () => {
    const balances: TrainOptions[] = [{ balance: "weights" }];
    if (options.method === "forest") balances.push({ classWeights: "balanced-subsample" });
    const held = incidents(3000, 2);
    const { labels, classes } = held;
    const rows = classes.map((_, k) => labels.filter((label) => label === k).length);
    const weights = Float64Array.from(labels, (label) => held.rows / (rows[label] as number));
    for (const balance of balances) {
      const weighed = async (more: TrainOptions) => {
        const { probabilities } = (await train(data, { ...options, ...balance, ...more })).predictMany(held);
        return evaluateProbabilities({ classes, labels, probabilities, weights });
      };
      const [raw, after] = [await weighed({ calibrate: "none" }), await weighed({})];
      expect(after.logLoss).toBeLessThan(raw.logLoss);
      expect(after.balancedAccuracy).toBeGreaterThan(raw.balancedAccuracy - 0.01);
    }
  });
});

test("without unseen rows nothing is calibrated", async () => {
  const model = await train(data, { rounds: 5, validation: 0 });
  expect(model.unseen).toBeUndefined();
  expect(model.info.calibration).toBeUndefined();
});

test("with a validation dataset its rows are used, and their weights", async () => {
  const [fit, watched] = data.split(0.7, { seed: 4 });
  const model = await train(fit, { rounds: 20, validation: watched });
  expect(model.info.calibration?.rows).toBe(watched.rows);
});

test("a damaged calibration makes a bad model", async () => {
  const bytes = (await train(data, { rounds: 3, calibrate: "vector" })).save();
  const metadata = readMetadata(bytes) as { calibration: object };
  const damaged = withMetadata(bytes, { ...metadata, calibration: { ...metadata.calibration, slopes: [1] } });
  await expect(load(damaged)).rejects.toMatchObject({ code: "bad-model" });
});

test("training ends between fits when it is aborted", async () => {
  const controller = new AbortController();
  const aborted = train(data, {
    rounds: 5,
    signal: controller.signal,
    onProgress: ({ done }) => {
      if (done === 5) queueMicrotask(() => controller.abort());
    },
  });
  await expect(aborted).rejects.toMatchObject({ code: "aborted" });
});

test("calibration does not cost the forest its labels", async () => {
  const held = incidents(3000, 3);
  const raw = evaluate(await train(data, { method: "forest", trees: 40, calibrate: "none" }), held);
  const after = evaluate(await train(data, { method: "forest", trees: 40 }), held);
  expect(after.accuracy).toBeGreaterThan(raw.accuracy - 0.01);
  expect(after.logLoss).toBeLessThan(raw.logLoss);
});
