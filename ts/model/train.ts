// The one training loop. In: a labelled dataset and options. Out: a model. Each round or tree is one step of the core;
// between steps the loop looks at the clock, the signal and the losses, and lets other work run.

import type { Dataset } from "../data/dataset.ts";
import { Encoder } from "../data/encode.ts";
import { HedgerowError } from "../error.ts";
import { VERSION } from "../version.ts";
import { type Core, core, guarded } from "../wasm/core.ts";
import type { BoostingTrainer, ForestTrainer } from "../wasm/generated/core.js";
import { checkSame, inherited, trainingsOf } from "./earlier.ts";
import type { Metadata, TrainingInfo } from "./metadata.ts";
import { answers, Model, type UnseenPredictions } from "./model.ts";
import { checkOptions, type TrainOptions } from "./options.ts";
import type { Predictor } from "./predictor.ts";
import { layOutRows, type TrainingRows, toMatrix } from "./training-rows.ts";
import { learningRate, treeSettings } from "./tree-settings.ts";

const DEFAULT_ROUNDS = 500;
const DEFAULT_ROUNDS_UNWATCHED = 100;
const DEFAULT_TREES = 300;
const DEFAULT_PATIENCE = 30;
const DEFAULT_BINS = 255;

/** Other work gets a turn this often. */
const TURN_MS = 25;

/** One learner behind the loop. */
interface Stepper {
  /** Most steps. */
  total: number;
  /** The losses before the first step, where training goes on from a model that has some. */
  start: Losses;
  /** One round or tree; the losses after it where there are any. */
  step(): Losses;
  /** The bytes of the first `steps` steps. */
  bytes(steps: number, metadata: Uint8Array): Uint8Array;
  /** Margins of rows by trees that never saw them, and which rows; given the finished model. */
  unseen(predictor: Predictor): UnseenPredictions | undefined;
  free(): void;
}

/** Mean log-losses, of the learners that tell them. */
interface Losses {
  training?: number;
  validation?: number;
}

/** Where the loop ended. */
interface Outcome extends Losses {
  steps: number;
}

/**
 * Trains a model.
 *
 * Throws a HedgerowError: `bad-option`, `bad-label`, `bad-data` or `bad-schema` before any work, `aborted` when the signal says so.
 *
 * With `from` training goes on from a model. On the same dataset, with the same options and seed, N rounds (or trees) and then
 * M more are bit for bit the trees of one training of N + M, as long as the first training kept all its N rounds:
 * patience counts from the last round kept.
 *
 * @example
 * const [fit, held] = alerts.split(0.8, { seed: 7 });
 * const model = await train(fit, { method: "boosting", balance: "weights" });
 */
export async function train(dataset: Dataset, given: TrainOptions = {}): Promise<Model> {
  const options = inherited(given);
  checkOptions(options);
  if (dataset.label === undefined) throw new HedgerowError("bad-label", "the dataset has no label to learn");
  const { from } = options;
  if (from !== undefined) checkSame(dataset, from);
  const started = performance.now();
  const rows = layOutRows(dataset, options, from?.classes);
  // A model's own encoder counts what its records lack, so training has one of its own.
  const encoder = from === undefined ? dataset.schema.fit(dataset) : Encoder.fromJSON(from.info.encoder);
  if (encoder.columns.length === 0) throw new HedgerowError("bad-data", "there is no feature to learn from");
  const loaded = await core();
  const stepper = guarded(() => makeStepper(loaded, rows, encoder, options));
  try {
    const outcome = await run(stepper, options, started);
    const metadata = describe(rows, encoder, options, outcome);
    const bytes = guarded(() =>
      stepper.bytes(outcome.steps, new TextEncoder().encode(JSON.stringify(metadata))),
    );
    return await Model.open(bytes, (predictor) => guarded(() => stepper.unseen(predictor)));
  } finally {
    stepper.free();
  }
}

