// A learner as the training loop sees it: steps, then bytes. In: the rows and the options. Out: one round or tree a step.

import type { Encoder } from "../data/encode.ts";
import { type Core, compiledCore } from "../wasm/core.ts";
import type { EarlierModel, Labels, Matrix } from "../wasm/generated/core.js";
import { ParallelForest, usableWorkers } from "../worker/parallel-forest.ts";
import { isolationStepper } from "./isolation.ts";
import type { Metadata } from "./metadata.ts";
import type { UnseenPredictions } from "./model.ts";
import type { TrainOptions } from "./options.ts";
import type { Predictor } from "./predictor.ts";
import { inBins, type TrainingRows, toMatrix } from "./training-rows.ts";
import { learningRate, type TreeSettings, toCore, treeSettings } from "./tree-settings.ts";
import { scoreHeldOut, unseenByForest } from "./unseen.ts";

const DEFAULT_ROUNDS = 1000;
const DEFAULT_ROUNDS_UNWATCHED = 200;
const DEFAULT_TREES = 300;

/** Mean log-losses, of the learners that tell them. */
export interface Losses {
  training?: number;
  validation?: number;
}

/** One learner behind the loop. */
export interface Stepper {
  /** Most steps. */
  total: number;
  /** The losses before the first step, where training goes on from a model that has some. */
  start: Losses;
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
  const settings = treeSettings(options, encoder, rows.classes);
  const labels = new loaded.Labels(rows.labels, rows.classes.length, rows.weights, rows.heldOut);
  const { from, bins } = options;
  const earlier = from && new loaded.EarlierModel(from.save(), from.classOutputs);
  const matrix =
    earlier === undefined
      ? toMatrix(new loaded.Matrix(labels), rows, encoder, inBins(bins))
      : toMatrix(earlier.matrix(labels), rows, encoder, (into, values) => earlier.addColumn(into, values));
  // The trainer takes over matrix, labels, settings and the earlier model, and frees them with itself.
  const parts = { loaded, encoder, matrix, labels, settings, earlier };
  return options.method === "forest"
    ? forestStepper(parts, rows, options)
    : boostingStepper(parts, rows, options);
}

/** What trainers are made of. */
interface Parts {
  loaded: Core;
  encoder: Encoder;
  matrix: Matrix;
  labels: Labels;
  settings: TreeSettings;
  /** The model that training goes on from. */
  earlier: EarlierModel | undefined;
}

function boostingStepper(parts: Parts, rows: TrainingRows, options: TrainOptions): Stepper {
  const { loaded, matrix, labels, settings, earlier } = parts;
  const before = earlier?.steps ?? 0;
  const trees = toCore(loaded, settings);
  const rate = learningRate(options);
  const trainer =
    earlier === undefined
      ? new loaded.BoostingTrainer(matrix, labels, trees, rate)
      : earlier.boosting(matrix, labels, trees, rate);
  const watched = rows.validationRows > 0;
  const losses = ([training, validation]: Float64Array): Losses => ({
    training: training as number,
    // Held-out rows that all weigh 0 have no mean loss.
    ...(watched && !Number.isNaN(validation) ? { validation: validation as number } : {}),
  });
  return {
    total: options.rounds ?? (watched ? DEFAULT_ROUNDS : DEFAULT_ROUNDS_UNWATCHED),
    start: before > 0 ? losses(trainer.loss()) : {},
    step: () => losses(trainer.step()),
    bytes: (steps, metadata) => trainer.model(before + steps, metadata),
    unseen: (predictor) => (watched ? scoreHeldOut(predictor, rows, parts.encoder) : undefined),
    free: () => trainer.free(),
  };
}

function forestStepper(parts: Parts, rows: TrainingRows, options: TrainOptions): Stepper {
  const { loaded, matrix, labels, settings, earlier } = parts;
  const bootstrapWeights = options.classWeights === "balanced-subsample";
  const workers = usableWorkers(options.workers, options.trees ?? DEFAULT_TREES);
  if (workers > 1) return parallelStepper(parts, rows, options, workers);
  const trees = toCore(loaded, settings);
  const trainer =
    earlier === undefined
      ? new loaded.ForestTrainer(matrix, labels, trees, bootstrapWeights, 0)
      : earlier.forest(matrix, labels, trees, bootstrapWeights);
  return {
    total: options.trees ?? DEFAULT_TREES,
    start: {},
    step() {
      trainer.step();
      return {};
    },
    bytes: (_, metadata) => trainer.model(metadata),
    unseen: (predictor) => unseenByForest(predictor, rows, parts.encoder, () => trainer.unseen()),
    free: () => trainer.free(),
  };
}

/** The same forest, grown in workers; their trees are put together here. */
function parallelStepper(
  { loaded, encoder, matrix, labels, settings, earlier }: Parts,
  rows: TrainingRows,
  options: TrainOptions,
  workers: number,
): Stepper {
  const total = options.trees ?? DEFAULT_TREES;
  const job = {
    module: compiledCore(),
    classes: rows.classes.length,
    labels: rows.labels,
    weights: rows.weights,
    heldOut: rows.heldOut,
    settings,
    bootstrapWeights: options.classWeights === "balanced-subsample",
  };
  const collector = earlier?.collector(matrix, labels) ?? new loaded.TreeCollector(matrix, job.classes);
  const plan = { total, workers, signal: options.signal, first: earlier?.steps ?? 0 };
  const forest = new ParallelForest(collector, matrix, job, plan);
  matrix.free();
  labels.free();
  earlier?.free();
  return {
    total,
    start: {},
    step: () => forest.step().then(() => ({})),
    finish: () => forest.finish(),
    bytes: (_, metadata) => forest.model(metadata),
    unseen: (predictor) => unseenByForest(predictor, rows, encoder, () => forest.unseen()),
    free: () => forest.free(),
  };
}
