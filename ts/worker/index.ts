/**
 * hedgerow/worker: the same work off the main thread. Each call has a worker of its own, which is gone when the call is over,
 * whether it succeeded, failed or was aborted.
 *
 * ```ts
 * import { Dataset } from "hedgerow";
 * import { evaluate, train } from "hedgerow/worker";
 *
 * const model = await train(fit, { method: "forest", workers: 4, signal, onProgress });
 * const { macroF1 } = await evaluate(model, held);
 * ```
 */

import { proxy } from "comlink";
import type { Dataset } from "../data/dataset.ts";
import { HedgerowError } from "../error.ts";
import type { Evaluation } from "../evaluate/evaluation.ts";
import { inherited } from "../model/earlier.ts";
import { Model, type Predictions } from "../model/model.ts";
import { checkOptions, type TrainOptions } from "../model/options.ts";
import { compiledCore, core } from "../wasm/core.ts";
import { checkAborted } from "./aborted.ts";
import { toMessage } from "./dataset-message.ts";
import { guardedListener } from "./guarded-listener.ts";
import { inWorker } from "./in-worker.ts";
import { type ScoreJob, toOptionMessages } from "./job.ts";
import { valueIn } from "./outcome.ts";

export { Tagger } from "./tagger.ts";

export interface WorkerOptions {
  /** Ends the work with an error `aborted`. */
  signal?: AbortSignal;
}

/**
 * As `train` of "hedgerow", in a worker. With `workers` above 1, that worker has workers of its own. The dataset is copied.
 *
 * Throws `internal` when the worker ends before its work is done, and `bad-option` in a runtime that has no workers.
 *
 * @example
 * const model = await train(fit, { method: "boosting", onProgress: ({ done, total }) => show(done / total) });
 */
export async function train(dataset: Dataset, given: TrainOptions = {}): Promise<Model> {
  const options = inherited(given);
  checkOptions(options);
  if (options.method !== "isolation" && dataset.label === undefined)
    throw new HedgerowError("bad-label", "the dataset has no label to learn");
  const { signal, onProgress } = options;
  checkAborted(signal);
  await core();
  return inWorker("training", signal, async (worker, fail) => {
    const listener = onProgress && proxy(guardedListener(onProgress, fail));
    const job = { module: compiledCore(), dataset: toMessage(dataset), options: toOptionMessages(options) };
    const { bytes, unseen } = valueIn(await worker.train(job, listener));
    return Model.open(bytes, unseen);
  });
}

/**
 * As `evaluate` of "hedgerow", in a worker.
 *
 * @example
 * const { accuracy } = await evaluate(model, held, { signal: AbortSignal.timeout(5000) });
 */
export async function evaluate(
  model: Model,
  dataset: Dataset,
  options: WorkerOptions = {},
): Promise<Evaluation> {
  const job = await scoreJob(model, dataset, options);
  return inWorker("evaluation", options.signal, async (worker) => valueIn(await worker.evaluate(job())));
}

/**
 * As `model.predictMany`, in a worker.
 *
 * @example
 * const { labels } = await predictMany(model, alerts);
 */
export async function predictMany(
  model: Model,
  dataset: Dataset,
  options: WorkerOptions = {},
): Promise<Predictions> {
  const job = await scoreJob(model, dataset, options);
  return inWorker("prediction", options.signal, async (worker) => valueIn(await worker.predictMany(job())));
}

async function scoreJob(model: Model, dataset: Dataset, { signal }: WorkerOptions): Promise<() => ScoreJob> {
  checkAborted(signal, "the work");
  await core();
  return () => ({ module: compiledCore(), model: model.save(), dataset: toMessage(dataset) });
}
