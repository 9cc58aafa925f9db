// Isolation forests on real data sets, held to scikit-learn 1.9's on the same rows (100 trees, 256 rows a tree, means of ten
// seeds), which depend on how it is given categories: as one column of codes, which is nearest to what is done here, it
// has an area of .631 on intrusion and .910 on nsl-kdd; as a column for each category .587 and .861 (one seed: .6025 and
// .8691). More columns of categories leave the numbers fewer splits.

import { readFile } from "node:fs/promises";
import { expect } from "vitest";
import { type AnomalyEvaluation, Dataset, evaluateAnomaly, type TrainOptions, train } from "../ts/index.ts";
import { dataFile, dataTest } from "./data.ts";

const SEEDS = [0, 1, 2, 3, 4];
const TOLERANCE = 0.03;

async function csv(path: string, options: Parameters<typeof Dataset.fromCSV>[1]): Promise<Dataset> {
  return Dataset.fromCSV(new Blob([await readFile(dataFile(path))]), options);
}

/** Means over the seeds. */
async function means(
  fit: Dataset,
  held: Dataset,
  positive: string[],
  options: TrainOptions,
): Promise<{ rocAuc: number; accuracy: number; flagged: number }> {
  const sums = { rocAuc: 0, accuracy: 0, flagged: 0 };
  for (const seed of SEEDS) {
    const model = await train(fit, { method: "isolation", seed, ...options });
    const found: AnomalyEvaluation = evaluateAnomaly(model, held, { positive });
    sums.rocAuc += (found.rocAuc as number) / SEEDS.length;
    sums.accuracy += found.accuracy / SEEDS.length;
    sums.flagged += found.flagged / SEEDS.length;
  }
  return sums;
}

// The published baseline has an accuracy of .572 at a contamination of .45; a forest that is told the labels has .886.
dataTest("intrusion: an isolation forest", async () => {
  const sessions = await csv("intrusion/intrusion.csv", { label: "attack_detected", drop: ["session_id"] });
  const { train: fit, test: held } = sessions.splitOn("split");
  const { rocAuc, accuracy, flagged } = await means(fit, held, ["1"], { contamination: 0.45 });
  expect(Math.abs(rocAuc - 0.631)).toBeLessThan(TOLERANCE);
  expect(rocAuc).toBeGreaterThan(0.6025 - TOLERANCE);
  expect(accuracy).toBeGreaterThan(0.572 - TOLERANCE);
  expect(accuracy).toBeLessThan(0.65);
  expect(Math.abs(flagged - 0.45)).toBeLessThan(TOLERANCE);
});

dataTest(
  "nsl-kdd: an isolation forest",
  async () => {
    const options = { label: "family", drop: ["attack"] };
    const fit = await csv("nsl-kdd/train.csv.gz", options);
    const held = await csv("nsl-kdd/test.csv.gz", options);
    const attacks = fit.classes.filter((name) => name !== "normal");
    const { rocAuc, accuracy } = await means(fit, held, attacks, { contamination: 0.45 });
    expect(Math.abs(rocAuc - 0.91)).toBeLessThan(TOLERANCE);
    expect(rocAuc).toBeGreaterThan(0.8691 - TOLERANCE);
    expect(accuracy).toBeGreaterThan(0.75);
  },
  60_000,
);
