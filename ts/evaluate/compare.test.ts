import { expect, test } from "vitest";
import { Dataset } from "../data/dataset.ts";
import { sampleSessions } from "../data/sample/index.ts";
import { type ComparedModel, compare } from "./compare.ts";
import { crossValidate } from "./cross-validate.ts";

const sample = sampleSessions({ rows: 600, seed: 3 });
const data = Dataset.fromColumns(sample.columns, { label: sample.label, drop: ["session_id"] });
const QUICK: ComparedModel[] = ["majority", "logistic", "tree", "knn", "bayes"];
const timeless = (found: object): unknown =>
  JSON.parse(JSON.stringify(found, (key, value) => (/Seconds$|Microseconds$/.test(key) ? undefined : value)));

test("on a test part all models are there, the most accurate first, with p against it", async () => {
  const [fit, held] = data.split(0.8);
  const found = await compare(fit, { test: held });
  expect(found).toMatchObject({
    by: "test part",
    significance: "McNemar",
    rows: { train: 480, test: 120 },
    failed: [],
  });
  expect(found.folds).toBeUndefined();
  expect(found.models.map(({ model }) => model).sort()).toEqual([
    "bayes",
    "boosting",
    "forest",
    "isolation",
    "knn",
    "logistic",
    "majority",
    "svm-linear",
    "svm-rbf",
    "tree",
  ]);
  const [best, ...others] = found.models;
  expect(best?.p).toBeUndefined();
  for (const each of others) {
    expect(each.accuracy).toBeLessThanOrEqual(best?.accuracy as number);
    expect(each.p).toBeGreaterThanOrEqual(0);
    expect(each.p).toBeLessThanOrEqual(1);
    expect(each.logLoss === null).toBe(each.model === "isolation");
  }
  const rest = held.labels.filter((label) => label === 0).length / 120;
  expect(found.models.find(({ model }) => model === "majority")).toMatchObject({
    accuracy: Math.max(rest, 1 - rest),
    rocAuc: 0.5,
  });
});

test("by cross-validation: the means that crossValidate gives", async () => {
  const told: string[] = [];
  const found = await compare(data, {
    models: ["majority", "forest"],
    folds: 3,
    seed: 4,
    onProgress: ({ done, total }) => told.push(`${done}/${total}`),
  });
  expect(found).toMatchObject({ by: "cross-validation", folds: 3, rows: { train: 400, test: 200 } });
  expect(found.significance).toBe("corrected resampled t-test");
  const { metrics } = await crossValidate(data, { method: "forest", seed: 4 }, { folds: 3, seed: 4 });
  expect(found.models[0]).toMatchObject({
    model: "forest",
    accuracy: metrics.accuracy.mean,
    macroF1: metrics.macroF1.mean,
    logLoss: metrics.logLoss.mean,
    rocAuc: metrics.rocAuc.mean,
    standardError: metrics.accuracy.standardError,
  });
  expect(found.models[1]?.p).toBeLessThan(0.05);
  expect(told).toEqual(["1/6", "2/6", "3/6", "4/6", "5/6", "6/6"]);
});

test("any number of workers gives the same numbers, with folds and with a test part", async () => {
  const [fit, held] = data.split(0.8);
  for (const how of [{ folds: 3 }, { test: held }]) {
    const options = { models: QUICK, sampleRows: 150, ...how };
    const dataset = "test" in how ? fit : data;
    const alone = timeless(await compare(dataset, options));
    expect(timeless(await compare(dataset, { ...options, workers: 2 }))).toEqual(alone);
  }
});

test("rows sampled are said", async () => {
  const { models } = await compare(data, { models: ["knn", "logistic"], folds: 2, sampleRows: 100 });
  expect(models.find(({ model }) => model === "knn")?.sampledRows).toBe(100);
  expect(models.find(({ model }) => model === "logistic")).not.toHaveProperty("sampledRows");
});

test("a model that can not be fitted leaves the others", async () => {
  const noFeatures = Dataset.fromColumns(
    {
      same: data.labels.length === 0 ? [] : (Array.from(data.labels, () => undefined) as never),
      grade: Array.from(data.labels, String),
    },
    { label: "grade", schema: { same: "drop" } },
  );
  const { models, failed } = await compare(noFeatures, {
    models: ["majority", "logistic", "bayes"],
    folds: 2,
  });
  expect(models.map(({ model }) => model)).toEqual(["majority"]);
  expect(failed.map(({ model }) => model)).toEqual(["logistic", "bayes"]);
  expect(failed[0]?.message).toBe("there is no column to learn from");
});

test("bad options are named, and an abort ends it", async () => {
  const [fit, held] = data.split(0.8);
  const refused = async (options: object): Promise<string> =>
    compare(fit, options).then(
      () => "",
      (error: Error & { code: string }) => `${error.code}: ${error.message}`,
    );
  expect(await refused({ models: ["logistics"] })).toBe(
    'bad-option: there is no model "logistics"; did you mean logistic?',
  );
  expect(await refused({ models: [] })).toBe("bad-option: no model is named to compare");
  expect(await refused({ test: held, folds: 5 })).toBe("bad-option: give a test part or folds, not both");
  expect(await refused({ sampleRows: 3 })).toBe(
    "bad-option: sampleRows must be a whole number from 10, not 3",
  );
  expect(await refused({ test: held, workers: 0 })).toContain("bad-option: workers must be");
  expect(await refused({ signal: AbortSignal.abort() })).toContain("aborted:");
  const stop = new AbortController();
  expect(await refused({ models: QUICK, signal: stop.signal, onProgress: () => stop.abort() })).toContain(
    "aborted:",
  );
  const three = Dataset.fromColumns({ x: [1, 2, 3], grade: ["a", "b", "c"] }, { label: "grade" });
  await expect(compare(three, { models: ["isolation"] })).rejects.toThrow(
    "isolation needs a label of two classes",
  );
});
