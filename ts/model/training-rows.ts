// What the core trains on. In: labelled datasets and options. Out: which rows are held out, weights, and the columns,
// handed over one at a time so that only one is in memory as f32.

import type { Dataset } from "../data/dataset.ts";
import type { EncodedColumn, Encoder } from "../data/encode.ts";
import { Random } from "../data/random.ts";
import { HedgerowError } from "../error.ts";
import type { Matrix } from "../wasm/generated/core.js";
import { oversampling } from "./balance.ts";
import type { TrainOptions } from "./options.ts";

/** Rows below which none are held out unless asked: a tenth of fewer tells more noise than truth. */
const LEAST_ROWS_TO_HOLD_OUT = 500;
const DEFAULT_SHARE = 0.1;
const DEFAULT_BINS = 255;

/** Rows that were made, not seen. */
export interface SyntheticRows {
  labels: Uint16Array;
  /** Encoded, column after column. */
  columns: Float32Array[];
}

/** The rows of the training dataset, followed by those of a validation dataset and by synthetic ones where there are such. */
export interface TrainingRows {
  dataset: Dataset;
  validation: Dataset | undefined;
  /** Class names in the order of the labels: the dataset's, or those of the model that training goes on from. */
  classes: readonly string[];
  rows: number;
  labels: Uint16Array;
  weights: Float32Array;
  /** 1 for a row that is only watched. */
  heldOut: Uint8Array;
  validationRows: number;
  synthetic?: SyntheticRows;
}

/** Lays out rows, labels, weights and held-out marks. Throws `bad-label` or `bad-data`. */
export function layOutRows(
  dataset: Dataset,
  options: TrainOptions,
  classes: readonly string[] = dataset.classes,
): TrainingRows {
  const validation = typeof options.validation === "object" ? options.validation : undefined;
  const rows = dataset.rows + (validation?.rows ?? 0);
  const labels = new Uint16Array(rows);
  labels.set(labelsAs(dataset, classes));
  const heldOut = new Uint8Array(rows);
  if (validation !== undefined) {
    labels.set(labelsAs(validation, classes), dataset.rows);
    heldOut.fill(1, dataset.rows);
  } else {
    holdOut(dataset, shareOf(dataset, options), options.seed ?? 0, heldOut);
  }
  const validationRows = heldOut.reduce((sum, mark) => sum + mark, 0);
  const weights = weightRows(dataset, validation, classes, labels, heldOut, options);
  return { dataset, validation, classes, rows, labels, weights, heldOut, validationRows };
}

/** A dataset's labels as indexes into other class names. Throws `bad-label` for a class that is not among them. */
export function labelsAs(dataset: Dataset, classes: readonly string[]): Uint16Array {
  const indexes = dataset.classes.map((name) => {
    const index = classes.indexOf(name);
    if (index < 0)
      throw new HedgerowError("bad-label", `the class ${JSON.stringify(name)} does not occur in training`);
    return index;
  });
  return dataset.labels.map((label) => indexes[label] as number);
}

function shareOf(dataset: Dataset, options: TrainOptions): number {
  if (options.method === "isolation") return 0;
  // A forest knows its rows out of bag, unless synthetic rows were made from them.
  if (options.method === "forest" && oversampling(options.balance) === undefined) return 0;
  if (typeof options.validation === "number") return options.validation;
  return dataset.rows < LEAST_ROWS_TO_HOLD_OUT ? 0 : DEFAULT_SHARE;
}

/** Marks a share of each class. A class keeps at least one row to train on. */
function holdOut(dataset: Dataset, share: number, seed: number, heldOut: Uint8Array): void {
  if (share === 0) return;
  const random = new Random(seed);
  const byClass: number[][] = dataset.classes.map(() => []);
  for (let row = 0; row < dataset.rows; row++) (byClass[dataset.labels[row] as number] as number[]).push(row);
  for (const rows of byClass) {
    const count = Math.min(Math.round(rows.length * share), rows.length - 1);
    for (let i = 0; i < count; i++) {
      const j = i + random.below(rows.length - i);
      const chosen = rows[j] as number;
      rows[j] = rows[i] as number;
      heldOut[chosen] = 1;
    }
  }
}