async function run(stepper: Stepper, options: TrainOptions, started: number): Promise<Outcome> {
  const patience = options.patience ?? DEFAULT_PATIENCE;
  let best: Outcome = { steps: 0, ...stepper.start };
  let turn = performance.now();
  for (let done = 1; done <= stepper.total; done++) {
    if (options.signal?.aborted === true) throw aborted(options.signal);
    const { training, validation } = guarded(() => stepper.step());
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
  if (options.signal?.aborted === true) throw aborted(options.signal);
  return best;
}

function aborted(signal: AbortSignal): HedgerowError {
  return new HedgerowError("aborted", "training was aborted", {}, { cause: signal.reason });
}

function makeStepper(loaded: Core, rows: TrainingRows, encoder: Encoder, options: TrainOptions): Stepper {
  const settings = treeSettings(loaded, options, encoder, rows.classes);
  const labels = new loaded.Labels(rows.labels, rows.classes.length, rows.weights, rows.heldOut);
  const rate = learningRate(options);
  const subsampled = options.classWeights === "balanced-subsample";
  const forest = options.method === "forest";
  // The trainer takes over matrix, labels, settings and the earlier model, and frees them with itself.
  if (options.from !== undefined) {
    const earlier = new loaded.EarlierModel(options.from.save());
    const { steps } = earlier;
    const matrix = toMatrix(earlier.matrix(labels), rows, encoder, (into, values) =>
      earlier.addColumn(into, values),
    );
    return forest
      ? forestStepper(earlier.forest(matrix, labels, settings, subsampled), rows, options)
      : boostingStepper(earlier.boosting(matrix, labels, settings, rate), rows, options, steps);
  }
  const bins = options.bins ?? DEFAULT_BINS;
  const matrix = toMatrix(new loaded.Matrix(labels), rows, encoder, (into, values, column) => {
    if (column.kind === "category") into.addCategories(values, column.categories);
    else into.addNumbers(values, bins);
  });
  return forest
    ? forestStepper(new loaded.ForestTrainer(matrix, labels, settings, subsampled, 0), rows, options)
    : boostingStepper(new loaded.BoostingTrainer(matrix, labels, settings, rate), rows, options, 0);
}

/** `earlier` is the number of rounds that the trainer goes on from. */
function boostingStepper(
  trainer: BoostingTrainer,
  rows: TrainingRows,
  options: TrainOptions,
  earlier: number,
): Stepper {
  const watched = rows.validationRows > 0;
  const losses = ([training, validation]: Float64Array): Losses => {
    return { training: training as number, ...(watched ? { validation: validation as number } : {}) };
  };
  return {
    total: options.rounds ?? (watched ? DEFAULT_ROUNDS : DEFAULT_ROUNDS_UNWATCHED),
    start: earlier > 0 ? losses(trainer.loss()) : {},
    step: () => losses(trainer.step()),
    bytes: (steps, metadata) => trainer.model(earlier + steps, metadata),
    unseen: (predictor) => (watched ? scoreHeldOut(predictor, rows) : undefined),
    free: () => trainer.free(),
  };
}

function forestStepper(trainer: ForestTrainer, rows: TrainingRows, options: TrainOptions): Stepper {
  return {
    total: options.trees ?? DEFAULT_TREES,
    start: {},
    step() {
      trainer.step();
      return {};
    },
    bytes: (_, metadata) => trainer.model(metadata),
    unseen: (predictor) => outOfBag(predictor, rows, trainer.unseen()),
    free: () => trainer.free(),
  };
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
  const { dataset, classes } = rows;
  const classRows = classes.map(() => 0);
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
    options: told(options),
    ...(options.from === undefined ? {} : { from: trainingsOf(options.from.info.training) }),
  };
  return {
    hedgerow: VERSION,
    method: options.method ?? "boosting",
    ...(dataset.label === undefined ? {} : { label: dataset.label }),
    classes: [...classes],
    encoder: encoder.toJSON(),
    training,
  };
}

/** The options as JSON: what was said about the model, not about the run. */
function told(options: TrainOptions): Record<string, unknown> {
  const { signal: _signal, onProgress: _onProgress, timeBudget: _timeBudget, from: _from, ...kept } = options;
  const { validation, ...rest } = kept;
  return typeof validation === "number" ? { ...rest, validation } : rest;
}
