// True and predicted class indexes in; the confusion matrix, and the scores that are read off it, out.
// Definitions are scikit-learn's: a division by zero gives 0, macro means run over the classes that occur among
// the labels or the predictions. A class all of whose rows have weight 0 does not occur.

import type { Numbers } from "./ranking.ts";

/** Weighted counts, row-major: `cells[truth * size + predicted]`. */
export interface ConfusionMatrix {
  readonly size: number;
  readonly cells: Float64Array;
}

export interface ClassScores {
  precision: number;
  recall: number;
  f1: number;
  /** Weight of the rows of this class; their number where there are no weights. */
  support: number;
  /** Weight of the rows predicted as this class. */
  predicted: number;
}

/** Counts each (truth, predicted) pair; both hold class indexes below `size`. */
export function confusionMatrix(
  labels: Uint16Array,
  predicted: Uint16Array,
  size: number,
  weights?: Numbers,
): ConfusionMatrix {
  const cells = new Float64Array(size * size);
  for (let row = 0; row < labels.length; row++) {
    const cell = (labels[row] as number) * size + (predicted[row] as number);
    cells[cell] = (cells[cell] as number) + (weights === undefined ? 1 : (weights[row] as number));
  }
  return { size, cells };
}

/** Precision, recall, F1 and support of every class, in class order. */
export function classScores(matrix: ConfusionMatrix): ClassScores[] {
  const { size, cells } = matrix;
  const support = new Float64Array(size);
  const predicted = new Float64Array(size);
  for (let truth = 0; truth < size; truth++) {
    for (let guess = 0; guess < size; guess++) {
      const count = cells[truth * size + guess] as number;
      support[truth] = (support[truth] as number) + count;
      predicted[guess] = (predicted[guess] as number) + count;
    }
  }
  return Array.from(support, (rows, k) => {
    const hits = cells[k * size + k] as number;
    const guesses = predicted[k] as number;
    return {
      precision: ratio(hits, guesses),
      recall: ratio(hits, rows),
      f1: ratio(2 * hits, rows + guesses),
      support: rows,
      predicted: guesses,
    };
  });
}

/** Weight on the diagonal over all weight. */
export function accuracy(matrix: ConfusionMatrix): number {
  return ratio(diagonal(matrix), total(matrix));
}

/** Mean recall over the classes that occur among the labels. */
export function balancedAccuracy(scores: readonly ClassScores[]): number {
  const present = scores.filter((score) => score.support > 0);
  return mean(present.map((score) => score.recall));
}

/** Mean F1 over the classes that occur among the labels or the predictions. */
export function macroF1(scores: readonly ClassScores[]): number {
  const present = scores.filter((score) => score.support > 0 || score.predicted > 0);
  return mean(present.map((score) => score.f1));
}

/** Mean F1 weighted by support. */
export function weightedF1(scores: readonly ClassScores[]): number {
  let sum = 0;
  let support = 0;
  for (const score of scores) {
    sum += score.f1 * score.support;
    support += score.support;
  }
  return ratio(sum, support);
}

/** Matthews' correlation coefficient, Gorodkin's form for more than two classes; 0 where labels or predictions are all one class. */
export function matthewsCorrelation(matrix: ConfusionMatrix, scores: readonly ClassScores[]): number {
  // A side with one class only has no variance; in floats the difference below need not come out as exactly 0.
  if (scores.filter((score) => score.support > 0).length < 2) return 0;
  if (scores.filter((score) => score.predicted > 0).length < 2) return 0;
  const all = total(matrix);
  let both = 0;
  let truths = 0;
  let guesses = 0;
  for (const { support, predicted } of scores) {
    both += support * predicted;
    truths += support * support;
    guesses += predicted * predicted;
  }
  const spread = Math.sqrt(all * all - truths) * Math.sqrt(all * all - guesses);
  return ratio(diagonal(matrix) * all - both, spread);
}

function diagonal({ size, cells }: ConfusionMatrix): number {
  let sum = 0;
  for (let k = 0; k < size; k++) sum += cells[k * size + k] as number;
  return sum;
}

function total({ cells }: ConfusionMatrix): number {
  let sum = 0;
  for (const count of cells) sum += count;
  return sum;
}

function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return ratio(sum, values.length);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
