// Training of isolation forests, alone as one more learner behind the loop, or beside a finished classifier. In: columns
// and options; labels are not looked at. Out: model bytes whose last output is the mean path length of a row.

import type { Dataset } from "../data/dataset.ts";
import type { Encoder } from "../data/encode.ts";
import { type Core, core, guarded } from "../wasm/core.ts";
import type { IsolationTrainer, Matrix } from "../wasm/generated/core.js";
import { checkAborted } from "../worker/aborted.ts";
import { ANOMALY_CLASSES, type AnomalyInfo, thresholdFor } from "./anomaly.ts";
import { readMetadata } from "./bytes.ts";
import type { Metadata } from "./metadata.ts";
import { Model } from "./model.ts";
import type { TrainOptions } from "./options.ts";
import type { Stepper } from "./stepper.ts";
import { inBins, type TrainingRows, toMatrix } from "./training-rows.ts";
import { turns } from "./turns.ts";

const DEFAULT_TREES = 100;
const DEFAULT_SAMPLE_ROWS = 256;

/** An isolation forest behind the training loop. */
export function isolationStepper(
  loaded: Core,
  rows: TrainingRows,
  encoder: Encoder,
  options: TrainOptions,
): Stepper {
  const matrix = toMatrix(loaded.Matrix.unlabelled(rows.rows), rows, encoder, inBins(options.bins));
  const training = countedRows(rows.dataset);
  const trainer = makeTrainer(loaded, matrix, training, options);
  return {
    total: options.trees ?? DEFAULT_TREES,
    start: {},
    step() {
      trainer.step();
      return {};
    },
    describe: (metadata) => ({
      ...metadata,
      classes: [...ANOMALY_CLASSES],
      training: { ...metadata.training, rows: training.length, classRows: [] },
      anomaly: describeAnomaly(trainer, training, 0, options),
    }),
    bytes: (_, metadata) => trainer.model(metadata),
    unseen: () => undefined,
    free: () => trainer.free(),
  };
}

/** The classifier with one more output. Its bins are used again, and its margins and probabilities keep their bits. */
export async function addAnomaly(model: Model, dataset: Dataset, options: TrainOptions): Promise<Model> {
  const loaded = await core();
  const classifier = model.save();
  const training = countedRows(dataset);
  const trainer = guarded(() =>
    makeTrainer(loaded, matrixLike(loaded, classifier, model.encoder, dataset), training, options),
  );
  try {
    const turn = turns(options.signal);
    for (let tree = 0; tree < DEFAULT_TREES; tree++) {
      checkAborted(options.signal);
      guarded(() => trainer.step());
      await turn();
    }
    const metadata: Metadata = {
      ...(readMetadata(classifier) as Metadata),
      anomaly: describeAnomaly(trainer, training, model.header.outputs, options),
    };
    const bytes = guarded(() =>
      trainer.modelBeside(classifier, new TextEncoder().encode(JSON.stringify(metadata))),
    );
    const whole = await Model.open(bytes, model.unseen);
    checkAborted(options.signal);
    return whole;
  } finally {
    trainer.free();
  }
}

/** Takes over the matrix. */
function makeTrainer(
  loaded: Core,
  matrix: Matrix,
  training: Uint32Array,
  { sampleRows = DEFAULT_SAMPLE_ROWS, seed = 0, contamination = "none" }: TrainOptions,
): IsolationTrainer {
  return new loaded.IsolationTrainer(matrix, training, sampleRows, seed, 0, contamination !== "none");
}

/** The columns of a dataset in the bins of a model. */
function matrixLike(loaded: Core, model: Uint8Array, encoder: Encoder, dataset: Dataset): Matrix {
  const bins = new loaded.ModelBins(model);
  const matrix = loaded.Matrix.unlabelled(dataset.rows);
  try {
    for (const [i, values] of encoder.encodeDataset(dataset).entries()) matrix.addAs(bins, i, values);
    return matrix;
  } catch (error) {
    matrix.free();
    throw error;
  } finally {
    bins.free();
  }
}

/** The rows that have a weight above 0. How much it is does not matter here. */
function countedRows({ rows, weights }: Dataset): Uint32Array {
  const all = Uint32Array.from({ length: rows }, (_, row) => row);
  return weights === undefined ? all : all.filter((row) => (weights[row] as number) > 0);
}

function describeAnomaly(
  trainer: IsolationTrainer,
  training: Uint32Array,
  output: number,
  { contamination = "none" }: TrainOptions,
): AnomalyInfo {
  const normaliser = trainer.normaliser();
  const all = trainer.margins();
  const margins = contamination === "none" ? all : Float64Array.from(training, (row) => all[row] as number);
  return { output, normaliser, threshold: thresholdFor(contamination, margins, normaliser), contamination };
}
