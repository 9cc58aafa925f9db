// How much a model's quality on labelled rows depends on each feature: permutation importance (Breiman 2001; Fisher, Rudin and
// Dominici 2019). In: a model and rows it has not been trained on. Out: for each feature by how much the metric gets worse when
// the feature's values change places among the rows, with all encoded columns of the feature together. Features that
// say the same can stand in for each other: each of them may then look unimportant.

import type { Dataset } from "../data/dataset.ts";
import { Random } from "../data/random.ts";
import { HedgerowError } from "../error.ts";
import type { Model, Predictions } from "../model/model.ts";
import { accuracy, classScores, confusionMatrix, macroF1 } from "./confusion.ts";
import { besideTruth, requireLabel } from "./evaluate.ts";
import { logLoss } from "./loss.ts";
import { topClass } from "./top-class.ts";

/** Choices of permutation importance. */
export interface PermutationOptions {
  /** How often each feature is permuted. @default 5 */
  repeats?: number | undefined;
  /** What getting worse means: the log-loss rises, or the accuracy or macro-F1 falls. @default "logLoss" */
  metric?: "logLoss" | "accuracy" | "macroF1" | undefined;
  /** @default 0 */
  seed?: number | undefined;
}

/** What permuting one feature does. */
export interface PermutationImportance {
  feature: string;
  /** By how much the metric gets worse, mean over the repeats. Near 0 or below: the model does not need the feature. */
  mean: number;
  /** Of that mean, from the spread of the repeats; null with one repeat. It tells nothing of the choice of rows. */
  standardError: number | null;
  /** Of each repeat. */
  repeats: number[];
}

/** How bad predictions are: lower is better. */
type Badness = (predictions: Predictions, dataset: Dataset) => number;

const metrics: Readonly<Record<NonNullable<PermutationOptions["metric"]>, Badness>> = {
  logLoss(predictions, dataset) {
    const { labels, probabilities, classes, weights } = besideTruth(predictions, dataset);
    return logLoss(labels, probabilities, classes.length, weights);
  },
  accuracy: (predictions, dataset) => -accuracy(confusion(predictions, dataset)),
  macroF1: (predictions, dataset) => -macroF1(classScores(confusion(predictions, dataset))),
};

function confusion(predictions: Predictions, dataset: Dataset): ReturnType<typeof confusionMatrix> {
  const { labels, probabilities, classes, weights } = besideTruth(predictions, dataset);
  const size = classes.length;
  return confusionMatrix(labels, topClass(probabilities, size).labels, size, weights);
}

/**
 * The importance of each feature of the record for the model's answers on these rows, largest first. The same seed gives
 * the same numbers. It takes as long as features x repeats predictions of the dataset. Throws `bad-label` when the dataset has no labels, and `bad-option`.
 *
 * @example
 * const [first] = permutationImportance(model, held, { metric: "macroF1" });
 * first; // { feature: "failedLogins", mean: 0.21, standardError: 0.004, repeats: [0.2, ...] }
 */
export function permutationImportance(
  model: Model,
  dataset: Dataset,
  { repeats = 5, metric = "logLoss", seed = 0 }: PermutationOptions = {},
): PermutationImportance[] {
  checkOptions(repeats, metric);
  requireLabel(dataset);
  const badness = metrics[metric];
  const { features, columns } = model.encoder;
  const rows = model.encoder.encodeRows(dataset);
  const plain = badness(model.predictRows(rows, dataset.rows), dataset);
  const random = new Random(seed);
  const orders = Array.from({ length: repeats }, () =>
    random.shuffle(Uint32Array.from({ length: dataset.rows }, (_, row) => row)),
  );
  const items = features.map(({ name }, feature) => {
    const own = columns.flatMap((column, i) => (column.feature === feature ? [i] : []));
    const found = orders.map((order) => {
      const changed = permuted(rows, columns.length, own, order);
      return badness(model.predictRows(changed, dataset.rows), dataset) - plain;
    });
    return { feature: name, ...summary(found), repeats: found };
  });
  return items.sort((a, b) => b.mean - a.mean);
}

function checkOptions(repeats: number, metric: string): void {
  if (!(Number.isInteger(repeats) && repeats >= 1)) {
    throw new HedgerowError("bad-option", `repeats must be a whole number from 1, not ${String(repeats)}`);
  }
  if (!Object.hasOwn(metrics, metric)) {
    const names = Object.keys(metrics).join(", ");
    throw new HedgerowError("bad-option", `metric must be one of ${names}, not ${JSON.stringify(metric)}`);
  }
}

/** A copy of the rows in which these columns are those of other rows. */
function permuted(
  rows: Float32Array,
  width: number,
  columns: readonly number[],
  order: Uint32Array,
): Float32Array {
  const changed = rows.slice();
  for (const column of columns) {
    for (let row = 0; row < order.length; row++) {
      changed[row * width + column] = rows[(order[row] as number) * width + column] as number;
    }
  }
  return changed;
}

function summary(values: readonly number[]): { mean: number; standardError: number | null } {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { mean, standardError: null };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (count - 1) / count) };
}
