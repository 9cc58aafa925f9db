// A model with an anomaly score and a labelled dataset in; how well the score finds the rows of some class out. The model has
// not learned from labels: which class counts as anomalous is said here.

import type { Dataset } from "../data/dataset.ts";
import { HedgerowError } from "../error.ts";
import type { Model } from "../model/model.ts";
import { accuracy, type ClassScores, classScores, confusionMatrix } from "./confusion.ts";
import { requireLabel } from "./evaluate.ts";
import { averagePrecision, rank, rocAuc } from "./ranking.ts";

export interface AnomalyOptions {
  /** The class or classes of the dataset that count as anomalous. @default with two classes the second */
  positive?: string | readonly string[] | undefined;
}

export interface AnomalyEvaluation {
  rows: number;
  /** The classes that count as anomalous. */
  positive: string[];
  /** Scores above it are anomalous. */
  threshold: number;
  accuracy: number;
  /** Of the anomalous classes at the threshold, as the next two. */
  precision: number;
  recall: number;
  f1: number;
  /** Share of all rows above the threshold. */
  flagged: number;
  /** Of the score, at any threshold; null where all rows are on one side. So the next. */
  rocAuc: number | null;
  prAuc: number | null;
  /** Rows are the truth, columns the answer: the others, then the anomalous. */
  confusion: number[][];
}

/**
 * How well a model's anomaly score tells some classes from the others.
 *
 * Throws `bad-label` when the dataset has no labels, `bad-option` for a class that it does not have, and `bad-model` for a
 * model without an anomaly score.
 *
 * @example
 * const model = await train(fit, { method: "isolation", contamination: 0.1 });
 * evaluateAnomaly(model, held, { positive: "attack" }).rocAuc;
 */
export function evaluateAnomaly(
  model: Model,
  dataset: Dataset,
  options: AnomalyOptions = {},
): AnomalyEvaluation {
  requireLabel(dataset);
  const positive = positiveClasses(dataset.classes, options.positive);
  const isPositive = dataset.classes.map((name) => (positive.includes(name) ? 1 : 0));
  const truth = Uint16Array.from(dataset.labels, (label) => isPositive[label] as number);
  const { weights } = dataset;
  const { scores, anomalous, threshold } = model.anomalyMany(dataset);
  const matrix = confusionMatrix(truth, Uint16Array.from(anomalous), 2, weights);
  const [others, found] = classScores(matrix) as [ClassScores, ClassScores];
  const ranking = rank(scores, Uint8Array.from(truth), weights);
  const { precision, recall, f1, predicted } = found;
  return {
    rows: dataset.rows,
    positive,
    threshold,
    accuracy: accuracy(matrix),
    precision,
    recall,
    f1,
    flagged: predicted / (predicted + others.predicted),
    rocAuc: rocAuc(ranking),
    prAuc: ranking.negatives > 0 ? averagePrecision(ranking) : null,
    confusion: [0, 2].map((start) => [...matrix.cells.subarray(start, start + 2)]),
  };
}

function positiveClasses(classes: readonly string[], given: AnomalyOptions["positive"]): string[] {
  if (given === undefined) {
    if (classes.length === 2) return [classes[1] as string];
    const sentence = `With ${classes.length} classes, "positive" must name those that count as anomalous`;
    throw new HedgerowError("bad-option", sentence);
  }
  const positive = typeof given === "string" ? [given] : [...given];
  const foreign = positive.find((name) => !classes.includes(name));
  if (foreign === undefined && positive.length > 0) return positive;
  const what = foreign === undefined ? "No class is named" : `"${foreign}" is not one of the classes`;
  throw new HedgerowError("bad-option", `${what}: there are ${classes.slice(0, 20).join(", ")}`);
}
