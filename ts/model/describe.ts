// What a model says of its training: the metadata that goes into its bytes. Nothing of the run is in it, such as times or workers.

import type { Encoder } from "../data/encode.ts";
import { VERSION } from "../version.ts";
import { oversampling } from "./balance.ts";
import { trainingsOf } from "./earlier.ts";
import type { Metadata, TrainingInfo } from "./metadata.ts";
import type { TrainOptions } from "./options.ts";
import type { Losses } from "./stepper.ts";
import type { TrainingRows } from "./training-rows.ts";

/** Where the training loop ended. */
export interface Outcome extends Losses {
  steps: number;
  /** Whether the listener of the progress ended it. */
  stopped?: boolean;
}

/** The metadata of a model trained on these rows. */
export function describe(
  rows: TrainingRows,
  encoder: Encoder,
  options: TrainOptions,
  outcome: Outcome,
): Metadata {
  const { dataset, classes } = rows;
  const classRows = classes.map(() => 0);
  for (let row = 0; row < dataset.rows; row++) {
    const label = rows.labels[row] as number;
    if (rows.heldOut[row] === 0) classRows[label] = (classRows[label] as number) + 1;
  }
  const training: TrainingInfo = {
    rows: rows.rows - rows.validationRows - (rows.synthetic?.labels.length ?? 0),
    classRows,
    validationRows: rows.validationRows,
    rounds: outcome.steps,
    ...syntheticOf(rows, options),
    ...(outcome.training === undefined ? {} : { trainingLoss: outcome.training }),
    ...(outcome.validation === undefined ? {} : { validationLoss: outcome.validation }),
    options: given(options),
    ...(options.from === undefined ? {} : { from: trainingsOf(options.from.info.training) }),
  };
  return {
    hedgerow: VERSION,
    method: options.method ?? "boosting",
    ...(dataset.label === undefined ? {} : { label: dataset.label }),
    classes: [...classes],
    ...(dataset.schema.missing === undefined ? {} : { missing: [...dataset.schema.missing] }),
    encoder: encoder.toJSON(),
    training,
  };
}

function syntheticOf({ synthetic, classes }: TrainingRows, options: TrainOptions): Partial<TrainingInfo> {
  const how = oversampling(options.balance);
  if (synthetic === undefined || how === undefined) return {};
  const made = classes.map(() => 0);
  for (const label of synthetic.labels) made[label] = (made[label] as number) + 1;
  return { synthetic: { ...how, rows: made } };
}

/** The options as JSON: what was said about the model, not about the run. */
function given(options: TrainOptions): Record<string, unknown> {
  const { signal: _1, onProgress: _2, timeBudget: _3, workers: _4, from: _5, validation, ...rest } = options;
  return typeof validation === "number" ? { ...rest, validation } : rest;
}
