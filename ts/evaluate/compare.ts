// Models side by side. In: a labelled dataset, and a test part or how to cut folds. Out: for each model how good it is, how fast, and
// whether it is worse than the best beyond chance. All are fitted to the same rows and tested on the same rows.

import type { BaselineLearner } from "../baselines/baseline.ts";
import type { Dataset } from "../data/dataset.ts";
import { nearest } from "../data/nearest.ts";
import { HedgerowError } from "../error.ts";
import { FoldPool } from "../worker/fold-pool.ts";
import { type CrossValidateOptions, crossFit, openFolds } from "./cross-validate.ts";
import { besideTruth, requireLabel } from "./evaluate.ts";
import { evaluateProbabilities } from "./evaluation.ts";
import type { Learner } from "./learner.ts";
import { correctedTTest, mcNemar } from "./paired-test.ts";

/** The models by name: ours are forest, boosting and isolation (two classes only), majority needs no model, the others are linfa's. */
export const COMPARED = [
  "majority",
  "logistic",
  "tree",
  "forest",
  "boosting",
  "knn",
  "svm-linear",
  "svm-rbf",
  "bayes",
  "isolation",
] as const;

export type ComparedModel = (typeof COMPARED)[number];

export interface CompareOptions extends Omit<CrossValidateOptions, "onProgress"> {
  /** @default all, isolation only with two classes */
  models?: readonly ComparedModel[] | undefined;
  /** Rows to test with, read as the dataset was. @default cross-validation */
  test?: Dataset | undefined;
  /** Most training rows of KNN, SVM and the tree; of more, so many are drawn. @default 10000 for KNN, 8000 for SVM, 50000 for the tree */
  sampleRows?: number | undefined;
  /** Called after each fit. */
  onProgress?: ((progress: { done: number; total: number; model: ComparedModel }) => void) | undefined;
}

/** One model. Of cross-validation all numbers are means over the folds. */
export interface ComparedScores {
  model: ComparedModel;
  accuracy: number;
  macroF1: number;
  /** null for isolation: its score is no probability. */
  logLoss: number | null;
  /** As in `Evaluation`. */
  rocAuc: number | null;
  /** Of the accuracy; of a test part the binomial one, of one fold null. */
  standardError: number | null;
  /** Preprocessing counted in, as in the next. */
  fitSeconds: number;
  /** A row. */
  predictMicroseconds: number;
  /** Training rows that were used (the mean over folds), where the model's cost did not allow all. */
  sampledRows?: number;
  /** That this model is as accurate as the best: two-sided, not corrected for the number of models; not there for the best itself. */
  p?: number | null;
}

export interface Comparison {
  /** The most accurate first. */
  models: ComparedScores[];
  by: "test part" | "cross-validation";
  /** Of cross-validation. */
  folds?: number;
  /** Of cross-validation the means over the folds. */
  rows: { train: number; test: number };
  /** How `p` came about. */
  significance: "McNemar" | "corrected resampled t-test";
  /** Models that could not be fitted, and why. */
  failed: { model: ComparedModel; message: string }[];
}

/**
 * Compares models on a test part where there is one and by cross-validation otherwise. linfa's models get their rows prepared by what the
 * training rows of each fold say: median for missing numbers, standardised, one column a category. They look at no row weights.
 *
 * Throws `bad-option`, `bad-label` or `aborted`. A model that can not be fitted is told of in `failed`; the others go on.
 *
 * @example
 * const { models } = await compare(alerts, { models: ["logistic", "boosting"], folds: 5, workers: 2 });
 * models[0]; // { model: "boosting", accuracy: 0.886, … }
 */
export async function compare(dataset: Dataset, options: CompareOptions = {}): Promise<Comparison> {
  const names = checkModels(dataset, options);
  const { test, signal, onProgress } = options;
  const { folds, pool } = await (test === undefined
    ? openFolds(dataset, { ...options, onProgress: undefined })
    : openTest(dataset, test, options));
  const total = names.length * (folds?.length ?? 1);
  let done = 0;
  try {
    const found = await Promise.all(
      names.map(async (model): Promise<Tried | Failed> => {
        const told = (): void => onProgress?.({ done: ++done, total, model });
        const learner = learnerFor(model, options);
        try {
          if (folds === undefined) {
            const rows = { train: dataset.rows, test: (test as Dataset).rows };
            return { ...(await onTest(model, learner, pool, test as Dataset, told)), rows };
          }
          return await onFolds(model, learner, dataset, folds, pool, told);
        } catch (error) {
          // What ends them all: aborted, a worker gone. What is the model's own ends it alone.
          const own = error instanceof HedgerowError && error.code !== "aborted" && error.code !== "internal";
          if (!own || signal?.aborted === true) throw error;
          return { model, message: error.message };
        }
      }),
    );
    return comparison(found, folds?.length);
  } finally {
    pool.close();
  }
}

/** A model tried: its scores, and what is compared of it. */
interface Tried {
  scores: ComparedScores;
  /** 1 for each test row that it got right. */
  right?: Uint8Array;
  /** Of each fold. */
  accuracies?: number[];
  /** Means over the folds. */
  rows: { train: number; test: number };
}

interface Failed {
  model: ComparedModel;
  message: string;
}

