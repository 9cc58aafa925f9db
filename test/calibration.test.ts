// What calibration does to rows that took no part in training: on real data and on the sample, with default options.

import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { Dataset, type Evaluation, evaluate, type Method, sampleIncidents, train } from "../ts/index.ts";
import { dataFile, dataTest } from "./data.ts";

const METHODS: readonly Method[] = ["boosting", "forest"];

/** Means over the seeds, before and after. */
async function compare(
  method: Method,
  seeds: readonly number[],
  sets: (seed: number) => [Dataset, Dataset],
): Promise<{ logLoss: [number, number]; calibrationError: [number, number] }> {
  const mean = (all: Evaluation[], name: "logLoss" | "calibrationError"): number =>
    all.reduce((sum, one) => sum + one[name], 0) / all.length;
  const [before, after]: [Evaluation[], Evaluation[]] = [[], []];
  for (const seed of seeds) {
    const [fit, held] = sets(seed);
    before.push(evaluate(await train(fit, { method, seed, calibrate: "none" }), held));
    after.push(evaluate(await train(fit, { method, seed }), held));
  }
  return {
    logLoss: [mean(before, "logLoss"), mean(after, "logLoss")],
    calibrationError: [mean(before, "calibrationError"), mean(after, "calibrationError")],
  };
}

for (const method of METHODS) {
  // A predictor that is true to the last digit has about .01 here, and less than .017 in 95 of 100 cases: such is the error of
  // 1,908 rows in 15 bins.
  dataTest(
    `intrusion: probabilities of ${method} are true`,
    async () => {
      const file = new Blob([await readFile(dataFile("intrusion/intrusion.csv"))]);
      const sessions = await Dataset.fromCSV(file, { label: "attack_detected", drop: ["session_id"] });
      const { train: fit, test: held } = sessions.splitOn("split");
      const { logLoss, calibrationError } = await compare(method, [0, 1, 2, 3, 4], () => [fit, held]);
      expect(calibrationError[1]).toBeLessThanOrEqual(0.02);
      expect(logLoss[1]).toBeLessThanOrEqual(logLoss[0]);
    },
    120_000,
  );

  // As many rows are held as trained on: of 4,000, chance alone would make an error of .014.
  test(`sample: probabilities of ${method} are true`, { timeout: 300_000 }, async () => {
    const seeds = method === "forest" ? [0] : [0, 1, 2, 3, 4];
    const { logLoss, calibrationError } = await compare(method, seeds, (seed) => {
      const sample = sampleIncidents({ rows: 32_000, seed });
      const incidents = Dataset.fromColumns(sample.columns, { label: sample.label, drop: ["incident_id"] });
      return incidents.split(0.5, { seed });
    });
    expect(calibrationError[1]).toBeLessThanOrEqual(0.02);
    expect(logLoss[1]).toBeLessThanOrEqual(logLoss[0]);
  });
}
