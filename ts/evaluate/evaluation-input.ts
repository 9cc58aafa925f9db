// What an evaluation is made from, and the one place where it is checked; all that runs after may trust it.

import { HedgerowError } from "../error.ts";
import type { Numbers } from "./ranking.ts";

export interface EvaluationInput {
  /** Class names; labels and columns of probabilities are in this order. */
  classes: readonly string[];
  /** True class index of each row. */
  labels: Uint16Array;
  /** Row-major, rows x classes; each row sums to 1. */
  probabilities: Float64Array;
  /** The class answered for each row, where that is not the most probable one. */
  predicted?: Uint16Array | undefined;
  /** One a row, at least 0. Counts then are weights too. */
  weights?: Numbers | undefined;
  /** The class that thresholds are about, and with two classes the ROC and PR areas. @default with two classes the second */
  positive?: string | undefined;
  /** Thresholds on the probability of the positive class, chosen elsewhere, to be tried on these rows. */
  thresholds?: readonly number[] | undefined;
  /** Bins of the reliability curve. @default 15 */
  bins?: number | undefined;
}

/** How far the probabilities of a row may be from summing to 1; f32 sums over 1,024 classes stay well inside. */
const TOLERANCE = 1e-3;

/** Checks everything; gives the index of the positive class, undefined with more than two classes and no choice. */
export function checkInput(input: EvaluationInput): number | undefined {
  const { classes, labels, probabilities, weights } = input;
  const size = classes.length;
  if (size < 2) throw new HedgerowError("bad-label", `An evaluation needs two classes, not ${size}.`);
  if (new Set(classes).size !== size) throw new HedgerowError("bad-label", "Two classes have the same name.");
  if (labels.length === 0) throw new HedgerowError("bad-data", "There is no row to evaluate.");
  if (probabilities.length !== labels.length * size) {
    const expected = `${labels.length} rows of ${size} classes are ${labels.length * size} probabilities`;
    throw new HedgerowError("bad-data", `${expected}, not ${probabilities.length}.`);
  }
  checkProbabilities(labels, probabilities, size);
  const { predicted } = input;
  if (
    predicted !== undefined &&
    !(predicted.length === labels.length && predicted.every((label) => label < size))
  )
    throw new HedgerowError(
      "bad-data",
      `predicted must have the index of a class for each of ${labels.length} rows`,
    );
  if (weights !== undefined) checkWeights(weights, labels.length);
  return positiveClass(input);
}

function checkProbabilities(labels: Uint16Array, probabilities: Float64Array, size: number): void {
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number;
    if (label >= size) {
      throw new HedgerowError("bad-label", `Label ${label} is not the index of one of ${size} classes.`, {
        row: row + 1,
      });
    }
    let sum = 0;
    for (let k = 0; k < size; k++) {
      const probability = probabilities[row * size + k] as number;
      // Written so that NaN fails too.
      if (!(probability >= -TOLERANCE && probability <= 1 + TOLERANCE)) {
        throw new HedgerowError(
          "bad-value",
          `A probability must lie between 0 and 1, not be ${probability}.`,
          {
            row: row + 1,
          },
        );
      }
      sum += probability;
    }
    if (Math.abs(sum - 1) > TOLERANCE) {
      throw new HedgerowError("bad-value", `The probabilities of a row must sum to 1, not to ${sum}.`, {
        row: row + 1,
      });
    }
  }
}

function checkWeights(weights: Numbers, rows: number): void {
  if (weights.length !== rows) {
    throw new HedgerowError("bad-data", `${rows} rows need ${rows} weights, not ${weights.length}.`);
  }
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights[row] as number;
    if (!(weight >= 0 && Number.isFinite(weight))) {
      throw new HedgerowError("bad-value", `A weight must be a finite number of at least 0, not ${weight}.`, {
        row: row + 1,
      });
    }
    total += weight;
  }
  if (total === 0) throw new HedgerowError("bad-data", "All weights are 0, so there is no row to evaluate.");
}

function positiveClass({ classes, positive, thresholds }: EvaluationInput): number | undefined {
  if (positive === undefined) {
    if (classes.length === 2) return 1;
    if (thresholds === undefined) return undefined;
    throw new HedgerowError("bad-option", "With more than two classes, thresholds need a positive class.");
  }
  const index = classes.indexOf(positive);
  if (index >= 0) return index;
  throw new HedgerowError(
    "bad-option",
    `The positive class "${positive}" is not one of ${classes.slice(0, 10).join(", ")}.`,
  );
}