function checkModels(dataset: Dataset, { models, test, folds, sampleRows }: CompareOptions): ComparedModel[] {
  requireLabel(dataset);
  const two = dataset.classes.length === 2;
  const names = [...new Set(models ?? COMPARED.filter((name) => two || name !== "isolation"))];
  const wrong = (message: string) => new HedgerowError("bad-option", message);
  for (const name of names) {
    if (COMPARED.includes(name)) continue;
    const meant = nearest(String(name), COMPARED);
    const hint = meant === undefined ? `there is: ${COMPARED.join(", ")}` : `did you mean ${meant}?`;
    throw wrong(`there is no model "${name}"; ${hint}`);
  }
  if (names.length === 0) throw wrong("no model is named to compare");
  if (names.includes("isolation") && !two)
    throw wrong(`isolation needs a label of two classes; this one has ${dataset.classes.length}`);
  if (sampleRows !== undefined && !(Number.isInteger(sampleRows) && sampleRows >= 10))
    throw wrong(`sampleRows must be a whole number from 10, not ${sampleRows}`);
  if (test !== undefined && folds !== undefined) throw wrong("give a test part or folds, not both");
  if (test !== undefined) requireLabel(test);
  return names;
}

async function openTest(
  dataset: Dataset,
  test: Dataset,
  { workers = 1, signal }: CompareOptions,
): Promise<{ folds: undefined; pool: FoldPool }> {
  if (!(Number.isInteger(workers) && workers >= 1 && workers <= 64))
    throw new HedgerowError("bad-option", `workers must be a whole number from 1 to 64, not ${workers}`);
  return { folds: undefined, pool: await FoldPool.open(dataset, workers, signal, test) };
}

function learnerFor(model: ComparedModel, { seed = 0, sampleRows }: CompareOptions): Learner {
  if (model === "forest" || model === "boosting") return { method: model, seed };
  return { baseline: model, seed, sampleRows } satisfies BaselineLearner;
}

async function onTest(
  model: ComparedModel,
  learner: Learner,
  pool: FoldPool,
  test: Dataset,
  told: () => void,
): Promise<Omit<Tried, "rows">> {
  const { predictions, fitSeconds, predictSeconds, sampledRows } = await pool.holdOut(learner);
  told();
  const input = besideTruth(predictions, test);
  const { accuracy, macroF1, logLoss, rocAuc } = evaluateProbabilities(input);
  return {
    scores: {
      model,
      accuracy,
      macroF1,
      logLoss: model === "isolation" ? null : logLoss,
      rocAuc,
      standardError: Math.sqrt((accuracy * (1 - accuracy)) / test.rows),
      fitSeconds,
      predictMicroseconds: (1e6 * predictSeconds) / test.rows,
      ...(sampledRows === undefined ? {} : { sampledRows }),
    },
    right: Uint8Array.from(predictions.labels, (label, row) => (label === input.labels[row] ? 1 : 0)),
  };
}

async function onFolds(
  model: ComparedModel,
  learner: Learner,
  dataset: Dataset,
  folds: Parameters<typeof crossFit>[2],
  pool: FoldPool,
  told: () => void,
): Promise<Tried> {
  const { folds: results, metrics } = await crossFit(dataset, learner, folds, pool, { onProgress: told });
  const { accuracy, macroF1, logLoss, rocAuc } = metrics;
  const sampled = results.map(({ sampledRows, trainRows }) => sampledRows ?? trainRows);
  const all = results.every(({ sampledRows }) => sampledRows === undefined);
  return {
    scores: {
      model,
      accuracy: accuracy.mean as number,
      macroF1: macroF1.mean as number,
      logLoss: model === "isolation" ? null : logLoss.mean,
      rocAuc: rocAuc.mean,
      standardError: accuracy.standardError,
      fitSeconds: mean(results.map(({ fitSeconds }) => fitSeconds)),
      predictMicroseconds:
        1e6 * mean(results.map(({ predictSeconds, testRows }) => predictSeconds / testRows)),
      ...(all ? {} : { sampledRows: Math.round(mean(sampled)) }),
    },
    accuracies: results.map(({ evaluation }) => evaluation.accuracy),
    rows: {
      train: Math.round(mean(results.map(({ trainRows }) => trainRows))),
      test: Math.round(mean(results.map(({ testRows }) => testRows))),
    },
  };
}

function comparison(found: readonly (Tried | Failed)[], folds: number | undefined): Comparison {
  const tried = found.filter((each) => "scores" in each);
  const failed = found.filter((each) => "message" in each);
  // Of equals the first named stays first.
  tried.sort((a, b) => b.scores.accuracy - a.scores.accuracy);
  const [best, ...others] = tried;
  if (best === undefined)
    throw new HedgerowError("bad-data", `no model could be fitted: ${failed[0]?.message}`);
  for (const { scores, right, accuracies } of others) {
    const differences = accuracies?.map((each, i) => (best.accuracies?.[i] as number) - each);
    scores.p =
      differences === undefined
        ? mcNemar(best.right as Uint8Array, right as Uint8Array)
        : correctedTTest(differences, best.rows.test, best.rows.train);
  }
  return {
    models: tried.map(({ scores }) => scores),
    by: folds === undefined ? "test part" : "cross-validation",
    ...(folds === undefined ? {} : { folds }),
    rows: best.rows,
    significance: folds === undefined ? "McNemar" : "corrected resampled t-test",
    failed,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
