// Training on the desk. In: a plan. Out: a model on the bench, and news of it on the way. Each training has a worker of its own, so
// the desk answers meanwhile, and the page is never touched.

import type { Model, Progress } from "hedgerow";
import { train } from "hedgerow/worker";
import { bench, dataset, kept } from "./bench.ts";
import { describeModel, type ModelView } from "./model-view.ts";
import { optionsOf, type Plan } from "./plan.ts";

export interface News {
  readonly points: readonly Progress[];
  readonly milliseconds: number;
}

const TOLD_EVERY_MS = 60;
const stopping = new Set<string>();
const aborts = new Map<string, AbortController>();

/** Trains by the plan and lays the model on the bench under this id. */
export async function trainModel(id: string, plan: Plan, onNews: (news: News) => void): Promise<ModelView> {
  const [fit, held] = dataset().split(1 - plan.held.share, { ...plan.held, seed: plan.seed });
  const started = performance.now();
  const elapsed = (): number => performance.now() - started;
  const abort = new AbortController();
  aborts.set(id, abort);
  let [points, told]: [Progress[], number] = [[], 0];
  const tell = (): void => {
    if (points.length > 0) onNews({ points, milliseconds: elapsed() });
    [points, told] = [[], performance.now()];
  };
  try {
    const model = await train(fit, {
      ...optionsOf(plan),
      ...(plan.method === "forest" ? { workers: workersFor() } : {}),
      signal: abort.signal,
      onProgress(progress) {
        points.push(progress);
        if (performance.now() - told > TOLD_EVERY_MS) tell();
        return !stopping.has(id);
      },
    });
    tell();
    bench.models.set(id, { id, model, unseen: model.unseen, fit, held });
    return describeModel(kept(id), { seconds: elapsed() / 1000, stopped: stopping.has(id) });
  } finally {
    stopping.delete(id);
    aborts.delete(id);
  }
}

/** Ends a training with the best it has so far. */
export function stopTraining(id: string): void {
  stopping.add(id);
}

/** Ends a training without a model. */
export function abortTraining(id: string): void {
  aborts.get(id)?.abort();
}

/** One core is left to the page. */
function workersFor(): number {
  return Math.max(1, Math.min(8, (navigator.hardwareConcurrency ?? 2) - 1));
}

export function forget(id: string): void {
  bench.models.delete(id);
}

/** A model under another id, with the same rows to judge it on. */
export function addSibling(id: string, of: string, model: Model): ModelView {
  const { fit, held } = kept(of);
  bench.models.set(id, { id, model, unseen: model.unseen ?? kept(of).unseen, fit, held });
  return describeModel(kept(id), {});
}
