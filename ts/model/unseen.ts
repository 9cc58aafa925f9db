// What trees say of rows that they did not see. In: a model without calibration, the rows laid out for its training. Out: its
// predictions of the held-out rows, or of the rows out of bag, with their true classes.

import type { Encoder } from "../data/encode.ts";
import { answers, type UnseenPredictions } from "./model.ts";
import type { Predictor } from "./predictor.ts";
import type { TrainingRows } from "./training-rows.ts";

/** The validation rows by the finished model. `encoder` is the one that was fitted to the rows, where one was. */
export function scoreHeldOut(predictor: Predictor, rows: TrainingRows, encoder?: Encoder): UnseenPredictions {
  const { dataset, validation } = rows;
  const indexes: number[] = [];
  const offset = validation === undefined ? 0 : dataset.rows;
  for (let row = offset; row < rows.rows; row++) if (rows.heldOut[row] === 1) indexes.push(row - offset);
  const source = validation ?? dataset.select(indexes);
  const encoded = predictor.encoder.encodeRows(source);
  // Held out of the trees, but not of what the encoder learnt of the labels.
  if (validation === undefined) encoder?.asTrained(encoded, indexes);
  const { features, outputs } = predictor.header;
  const margins = new Float64Array(source.rows * outputs);
  for (let row = 0; row < source.rows; row++) {
    margins.set(predictor.margins(encoded.subarray(row * features, (row + 1) * features)), row * outputs);
  }
  return unseenOf(predictor, indexes, margins, (row) => rows.labels[row + offset] as number);
}

/** The rows held out of a forest, or else those out of bag; none where rows were made from all. */
export function unseenByForest(
  predictor: Predictor,
  rows: TrainingRows,
  encoder: Encoder,
  shares: () => Float64Array,
): UnseenPredictions | undefined {
  if (rows.validationRows > 0) return scoreHeldOut(predictor, rows, encoder);
  return rows.synthetic === undefined ? outOfBag(predictor, rows, shares()) : undefined;
}

/** The rows that at least one tree did not see, by those trees. */
function outOfBag(
  predictor: Predictor,
  rows: TrainingRows,
  shares: Float64Array,
): UnseenPredictions | undefined {
  const outputs = predictor.header.outputs;
  const indexes: number[] = [];
  for (let row = 0; row < rows.rows; row++) if (!Number.isNaN(shares[row * outputs])) indexes.push(row);
  if (indexes.length === 0) return undefined;
  const margins = new Float64Array(indexes.length * outputs);
  for (const [i, row] of indexes.entries()) {
    margins.set(shares.subarray(row * outputs, (row + 1) * outputs), i * outputs);
  }
  return unseenOf(predictor, indexes, margins, (row) => rows.labels[row] as number);
}

/** Several predictions, of different rows, as one. */
export function joinUnseen(parts: readonly UnseenPredictions[]): UnseenPredictions {
  const [first] = parts as [UnseenPredictions];
  const width = first.classes.length;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const joined: UnseenPredictions = {
    rows,
    classes: first.classes,
    probabilities: new Float64Array(rows * width),
    labels: new Uint16Array(rows),
    rowIndexes: new Uint32Array(rows),
    truth: new Uint16Array(rows),
  };
  let at = 0;
  for (const part of parts) {
    joined.probabilities.set(part.probabilities, at * width);
    joined.labels.set(part.labels, at);
    joined.rowIndexes.set(part.rowIndexes, at);
    joined.truth.set(part.truth, at);
    at += part.rows;
  }
  return joined;
}

function unseenOf(
  predictor: Predictor,
  indexes: number[],
  margins: Float64Array,
  truth: (row: number) => number,
): UnseenPredictions {
  return {
    ...answers(predictor, margins, indexes.length),
    rowIndexes: Uint32Array.from(indexes),
    truth: Uint16Array.from(indexes, truth),
  };
}
