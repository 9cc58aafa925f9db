// New leaf values for a model whose trees stay as they are. In: a model and labelled rows, such as last week's. Out: a model.

import type { Dataset } from "../data/dataset.ts";
import { Encoder } from "../data/encode.ts";
import { HedgerowError } from "../error.ts";
import { type Core, core, guarded } from "../wasm/core.ts";
import { readMetadata } from "./bytes.ts";
import { checkSame, trainingsOf } from "./earlier.ts";
import type { Metadata } from "./metadata.ts";
import { Model } from "./model.ts";
import type { TrainOptions } from "./options.ts";
import { layOutRows, type TrainingRows, toMatrix } from "./training-rows.ts";
import { learningRate, treeSettings } from "./tree-settings.ts";

/** Options of `refit`. */
export interface RefitOptions {
  /** Parts of the old leaf values in the new ones: 1 keeps them, 0 forgets them. The name and the default are LightGBM's. @default 0.9 */
  decay?: number;
}

const DEFAULT_DECAY = 0.9;

/**
 * The model with leaf values moved towards what these rows give, and with their weights as covers: for rates that drift
 * while the rules stay. Structure, encoder, bins and directions (`monotone`) are kept; classes weigh as they did in the last
 * training. A leaf that no row reaches keeps its value. Much cheaper than training, and it can not overfit new splits.
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
  const { training } = metadata;
  const refits = [...(training.refits ?? []), { rows: dataset.rows, decay }];
  const told = new TextEncoder().encode(JSON.stringify({ ...metadata, training: { ...training, refits } }));
  const loaded = await core();
  return Model.open(guarded(() => refitted(loaded, bytes, metadata, rows, decay, told)));
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
    ...(balance === undefined ? {} : { balance }),
    ...(classWeights === undefined
      ? {}
      : { classWeights: classWeights === "balanced-subsample" ? "balanced" : classWeights }),
  };
}

function refitted(
  loaded: Core,
  bytes: Uint8Array,
  { encoder: json, classes, method, training }: Metadata,
  rows: TrainingRows,
  decay: number,
  metadata: Uint8Array,
): Uint8Array {
  const encoder = Encoder.fromJSON(json);
  const earlier = new loaded.EarlierModel(bytes);
  for (const { rounds, options } of trainingsOf(training)) {
    const stage: TrainOptions = { ...options, method };
    earlier.addStage(rounds, treeSettings(loaded, stage, encoder, classes), learningRate(stage));
  }
  const labels = new loaded.Labels(rows.labels, classes.length, rows.weights, rows.heldOut);
  const matrix = toMatrix(earlier.matrix(labels), rows, encoder, (into, values) =>
    earlier.addColumn(into, values),
  );
  return earlier.refit(matrix, labels, decay, metadata);
}
