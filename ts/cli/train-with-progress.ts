// `train` with a progress line on a terminal, and how long it took.

import type { Dataset } from "../data/dataset.ts";
import type { Model } from "../model/model.ts";
import type { TrainOptions } from "../model/options.ts";
import { train } from "../model/train.ts";
import type { Io } from "./io.ts";
import { startProgress } from "./progress.ts";

export async function trainWithProgress(
  dataset: Dataset,
  options: TrainOptions,
  io: Io,
): Promise<{ model: Model; seconds: number }> {
  const { method = "boosting" } = options;
  const unit = method === "forest" ? "trees" : "rounds";
  const progress = startProgress({
    title: `training ${method}`,
    unit,
    stream: io.progress,
    colour: io.colour,
  });
  const started = performance.now();
  try {
    const model = await train(dataset, {
      ...options,
      onProgress: ({ done, total, trainingLoss, validationLoss }) =>
        progress.update({ done, total, loss: validationLoss ?? trainingLoss }),
    });
    return { model, seconds: (performance.now() - started) / 1000 };
  } finally {
    progress.finish();
  }
}
