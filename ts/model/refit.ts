// New leaf values for a model whose trees stay as they are. In: a model and labelled rows, such as last week's. Out: a model.

import { loadScorer } from "#load";
import type { Dataset } from "../data/dataset.ts";
import { Encoder } from "../data/encode.ts";
import { stratifiedFolds } from "../data/folds.ts";
import { HedgerowError } from "../error.ts";
import { driftProfile } from "../monitor/drift-profile.ts";
import { type Core, core, guarded } from "../wasm/core.ts";
import { oversampling } from "./balance.ts";
import { readMetadata, withMetadata } from "./bytes.ts";
import { calibrateModel } from "./calibrate.ts";
import { checkSame, trainingsOf } from "./earlier.ts";
import type { Metadata } from "./metadata.ts";
import { Model, type UnseenPredictions } from "./model.ts";
import { openPredictor } from "./open-predictor.ts";
import type { TrainOptions } from "./options.ts";
import { layOutRows, type TrainingRows, toMatrix } from "./training-rows.ts";
import { learningRate, toCore, treeSettings } from "./tree-settings.ts";
import { turns } from "./turns.ts";
import { joinUnseen, scoreHeldOut } from "./unseen.ts";

/** Options of `refit`. */
export interface RefitOptions {
  /** Parts of the old leaf values in the new ones: 1 keeps them, 0 forgets them. The name and the default are LightGBM's. @default 0.9 */
  decay?: number;
}

const DEFAULT_DECAY = 0.9;
const FOLDS = 5;
/** With fewer, the calibration stays what it was. */
const LEAST_ROWS_TO_CALIBRATE = 100;

/** A model to be refitted. */
interface Task {
  loaded: Core;
  bytes: Uint8Array;
  outputs: number;
  metadata: Metadata;
  decay: number;
}

/**
 * The model with leaf values moved towards what these rows give, and with their weights as covers: for rates that drift
 * while the rules stay. Structure, encoder, bins and directions (`monotone`) are kept; classes weigh as they did in the last
 * training. A leaf that no row reaches keeps its value. Much cheaper than training, and it can not overfit new splits.
 *
 * From 100 rows on the probabilities are calibrated anew, as the training was told to (`calibrate`), on each fifth of the rows by
 * leaves refitted to the others; these predictions are the model's `unseen`. For that the rows must be new to the model. What
 * `DriftMonitor` compares with is then these rows too.
 *
 * Throws `bad-option`, `bad-schema`, `bad-label`, or `bad-model` for a model that hedgerow did not train.
 *
 * @example
 * const current = await refit(model, lastWeek, { decay: 0.5 });
 */
export async function refit(model: Model, dataset: Dataset, options: RefitOptions = {}): Promise<Model> {
  const decay = checkDecay(options);
  if (dataset.label === undefined) throw new HedgerowError("bad-label", "the dataset has no label to learn");
  checkSame(dataset, model);
  const bytes = model.save();
  const metadata = readMetadata(bytes) as Metadata;
  const rows = layOutRows(dataset, weighing(metadata), model.classes);
  const task: Task = { loaded: await core(), bytes, outputs: model.classOutputs, metadata, decay };
  const { training } = metadata;
  const refits = [...(training.refits ?? []), { rows: dataset.rows, decay }];
  const told: Metadata = { ...metadata, training: { ...training, refits } };
  const refitted = withMetadata(
    guarded(() => refitTo(task, rows)),
    told,
  );
  const { calibrate = "auto" }: TrainOptions = training.options;
  if (calibrate === "none" || dataset.rows < LEAST_ROWS_TO_CALIBRATE) return Model.open(refitted);
  const { calibration: _old, ...uncalibrated } = told;
  const unseen = await crossFit(task, rows, uncalibrated);
  const weighed: TrainOptions = { ...training.options, method: metadata.method };
  const calibrated = await calibrateModel(
    { bytes: refitted, unseen },
    uncalibrated,
    rows,
    weighed,
    turns(undefined),
  );
  const drift = await driftProfile(Encoder.fromJSON(metadata.encoder), dataset, 0, calibrated.unseen);
  const profiled = withMetadata(calibrated.bytes, { ...(readMetadata(calibrated.bytes) as Metadata), drift });
  return Model.open(profiled, calibrated.unseen);
}

function checkDecay(options: RefitOptions): number {
  const unknown = Object.keys(options).find((name) => name !== "decay");
  if (unknown !== undefined) throw new HedgerowError("bad-option", `there is no option ${unknown}`);
  const { decay = DEFAULT_DECAY } = options;
  if (typeof decay === "number" && decay >= 0 && decay <= 1) return decay;
  throw new HedgerowError("bad-option", `decay must be a number from 0 to 1, not ${String(decay)}`);
}

/** How classes weighed in the last training, without rows held out. */
function weighing({ training }: Metadata): TrainOptions {
  const { balance, classWeights }: TrainOptions = training.options;
  return {
    validation: 0,
    ...(balance === undefined ? {} : { balance: oversampling(balance) === undefined ? balance : "weights" }),
    ...(classWeights === undefined
      ? {}
      : { classWeights: classWeights === "balanced-subsample" ? "balanced" : classWeights }),
  };
}

/** Every row by leaves that were refitted without it. */
async function crossFit(task: Task, rows: TrainingRows, metadata: Metadata): Promise<UnseenPredictions> {
  const scorer = await loadScorer();
  const turn = turns(undefined);
  const parts: UnseenPredictions[] = [];
  const folds = stratifiedFolds(rows.labels, FOLDS, 0);
  for (let fold = 0; fold < FOLDS; fold++) {
    const heldOut = folds.map((each) => (each === fold ? 1 : 0));
    const others = { ...rows, heldOut };
    const bytes = withMetadata(
      guarded(() => refitTo(task, others)),
      metadata,
    );
    parts.push(scoreHeldOut(openPredictor(scorer, bytes), others));
    await turn();
  }
  return joinUnseen(parts);
}

/** The bytes refitted to the rows that are not held out, without metadata. */
function refitTo({ loaded, bytes, outputs, metadata, decay }: Task, rows: TrainingRows): Uint8Array {
  const { encoder: json, classes, method, training } = metadata;
  const encoder = Encoder.fromJSON(json);
  const earlier = new loaded.EarlierModel(bytes, outputs);
  for (const { rounds, options } of trainingsOf(training)) {
    const stage: TrainOptions = { ...options, method };
    earlier.addStage(rounds, toCore(loaded, treeSettings(stage, encoder, classes)), learningRate(stage));
  }
  const labels = new loaded.Labels(rows.labels, classes.length, rows.weights, rows.heldOut);
  const matrix = toMatrix(earlier.matrix(labels), rows, encoder, (into, values) =>
    earlier.addColumn(into, values),
  );
  return earlier.refit(matrix, labels, decay, new Uint8Array());
}
