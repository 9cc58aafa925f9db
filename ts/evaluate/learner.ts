// A learner as plain data that a worker can be sent, and what it makes of a dataset: something that predicts rows.

import { type BaselineLearner, learnBaseline } from "../baselines/baseline.ts";
import type { Dataset } from "../data/dataset.ts";
import type { SplitRows } from "../data/split.ts";
import type { Predictions } from "../model/model.ts";
import type { TrainOptions } from "../model/options.ts";
import { train } from "../model/train.ts";

/** Which learner, and its options. `signal` and `onProgress` are not among them: they do not travel. */
export type Learner = TrainOptions | BaselineLearner;

/** A learner that has learned. */
export interface Fitted {
  predictMany(dataset: Dataset): Predictions;
  /** Training rows that were used, where not all were. */
  sampledRows?: number;
}

export function learn(dataset: Dataset, learner: Learner, signal?: AbortSignal): Promise<Fitted> {
  if ("baseline" in learner) return learnBaseline(dataset, learner);
  return train(dataset, signal === undefined ? learner : { ...learner, signal });
}

/** What a learner fitted to some rows says of others. */
export interface HeldOut {
  predictions: Predictions;
  fitSeconds: number;
  predictSeconds: number;
  sampledRows?: number;
}

/** Fits to the rows of `train` and predicts those of `test`, in their order; without `rows`, to all and those of the dataset `test`. */
export async function holdOut(
  dataset: Dataset,
  learner: Learner,
  rows: SplitRows | undefined,
  { signal, test }: { signal?: AbortSignal | undefined; test?: Dataset | undefined } = {},
): Promise<HeldOut> {
  const fit = rows === undefined ? dataset : dataset.select(rows.train);
  const held = rows === undefined ? (test as Dataset) : dataset.select(rows.test);
  const started = performance.now();
  const fitted = await learn(fit, learner, signal);
  const between = performance.now();
  const predictions = fitted.predictMany(held);
  const { sampledRows } = fitted;
  return {
    predictions,
    fitSeconds: (between - started) / 1000,
    predictSeconds: (performance.now() - between) / 1000,
    ...(sampledRows === undefined ? {} : { sampledRows }),
  };
}
