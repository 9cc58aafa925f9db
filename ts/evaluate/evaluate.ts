// A model and a labelled dataset to an evaluation.

import type { Dataset } from "../data/dataset.ts";
import { HedgerowError } from "../error.ts";
import type { Model, Predictions } from "../model/model.ts";
import { type Evaluation, evaluateProbabilities } from "./evaluation.ts";
import type { EvaluationInput } from "./evaluation-input.ts";

/**
 * How good a model is on labelled rows it has not been trained on. A class that the model does not know
 * counts with probability 0, so its rows are always wrong.
 *
 * Throws `bad-label` when the dataset has no labels.
 *
 * @example
 * const { accuracy, macroF1 } = evaluate(model, held);
 */
export function evaluate(model: Model, dataset: Dataset): Evaluation {
  requireLabel(dataset);
  if (model.info.method === "isolation" && dataset.classes.some((name) => !model.classes.includes(name))) {
    const known = model.classes.join(" and ");
    const sentence = `an isolation forest knows the classes ${known} only: evaluateAnomaly takes any label`;
    throw new HedgerowError("bad-label", sentence);
  }
  const predictions = model.predictMany(dataset);
  const input = besideTruth(predictions, dataset);
  const decided = model.info.decision !== undefined;
  return evaluateProbabilities(decided ? { ...input, predicted: predictions.labels } : input);
}

/** Throws `bad-label` when the dataset has no labels. */
export function requireLabel(dataset: Dataset): void {
  if (dataset.label === undefined) {
    throw new HedgerowError("bad-label", "the dataset has no label to compare with");
  }
}

/** Predictions for the rows of a dataset beside its labels and weights, over the classes of both. */
export function besideTruth(predictions: Predictions, dataset: Dataset): EvaluationInput {
  const foreign = dataset.classes.filter((name) => !predictions.classes.includes(name));
  const classes = [...predictions.classes, ...foreign];
  const indexes = dataset.classes.map((name) => classes.indexOf(name));
  const from = predictions.classes.length;
  return {
    classes,
    labels: dataset.labels.map((label) => indexes[label] as number),
    probabilities: widened(predictions.probabilities, dataset.rows, from, classes.length),
    ...(dataset.weights === undefined ? {} : { weights: dataset.weights }),
  };
}

function widened(probabilities: Float64Array, rows: number, from: number, to: number): Float64Array {
  if (from === to) return probabilities;
  const wide = new Float64Array(rows * to);
  for (let row = 0; row < rows; row++)
    wide.set(probabilities.subarray(row * from, (row + 1) * from), row * to);
  return wide;
}
