// Cross-validation. In: a labelled dataset, a learner, how to cut the folds. Out: each row's prediction by a model that did not see
// it, and every metric as mean and standard error over the folds.

import type { Dataset, SplitOptions } from "../data/dataset.ts";
import type { SplitRows } from "../data/split.ts";
import { HedgerowError } from "../error.ts";
import { type Decision, decideBy } from "../model/decision.ts";
import type { Predictions, UnseenPredictions } from "../model/model.ts";
import { checkOptions, type TrainOptions } from "../model/options.ts";
import { FoldPool } from "../worker/fold-pool.ts";
import { besideTruth, requireLabel } from "./evaluate.ts";
import { type Evaluation, evaluateProbabilities } from "./evaluation.ts";
import type { HeldOut, Learner } from "./learner.ts";

/** The metrics of an evaluation that are one number. */
export const METRICS = [
  "accuracy",
  "balancedAccuracy",
  "macroF1",
  "weightedF1",
  "mcc",
  "logLoss",
  "brier",
  "rocAuc",
  "prAuc",
  "calibrationError",
] as const;

export type Metric = (typeof METRICS)[number];

/** How to cross-validate. */
export interface CrossValidateOptions extends SplitOptions {
  /** 2 to 100. @default 5 */
  folds?: number | undefined;
  /** Folds that are fitted at the same time, 1 to 64, each in a worker; any number gives the same numbers. @default 1 */
  workers?: number | undefined;
  /** How probabilities become answers, for accuracy, F1 and the like. @default the most probable class */
  decision?: Decision | undefined;
  /** Ends it with an error `aborted`. */
  signal?: AbortSignal | undefined;
  /** Called after each fold. */
  onProgress?: ((progress: { done: number; total: number }) => void) | undefined;
}

/** The mean over the folds and its standard error; null where no fold could tell. */
export interface MetricMean {
  mean: number | null;
  standardError: number | null;
}

export interface FoldResult {
  trainRows: number;
  testRows: number;
  fitSeconds: number;
  predictSeconds: number;
  /** Training rows that were used, where the learner did not take all. */
  sampledRows?: number;
  evaluation: Evaluation;
}

export interface CrossValidation {
  folds: FoldResult[];
  metrics: Record<Metric, MetricMean>;
  /** Of all rows that were held out once, together. */
  evaluation: Evaluation;
  /** Their predictions, in the order of the rows. By time the earliest rows are not among them. */
  outOfFold: UnseenPredictions;
}

/**
 * Cross-validates what `train` would make of a dataset with these options. Whatever is learned (kinds' settings, bins, class weights,
 * calibration) is learned anew from the training rows of each fold.
 *
 * Throws `bad-option`, `bad-label`, or what `train` throws.
 *
 * @example
 * const { metrics } = await crossValidate(alerts, { method: "forest" }, { by: "group", column: "orgId" });
 * metrics.macroF1; // { mean: 0.71, standardError: 0.008 }
 */
export async function crossValidate(
  dataset: Dataset,
  options: TrainOptions = {},
  how: CrossValidateOptions = {},
): Promise<CrossValidation> {
  checkOptions(options);
  if (options.method === "isolation")
    throw new HedgerowError("bad-option", "an isolation forest learns no label that folds could test");
  const { signal: _signal, onProgress: _onProgress, ...learner } = options;
  const { decision, onProgress } = how;
  decideBy(decision, dataset.classes);
  const { folds, pool } = await openFolds(dataset, how);
  try {
    return await crossFit(dataset, learner, folds, pool, { decision, onProgress });
  } finally {
    pool.close();
  }
}

/** The folds, and who fits them. To be closed. */
export async function openFolds(
  dataset: Dataset,
  { folds = 5, workers = 1, signal, by, column, seed }: CrossValidateOptions,
): Promise<{ folds: SplitRows[]; pool: FoldPool }> {
  requireLabel(dataset);
  if (!(Number.isInteger(workers) && workers >= 1 && workers <= 64))
    throw new HedgerowError("bad-option", `workers must be a whole number from 1 to 64, not ${workers}`);
  const cut = dataset.foldRows(folds, { by, column, seed });
  const pool = await FoldPool.open(dataset, Math.min(workers, cut.length), signal);
  return { folds: cut, pool };
}

