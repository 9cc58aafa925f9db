// The comparison on real data, held to figures of scikit-learn on the same split, with all rows: accuracy within two standard errors.
// The linear SVM has a sample here, since it takes half a minute with all rows; with these it measured 0.727.

import { readFile } from "node:fs/promises";
import { expect } from "vitest";
import { compare, Dataset } from "../ts/index.ts";
import { dataFile, dataTest } from "./data.ts";

const SCIKIT_LEARN = {
  majority: 0.5529,
  logistic: 0.7296,
  tree: 0.826,
  forest: 0.8836,
  boosting: 0.8857,
  knn: 0.7689,
  "svm-linear": 0.728,
} as const;
const STANDARD_ERROR = 0.007;

dataTest(
  "intrusion: the models agree with scikit-learn's, trees above linear ones",
  async () => {
    const text = await readFile(dataFile("intrusion/intrusion.csv"), "utf8");
    const { train, test } = (
      await Dataset.fromCSV(text, { label: "attack_detected", drop: ["session_id"] })
    ).splitOn("split");
    const names = Object.keys(SCIKIT_LEARN) as (keyof typeof SCIKIT_LEARN)[];
    const all = await compare(train, { test, models: names.filter((name) => name !== "svm-linear") });
    const sampled = await compare(train, { test, models: ["svm-linear"], sampleRows: 2000 });
    const models = new Map([...all.models, ...sampled.models].map((each) => [each.model, each]));
    for (const name of names) {
      const { accuracy, sampledRows } = models.get(name) as { accuracy: number; sampledRows?: number };
      expect(Math.abs(accuracy - SCIKIT_LEARN[name]), name).toBeLessThan(2 * STANDARD_ERROR);
      expect(sampledRows, name).toBe(name === "svm-linear" ? 2000 : undefined);
    }
    // The same algorithm on the same numbers.
    expect(models.get("logistic")?.logLoss).toBeCloseTo(0.5473, 3);
    expect(models.get("knn")?.rocAuc).toBeCloseTo(0.8131, 3);
    const accuracy = (name: string): number => models.get(name as "tree")?.accuracy as number;
    for (const tree of ["tree", "forest", "boosting"])
      for (const linear of ["logistic", "svm-linear"])
        expect(accuracy(tree)).toBeGreaterThan(accuracy(linear) + 2 * STANDARD_ERROR);
    expect(models.get("logistic")?.p).toBeLessThan(1e-6);
  },
  120_000,
);