function weightRows(
  dataset: Dataset,
  validation: Dataset | undefined,
  classes: readonly string[],
  labels: Uint16Array,
  heldOut: Uint8Array,
  options: TrainOptions,
): Float32Array {
  const weights = new Float32Array(labels.length).fill(1);
  if (dataset.weights !== undefined) weights.set(dataset.weights);
  if (validation?.weights !== undefined) weights.set(validation.weights, dataset.rows);
  const factors = classFactors(classes, labels, weights, heldOut, options);
  if (factors !== undefined) {
    for (let row = 0; row < labels.length; row++) {
      weights[row] = (weights[row] as number) * (factors[labels[row] as number] as number);
    }
  }
  return weights;
}

/** The factor of each class, or none where all are 1. */
export function classFactors(
  classes: readonly string[],
  labels: Uint16Array,
  weights: Float32Array,
  heldOut: Uint8Array,
  options: Pick<TrainOptions, "balance" | "classWeights">,
): number[] | undefined {
  const { classWeights } = options;
  if (options.balance === "weights" || classWeights === "balanced") {
    const sums = classes.map(() => 0);
    let total = 0;
    for (let row = 0; row < labels.length; row++) {
      if (heldOut[row] === 1) continue;
      const weight = weights[row] as number;
      sums[labels[row] as number] = (sums[labels[row] as number] as number) + weight;
      total += weight;
    }
    // scikit-learn's "balanced": rows / (classes x rows of the class).
    return sums.map((sum) => (sum > 0 ? total / (classes.length * sum) : 1));
  }
  if (typeof classWeights !== "object") return undefined;
  for (const [name, weight] of Object.entries(classWeights)) {
    if (!classes.includes(name)) {
      throw new HedgerowError(
        "bad-option",
        `classWeights names ${JSON.stringify(name)}; the classes are ${classes.join(", ")}`,
      );
    }
    if (!(weight >= 0 && weight <= 1e6)) {
      throw new HedgerowError(
        "bad-option",
        `the weight of class ${JSON.stringify(name)} must be 0 to 1e6, not ${weight}`,
      );
    }
  }
  return classes.map((name) => (Object.hasOwn(classWeights, name) ? (classWeights[name] as number) : 1));
}

/**
 * Adds all columns to a matrix in the core's memory, which the caller frees or hands to a trainer. `add` appends the next one;
 * should it fail, the matrix is freed.
 */
export function toMatrix(
  matrix: Matrix,
  rows: TrainingRows,
  encoder: Encoder,
  add: (matrix: Matrix, values: Float32Array, column: EncodedColumn) => void,
): Matrix {
  try {
    const columns = encoder.encodeTraining(rows.dataset);
    const watched = rows.validation === undefined ? undefined : encoder.encodeDataset(rows.validation);
    encoder.columns.forEach((column, i) => {
      add(matrix, joined([columns[i], watched?.[i], rows.synthetic?.columns[i]]), column);
    });
    return matrix;
  } catch (error) {
    matrix.free();
    throw error;
  }
}

/** As `add` of `toMatrix`: columns in bins of their own, at most so many. */
export function inBins(
  bins: number = DEFAULT_BINS,
): (matrix: Matrix, values: Float32Array, column: EncodedColumn) => void {
  return (matrix, values, column) => {
    if (column.kind === "category") matrix.addCategories(values, column.categories);
    else matrix.addNumbers(values, bins);
  };
}

function joined(parts: readonly (Float32Array | undefined)[]): Float32Array {
  const there = parts.filter((part) => part !== undefined);
  const [first] = there;
  if (there.length === 1 && first !== undefined) return first;
  const all = new Float32Array(there.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of there) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
