// The one training loop. In: a labelled dataset and options. Out: a model. Each round or tree is one step of the core;
// between steps the loop looks at the clock, the signal and the losses, and lets other work run.

import { loadScorer } from "#load";
import type { Dataset } from "../data/dataset.ts";
import { Encoder } from "../data/encode.ts";
import { HedgerowError } from "../error.ts";
import { classScores, confusionMatrix, macroF1 } from "../evaluate/confusion.ts";
import { driftProfile } from "../monitor/drift-profile.ts";
import { type Core, core, guarded } from "../wasm/core.ts";
import { checkAborted } from "../worker/aborted.ts";
import { oversampled, oversampling } from "./balance.ts";
import { readMetadata, withMetadata } from "./bytes.ts";
import { calibrateModel } from "./calibrate.ts";
import { crossFitStepper, FOLDS, isCrossFitted } from "./cross-fit.ts";
import { describe, type Outcome } from "./describe.ts";
import { checkSame, inherited } from "./earlier.ts";
import { addAnomaly } from "./isolation.ts";
import type { Metadata, SyntheticInfo } from "./metadata.ts";
import { Model, type UnseenPredictions } from "./model.ts";
import { openPredictor } from "./open-predictor.ts";
import { checkOptions, type Progress, type TrainOptions } from "./options.ts";
import { openStepper, type Stepper } from "./stepper.ts";
import { layOutRows, type TrainingRows } from "./training-rows.ts";
import { turns } from "./turns.ts";

const DEFAULT_PATIENCE = 30;

/** What all passes of one training share. */
interface Task {
  loaded: Core;
  encoder: Encoder;
  options: TrainOptions;
  /** Whether folds tell when to stop. */
  crossFitted: boolean;
  /** When training began, by performance.now(). */
  started: number;
}

/** A pass: the rows it was on, bytes, what they say of themselves, and what the trees say about rows they did not see. */
interface Pass {
  rows: TrainingRows;
  bytes: Uint8Array;
  metadata: Metadata;
  unseen: UnseenPredictions | undefined;
  stopped: boolean;
}

/**
 * Trains a model. An isolation forest needs no label, and does not look at one.
 *
 * Throws a HedgerowError: `bad-option`, `bad-label`, `bad-data` or `bad-schema` before any work, `aborted` when the signal says so.
 *
 * With `from` training goes on from a model. On the same dataset, with the same options and seed, N rounds (or trees) and then
 * M more are bit for bit the trees of one training of N + M, as long as all N rounds were kept.
 *
 * @example
 * const [fit, held] = alerts.split(0.8, { seed: 7 });
 * const model = await train(fit, { method: "boosting", balance: "weights" });
 */
export async function train(dataset: Dataset, given: TrainOptions = {}): Promise<Model> {
  const options = inherited(given);
  checkOptions(options);
  if (options.method !== "isolation" && dataset.label === undefined)
    throw new HedgerowError("bad-label", "the dataset has no label to learn");
  const started = performance.now();
  const { from } = options;
  if (from !== undefined) checkSame(dataset, from);
  const crossFitted = isCrossFitted(dataset, options);
  const rows = layOutRows(dataset, crossFitted ? { ...options, validation: 0 } : options, from?.classes);
  // A model's own encoder counts what its records lack, so training has one of its own.
  const encoder = from === undefined ? dataset.schema.fit(dataset) : Encoder.fromJSON(from.info.encoder);
  if (encoder.columns.length === 0) throw new HedgerowError("bad-data", "there is no feature to learn from");
  const loaded = await core();
  checkAborted(options.signal);
  const task: Task = { loaded, encoder, options, crossFitted, started };
  const first = await firstPass(task, rows);
  const turn = turns(options.signal);
  const calibrated = await calibrateModel(first, first.metadata, first.rows, options, turn);
  const bytes = mayRetrain(task, rows, first.stopped)
    ? await retrain(task, rows, calibrated.bytes, first.stopped)
    : calibrated.bytes;
  const drift = await driftProfile(encoder, dataset, options.seed ?? 0, calibrated.unseen, turn);
  await turn();
  const profiled = withMetadata(bytes, { ...(readMetadata(bytes) as Metadata), drift });
  const model = await Model.open(profiled, calibrated.unseen);
  checkAborted(options.signal);
  return options.anomaly === true ? await addAnomaly(model, dataset, options) : model;
}

/** A pass on these rows; with synthetic ones where they are asked for, and then compared with one that has none. */
async function firstPass(task: Task, rows: TrainingRows): Promise<Pass> {
  const { loaded, encoder, options } = task;
  const how = oversampling(options.balance);
  if (how === undefined) return onePass(task, rows);
  const seed = options.seed ?? 0;
  const pass = await onePass(
    task,
    await oversampled(loaded, rows, encoder, how, seed, turns(options.signal)),
  );
  const made = pass.metadata.training.synthetic as SyntheticInfo;
  if (pass.unseen === undefined || pass.stopped) return pass;
  const { onProgress: _, ...quiet } = options;
  const without = await onePass({ ...task, options: { ...quiet, balance: "none" } }, rows);
  made.macroF1 = macroF1Of(pass.unseen);
  made.macroF1Without = macroF1Of(without.unseen as UnseenPredictions);
  return { ...pass, bytes: withMetadata(pass.bytes, pass.metadata) };
}

