// Class probabilities (row-major, rows x classes) and true class indexes in; the mean loss of a row out.
// Definitions and scaling are scikit-learn's, so that numbers can be compared with published ones.

import type { Numbers } from "./ranking.ts";

/** The machine epsilon of f64, where scikit-learn clips probabilities: the loss of one row is at most 36.04. */
const EPSILON = Number.EPSILON;

/** Mean of -ln(probability of the true class), each probability clipped to [eps, 1 - eps] and not rescaled after. */
export function logLoss(
  labels: Uint16Array,
  probabilities: Float64Array,
  classes: number,
  weights?: Numbers,
): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < labels.length; row++) {
    const weight = weights === undefined ? 1 : (weights[row] as number);
    const probability = probabilities[row * classes + (labels[row] as number)] as number;
    sum -= weight * Math.log(Math.min(1 - EPSILON, Math.max(EPSILON, probability)));
    total += weight;
  }
  return sum / total;
}

/**
 * Brier score: the squared distance between the probabilities and the truth (1 for the true class, 0 elsewhere).
 * With more than two classes it is the sum over classes, from 0 to 2. With two it is half of that, from 0 to 1:
 * the squared error of the positive class.
 */
export function brierScore(
  labels: Uint16Array,
  probabilities: Float64Array,
  classes: number,
  weights?: Numbers,
): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < labels.length; row++) {
    const weight = weights === undefined ? 1 : (weights[row] as number);
    const label = labels[row] as number;
    let distance = 0;
    for (let k = 0; k < classes; k++) {
      const error = (probabilities[row * classes + k] as number) - (k === label ? 1 : 0);
      distance += error * error;
    }
    sum += weight * distance;
    total += weight;
  }
  return sum / total / (classes === 2 ? 2 : 1);
}
