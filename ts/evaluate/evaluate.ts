// A model and a labelled dataset to an evaluation.

import type { Dataset } from "../data/dataset.ts";
import { HedgerowError } from "../error.ts";
import type { Model } from "../model/model.ts";
import { type Evaluation, evaluateProbabilities } from "./evaluation.ts";

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
  if (dataset.label === undefined)
    throw new HedgerowError("bad-label", "the dataset has no label to compare with");
  const foreign = dataset.classes.filter((name) => !model.classes.includes(name));
  const classes = [...model.classes, ...foreign];
  const predictions = model.predictMany(dataset);
  const indexes = dataset.classes.map((name) => classes.indexOf(name));
  return evaluateProbabilities({
    classes,
    labels: dataset.labels.map((label) => indexes[label] as number),
    probabilities: widened(predictions.probabilities, dataset.rows, model.classes.length, classes.length),
    ...(dataset.weights === undefined ? {} : { weights: dataset.weights }),
  });
}

function widened(probabilities: Float64Array, rows: number, from: number, to: number): Float64Array {
  if (from === to) return probabilities;
  const wide = new Float64Array(rows * to);
  for (let row = 0; row < rows; row++)
    wide.set(probabilities.subarray(row * from, (row + 1) * from), row * to);
  return wide;
}
