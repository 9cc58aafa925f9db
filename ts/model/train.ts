// The one training loop. In: a labelled dataset and options. Out: a model. Each round or tree is one step of the core;
// between steps the loop looks at the clock, the signal and the losses, and lets other work run.

import type { Dataset } from "../data/dataset.ts";
import type { Encoder } from "../data/encode.ts";
import { HedgerowError } from "../error.ts";
import { VERSION } from "../version.ts";
import { type Core, compiledCore, core, guarded } from "../wasm/core.ts";
import type { Labels, Matrix, Options } from "../wasm/generated/core.js";
import { checkAborted } from "../worker/aborted.ts";
import { ParallelForest, usableWorkers } from "../worker/parallel-forest.ts";
import { addAnomaly, isolationStepper } from "./isolation.ts";
import type { Metadata, TrainingInfo } from "./metadata.ts";
import { answers, Model, type UnseenPredictions } from "./model.ts";
import { checkOptions, TREE_SETTINGS, type TrainOptions } from "./options.ts";
import type { Predictor } from "./predictor.ts";
import { layOutRows, type TrainingRows, toMatrix } from "./training-rows.ts";

const DEFAULT_ROUNDS = 500;
const DEFAULT_ROUNDS_UNWATCHED = 100;
const DEFAULT_TREES = 300;
const DEFAULT_PATIENCE = 30;
const DEFAULT_LEARNING_RATE = 0.1;
const DEFAULT_BINS = 255;

/** Other work gets a turn this often. */
const TURN_MS = 25;

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

/** Where the loop ended. */
interface Outcome {
  steps: number;
  training?: number;
  validation?: number;
}

/**
 * Trains a model. An isolation forest needs no label, and does not look at one.
 *
 * Throws a HedgerowError: `bad-option`, `bad-label` or `bad-data` before any work, `aborted` when the signal says so.
 *
 * @example
 * const [fit, held] = alerts.split(0.8, { seed: 7 });
 * const model = await train(fit, { method: "boosting", balance: "weights" });
 */
export async function train(dataset: Dataset, options: TrainOptions = {}): Promise<Model> {
  checkOptions(options);
  const labelled = options.method !== "isolation";
  if (labelled && dataset.label === undefined)
    throw new HedgerowError("bad-label", "the dataset has no label to learn");
  const started = performance.now();
  const rows = layOutRows(dataset, options);
  const encoder = dataset.schema.fit(dataset);
  if (encoder.columns.length === 0) throw new HedgerowError("bad-data", "there is no feature to learn from");
  const loaded = await core();
  checkAborted(options.signal);
  const stepper = guarded(() => makeStepper(loaded, rows, encoder, options));
  try {
    const outcome = await run(stepper, options, started);
    const described = describe(rows, encoder, options, outcome);
    const metadata = stepper.describe?.(described) ?? described;
    const bytes = guarded(() =>
      stepper.bytes(outcome.steps, new TextEncoder().encode(JSON.stringify(metadata))),
    );
    const model = await Model.open(bytes, (predictor) => guarded(() => stepper.unseen(predictor)));
    checkAborted(options.signal);
    return options.anomaly === true ? await addAnomaly(model, dataset, options) : model;
  } finally {
    stepper.free();
  }
}

async function run(stepper: Stepper, options: TrainOptions, started: number): Promise<Outcome> {
  const patience = options.patience ?? DEFAULT_PATIENCE;
  let best: Outcome = { steps: 0 };
  let turn = performance.now();
  for (let done = 1; done <= stepper.total; done++) {
    checkAborted(options.signal);
    const { training, validation } = await guarded(() => stepper.step());
    options.onProgress?.({
      done,
      total: stepper.total,
      ...(training === undefined ? {} : { trainingLoss: training }),
      ...(validation === undefined ? {} : { validationLoss: validation }),
    });
    if (validation === undefined || best.validation === undefined || validation < best.validation) {
      best = {
        steps: done,
        ...(training === undefined ? {} : { training }),
        ...(validation === undefined ? {} : { validation }),
      };
    }
    if (done - best.steps >= patience) break;
    const now = performance.now();
    if (options.timeBudget !== undefined && now - started >= options.timeBudget) break;
    if (now - turn >= TURN_MS) {
      await new Promise((resolve) => setTimeout(resolve));
      turn = performance.now();
    }
  }
  const steps = await stepper.finish?.();
  checkAborted(options.signal);
  return steps === undefined ? best : { ...best, steps };
}

function makeStepper(loaded: Core, rows: TrainingRows, encoder: Encoder, options: TrainOptions): Stepper {
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
      return watched ? { training, validation } : { training };
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

function describe(rows: TrainingRows, encoder: Encoder, options: TrainOptions, outcome: Outcome): Metadata {
  const { dataset } = rows;
  const classRows = dataset.classes.map(() => 0);
  for (let row = 0; row < dataset.rows; row++) {
    const label = rows.labels[row] as number;
    if (rows.heldOut[row] === 0) classRows[label] = (classRows[label] as number) + 1;
  }
  const training: TrainingInfo = {
    rows: rows.rows - rows.validationRows,
    classRows,
    validationRows: rows.validationRows,
    rounds: outcome.steps,
    ...(outcome.training === undefined ? {} : { trainingLoss: outcome.training }),
    ...(outcome.validation === undefined ? {} : { validationLoss: outcome.validation }),
    options: given(options),
  };
  return {
    hedgerow: VERSION,
    method: options.method ?? "boosting",
    ...(dataset.label === undefined ? {} : { label: dataset.label }),
    classes: [...dataset.classes],
    ...(dataset.schema.missing === undefined ? {} : { missing: [...dataset.schema.missing] }),
    encoder: encoder.toJSON(),
    training,
  };
}

/** The options as JSON: what was said about the model, not about the run. */
function given(options: TrainOptions): Record<string, unknown> {
  const { signal: _1, onProgress: _2, timeBudget: _3, workers: _4, validation, ...rest } = options;
  return typeof validation === "number" ? { ...rest, validation } : rest;
}
