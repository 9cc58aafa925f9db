// Taggers on real texts, and trees on text and columns, held to the bars that linear models of scikit-learn set on the same
// splits. Options are the defaults throughout; standard errors are .025 (atomic), .014 (tram) and .018 (sigma).

import { expect } from "vitest";
import { Dataset, evaluate, Tagger, train } from "../ts/index.ts";
import { evaluateTagger, type TaggerEvaluation } from "../ts/text/evaluate-tagger.ts";
import type { TaggerOptions } from "../ts/text/tagger-options.ts";
import { dataTest } from "./data.ts";
import { records, sides, sigmaRecords, techniqueNames } from "./text-data.ts";

const MINUTES = 60_000;

async function tested(set: "atomic" | "tram", options: TaggerOptions): Promise<TaggerEvaluation> {
  const { fit, held } = sides(await records(set));
  const tagger = await Tagger.train(fit, options);
  return evaluateTagger(tagger, held) as TaggerEvaluation;
}

dataTest(
  "atomic: descriptions to techniques, linear and nearest",
  async () => {
    const found = await tested("atomic", { text: "alert", label: "id" });
    expect(found.accuracy).toBeGreaterThanOrEqual(0.75);
    expect(found.macroF1).toBeGreaterThanOrEqual(0.67);
    expect(found.top3).toBeGreaterThanOrEqual(0.85);
    expect(found.nearestAccuracy).toBeGreaterThanOrEqual(0.65);
    // The tagger is to be right in .8 of its answers; that share has a standard error of .025.
    expect(found.answeredAccuracy).toBeGreaterThanOrEqual(0.8 - 0.025);
  },
  4 * MINUTES,
);

dataTest(
  "atomic: with the tests' names",
  async () => {
    const found = await tested("atomic", { text: ["name", "alert"], label: "id" });
    expect(found.accuracy).toBeGreaterThanOrEqual(0.78);
  },
  4 * MINUTES,
);

dataTest(
  "atomic: the names of techniques help",
  async () => {
    const catalogue = await techniqueNames();
    const found = await tested("atomic", { text: "alert", label: "id", catalogue });
    expect(found.accuracy).toBeGreaterThanOrEqual(0.75);
    expect(found.macroF1).toBeGreaterThanOrEqual(0.67);
    expect(found.tactics?.accuracy).toBeGreaterThanOrEqual(0.75);
  },
  4 * MINUTES,
);

dataTest(
  "tram: sentences to techniques, reports apart",
  async () => {
    const found = await tested("tram", { text: "text", label: "label" });
    expect(found.accuracy).toBeGreaterThanOrEqual(0.77);
    expect(found.macroF1).toBeGreaterThanOrEqual(0.7);
  },
  4 * MINUTES,
);

dataTest(
  "sigma: a forest on text and columns together, as a mean of five seeds",
  async () => {
    const rules = Dataset.fromRecords(await sigmaRecords(), { label: "level" });
    const kinds = rules.schema.features.filter(({ kind }) => kind === "text").map(({ name }) => name);
    expect(kinds).toEqual(["title", "description"]);
    const { train: fit, test: held } = rules.splitOn("split");
    let sum = 0;
    for (let seed = 0; seed < 5; seed++)
      sum += evaluate(await train(fit, { method: "forest", seed }), held).accuracy;
    expect(sum / 5).toBeGreaterThanOrEqual(0.65);
  },
  10 * MINUTES,
);
