// A learner as plain data that a worker can be sent, and what it makes of a dataset: something that predicts rows.

import type { Dataset } from "../data/dataset.ts";
import type { SplitRows } from "../data/split.ts";
import type { Predictions } from "../model/model.ts";
import type { TrainOptions } from "../model/options.ts";
import { train } from "../model/train.ts";

/** Which learner, and its options. `signal` and `onProgress` are not among them: they do not travel. */
export type Learner = TrainOptions;

/** A learner that has learned. */
export interface Fitted {
  predictMany(dataset: Dataset): Predictions;
}

export function learn(dataset: Dataset, learner: Learner, signal?: AbortSignal): Promise<Fitted> {
  return train(dataset, signal === undefined ? learner : { ...learner, signal });
}

/** What a learner fitted to some rows says of others. */
export interface HeldOut {
  predictions: Predictions;
  fitSeconds: number;
  predictSeconds: number;
}

/** Fits to the rows of `train` and predicts those of `test`, in their order. */
export async function holdOut(
  dataset: Dataset,
  learner: Learner,
  rows: SplitRows,
  signal?: AbortSignal,
): Promise<HeldOut> {
  const started = performance.now();
  const fitted = await learn(dataset.select(rows.train), learner, signal);
  const between = performance.now();
  const predictions = fitted.predictMany(dataset.select(rows.test));
  return {
    predictions,
    fitSeconds: (between - started) / 1000,
    predictSeconds: (performance.now() - between) / 1000,
  };
}