/** A learner over given folds. */
export async function crossFit(
  dataset: Dataset,
  learner: Learner,
  folds: readonly SplitRows[],
  pool: FoldPool,
  { decision, onProgress }: Pick<CrossValidateOptions, "decision" | "onProgress"> = {},
): Promise<CrossValidation> {
  let done = 0;
  const answers = await Promise.all(
    folds.map(async (rows) => {
      const answer = decided(await pool.holdOut(learner, rows), decision);
      onProgress?.({ done: ++done, total: folds.length });
      return answer;
    }),
  );
  const results = answers.map((answer, i) => foldResult(dataset, folds[i] as SplitRows, answer, decision));
  const outOfFold = together(dataset, folds, answers);
  return {
    folds: results,
    metrics: metricMeans(results.map(({ evaluation }) => evaluation)),
    evaluation: evaluated(outOfFold, dataset.select(outOfFold.rowIndexes), decision),
    outOfFold,
  };
}

/** The answer with labels by the decision. */
function decided(answer: HeldOut, decision: Decision | undefined): HeldOut {
  if (decision === undefined) return answer;
  const { classes, probabilities } = answer.predictions;
  const { label } = decideBy(decision, classes);
  const labels = answer.predictions.labels.map((_, row) => label(probabilities, row * classes.length));
  return { ...answer, predictions: { ...answer.predictions, labels } };
}

function evaluated(predictions: Predictions, truth: Dataset, decision: Decision | undefined): Evaluation {
  const input = besideTruth(predictions, truth);
  return evaluateProbabilities(decision === undefined ? input : { ...input, predicted: predictions.labels });
}

function foldResult(
  dataset: Dataset,
  rows: SplitRows,
  answer: HeldOut,
  decision: Decision | undefined,
): FoldResult {
  const { predictions, fitSeconds, predictSeconds, sampledRows } = answer;
  return {
    trainRows: rows.train.length,
    testRows: rows.test.length,
    fitSeconds,
    predictSeconds,
    ...(sampledRows === undefined ? {} : { sampledRows }),
    evaluation: evaluated(predictions, dataset.select(rows.test), decision),
  };
}

/** Mean and standard error of each metric over evaluations of different rows. */
export function metricMeans(evaluations: readonly Evaluation[]): Record<Metric, MetricMean> {
  const entries = METRICS.map((name) => {
    const values = evaluations.map((each) => each[name]).filter((value) => value !== null);
    return [name, meanOf(values)] as const;
  });
  return Object.fromEntries(entries) as Record<Metric, MetricMean>;
}

function meanOf(values: readonly number[]): MetricMean {
  const count = values.length;
  if (count === 0) return { mean: null, standardError: null };
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { mean, standardError: null };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (count - 1) / count) };
}

/** The folds' predictions in the order of the dataset's rows. */
function together(
  dataset: Dataset,
  folds: readonly SplitRows[],
  answers: readonly HeldOut[],
): UnseenPredictions {
  const places = folds.flatMap(({ test }, fold) => Array.from(test, (row, i) => ({ row, fold, i })));
  places.sort((a, b) => a.row - b.row);
  const { classes } = dataset;
  const width = classes.length;
  const all: UnseenPredictions = {
    rows: places.length,
    classes,
    probabilities: new Float64Array(places.length * width),
    labels: new Uint16Array(places.length),
    rowIndexes: Uint32Array.from(places, ({ row }) => row),
    truth: Uint16Array.from(places, ({ row }) => dataset.labels[row] as number),
  };
  for (const [at, { fold, i }] of places.entries()) {
    const { probabilities, labels } = (answers[fold] as HeldOut).predictions;
    all.probabilities.set(probabilities.subarray(i * width, (i + 1) * width), at * width);
    all.labels[at] = labels[i] as number;
  }
  return all;
}