function macroF1Of({ truth, labels, classes }: UnseenPredictions): number {
  return macroF1(classScores(confusionMatrix(truth, labels, classes.length)));
}

/** Steps to the end and scores the rows that the trees did not see. */
async function onePass(task: Task, rows: TrainingRows): Promise<Pass> {
  const { loaded, encoder, options, crossFitted, started } = task;
  const scorer = await loadScorer();
  const stepper = crossFitted
    ? guarded(() => crossFitStepper(loaded, rows, encoder, options, scorer))
    : await openStepper(loaded, rows, encoder, options);
  try {
    const outcome = await run(stepper, options, started);
    const described = describe(rows, encoder, options, outcome);
    if (crossFitted) Object.assign(described.training, { validationRows: rows.rows, folds: FOLDS });
    const metadata = stepper.describe?.(described) ?? described;
    const bytes = guarded(() => stepper.bytes(outcome.steps, asJSON(metadata)));
    const predictor = openPredictor(scorer, bytes);
    const unseen = guarded(() => stepper.unseen(predictor));
    return { rows, bytes, metadata, unseen, stopped: outcome.stopped === true };
  } finally {
    stepper.free();
  }
}

/** Whether rows were held out that could be learned from now, and there is time for as long a pass again. */
function mayRetrain({ options, crossFitted, started }: Task, rows: TrainingRows, stopped: boolean): boolean {
  if (crossFitted) return true;
  if (stopped) return false;
  if (options.retrain === false || rows.validation !== undefined || rows.validationRows === 0) return false;
  return options.timeBudget === undefined || 2 * (performance.now() - started) <= options.timeBudget;
}

/**
 * Trains once more on all rows, for as many rounds as were best for the part of them. In: the first pass's bytes, calibrated. The
 * calibration stays: it was fitted on rows that the first pass had not seen, and of the new trees there are none.
 */
async function retrain(
  { loaded, encoder, options }: Task,
  rows: TrainingRows,
  bytes: Uint8Array,
  stopped: boolean,
): Promise<Uint8Array> {
  const { calibration, training } = readMetadata(bytes) as Metadata;
  const real = { ...rows, heldOut: new Uint8Array(rows.rows), validationRows: 0 };
  const how = oversampling(options.balance);
  const all =
    how === undefined
      ? real
      : await oversampled(loaded, real, encoder, how, options.seed ?? 0, turns(options.signal));
  const { timeBudget: _timeBudget, ...rest } = options;
  // Who stopped the folds has no model yet, and goes on saying so: what the rounds were found for is still to be done.
  const onProgress =
    options.onProgress &&
    ((progress: Progress) => options.onProgress?.({ ...progress, retraining: true }) !== false || stopped);
  const steps = options.method === "forest" ? { trees: training.rounds } : { rounds: training.rounds };
  const again = { ...rest, ...steps, ...(onProgress === undefined ? {} : { onProgress }) };
  const stepper = await openStepper(loaded, all, encoder, again);
  try {
    const outcome = await run(stepper, again, 0);
    const metadata = describe(all, encoder, options, outcome);
    const { validationRows, validationLoss, folds, synthetic } = training;
    Object.assign(metadata.training, {
      validationRows,
      ...(folds && { folds }),
      validationLoss,
      retrained: true,
    });
    if (metadata.training.synthetic !== undefined)
      metadata.training.synthetic = { ...synthetic, ...metadata.training.synthetic };
    return guarded(() =>
      stepper.bytes(outcome.steps, asJSON({ ...metadata, ...(calibration && { calibration }) })),
    );
  } finally {
    stepper.free();
  }
}

function asJSON(metadata: Metadata): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(metadata));
}

async function run(stepper: Stepper, options: TrainOptions, started: number): Promise<Outcome> {
  const patience = options.patience ?? DEFAULT_PATIENCE;
  let best: Outcome = { steps: 0, ...stepper.start };
  let stopped = false;
  const turn = turns(options.signal);
  for (let done = 1; done <= stepper.total; done++) {
    checkAborted(options.signal);
    const { training, validation } = await guarded(() => stepper.step());
    const told = options.onProgress?.({
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
    stopped = told === false;
    if (stopped || done - best.steps >= patience) break;
    if (options.timeBudget !== undefined && performance.now() - started >= options.timeBudget) break;
    await turn();
  }
  const steps = await stepper.finish?.(best.steps);
  checkAborted(options.signal);
  return { ...best, ...(steps === undefined ? {} : { steps }), stopped };
}
