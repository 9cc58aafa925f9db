// A learner as the training loop sees it: steps, then bytes. In: the rows and the options. Out: one round or tree a step.

import type { Encoder } from "../data/encode.ts";
import { type Core, compiledCore } from "../wasm/core.ts";
import type { Labels, Matrix, Options } from "../wasm/generated/core.js";
import { ParallelForest, usableWorkers } from "../worker/parallel-forest.ts";
import { isolationStepper } from "./isolation.ts";
import type { Metadata } from "./metadata.ts";
import { answers, type UnseenPredictions } from "./model.ts";
import { TREE_SETTINGS, type TrainOptions } from "./options.ts";
import type { Predictor } from "./predictor.ts";
import { type TrainingRows, toMatrix } from "./training-rows.ts";

const DEFAULT_ROUNDS = 1000;
const DEFAULT_ROUNDS_UNWATCHED = 200;
const DEFAULT_TREES = 300;
const DEFAULT_LEARNING_RATE = 0.05;
const DEFAULT_BINS = 255;

export interface Losses {
  training?: number;
  validation?: number;
}

/** One learner behind the loop. */
export interface Stepper {
  /** Most steps. */
  total: number;
  /** One round or tree; the losses after it where there are any. */
  step(): Losses | Promise<Losses>;
  /** Waits for steps that are under way elsewhere, and says how many steps there are then. */
  finish?(): Promise<number>;
  /** What this learner's model says of itself, where that is not what a classifier says. */
  describe?(metadata: Metadata): Metadata;
  /** The bytes of the first `steps` steps. */
  bytes(steps: number, metadata: Uint8Array): Uint8Array;
  /** Margins of rows by trees that never saw them, and which rows; given the finished model. */
  unseen(predictor: Predictor): UnseenPredictions | undefined;
  free(): void;
}

/** The learner that the options name, ready for its first step. */
export function makeStepper(
  loaded: Core,
  rows: TrainingRows,
  encoder: Encoder,
  options: TrainOptions,
): Stepper {
  if (options.method === "isolation") return isolationStepper(loaded, rows, encoder, options);
  const labels = new loaded.Labels(rows.labels, rows.dataset.classes.length, rows.weights, rows.heldOut);
  const matrix = toMatrix(loaded, labels, rows, encoder, options.bins ?? DEFAULT_BINS);
  // The trainer takes over matrix, labels and settings, and frees them with itself.
  return options.method === "forest"
    ? forestStepper(loaded, rows, matrix, labels, options)
    : boostingStepper(loaded, rows, matrix, labels, options);
}

function boostingStepper(
  loaded: Core,
  rows: TrainingRows,
  matrix: Matrix,
  labels: Labels,
  options: TrainOptions,
): Stepper {
  const settings = treeSettings(loaded.Options.boosting(), options);
  const trainer = new loaded.BoostingTrainer(
    matrix,
    labels,
    settings,
    options.learningRate ?? DEFAULT_LEARNING_RATE,
  );
  const watched = rows.validationRows > 0;
  return {
    total: options.rounds ?? (watched ? DEFAULT_ROUNDS : DEFAULT_ROUNDS_UNWATCHED),
    step() {
      const [training, validation] = trainer.step() as unknown as [number, number];
      // Held-out rows that all weigh 0 have no mean loss.
      return watched && !Number.isNaN(validation) ? { training, validation } : { training };
    },
    bytes: (steps, metadata) => trainer.model(steps, metadata),
    unseen: (predictor) => (watched ? scoreHeldOut(predictor, rows) : undefined),
    free: () => trainer.free(),
  };
}

function forestStepper(
  loaded: Core,
  rows: TrainingRows,
  matrix: Matrix,
  labels: Labels,
  options: TrainOptions,
): Stepper {
  const bootstrapWeights = options.classWeights === "balanced-subsample";
  const workers = usableWorkers(options.workers, options.trees ?? DEFAULT_TREES);
  if (workers > 1) return parallelStepper(loaded, rows, matrix, labels, options, workers);
  const settings = treeSettings(loaded.Options.forest(), options);
  const trainer = new loaded.ForestTrainer(matrix, labels, settings, bootstrapWeights, 0);
  return {
    total: options.trees ?? DEFAULT_TREES,
    step() {
      trainer.step();
      return {};
    },
    bytes: (_, metadata) => trainer.model(metadata),
    unseen: (predictor) => outOfBag(predictor, rows, trainer.unseen()),
    free: () => trainer.free(),
  };
}

/** The same forest, grown in workers; their trees are put together here. */
function parallelStepper(
  loaded: Core,
  rows: TrainingRows,
  matrix: Matrix,
  labels: Labels,
  options: TrainOptions,
  workers: number,
): Stepper {
  const total = options.trees ?? DEFAULT_TREES;
  const job = {
    module: compiledCore(),
    classes: rows.dataset.classes.length,
    labels: rows.labels,
    weights: rows.weights,
    heldOut: rows.heldOut,
    // Put down by name, to be set in each worker.
    settings: { ...treeSettings({} as Options, options) },
    bootstrapWeights: options.classWeights === "balanced-subsample",
  };
  const forest = new ParallelForest(loaded, matrix, job, { total, workers, signal: options.signal });
  matrix.free();
  labels.free();
  return {
    total,
    step: () => forest.step().then(() => ({})),
    finish: () => forest.finish(),
    bytes: (_, metadata) => forest.model(metadata),
    unseen: (predictor) => outOfBag(predictor, rows, forest.unseen()),
    free: () => forest.free(),
  };
}

function treeSettings(settings: Options, options: TrainOptions): Options {
  for (const name of TREE_SETTINGS) {
    const value = options[name];
    if (value !== undefined) settings[name] = value;
  }
  const { nodeFeatureSubsample } = options;
  // The core knows the square root as 0.
  if (nodeFeatureSubsample !== undefined) {
    settings.nodeFeatureSubsample = nodeFeatureSubsample === "sqrt" ? 0 : nodeFeatureSubsample;
  }
  settings.seed = options.seed ?? 0;
  return settings;
}

/** The validation rows by the finished model. */
function scoreHeldOut(predictor: Predictor, rows: TrainingRows): UnseenPredictions {
  const { dataset, validation } = rows;
  const indexes: number[] = [];
  const offset = validation === undefined ? 0 : dataset.rows;
  for (let row = offset; row < rows.rows; row++) if (rows.heldOut[row] === 1) indexes.push(row - offset);
  const source = validation ?? dataset.select(indexes);
  const encoded = predictor.encoder.encodeRows(source);
  const { features, outputs } = predictor.header;
  const margins = new Float64Array(source.rows * outputs);
  for (let row = 0; row < source.rows; row++) {
    margins.set(predictor.margins(encoded.subarray(row * features, (row + 1) * features)), row * outputs);
  }
  return unseenOf(predictor, indexes, margins, (row) => rows.labels[row + offset] as number);
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
