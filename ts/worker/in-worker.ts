// One job in a worker of its own. In: what to ask of it. Out: its answer, or an error when it ends early or is aborted. The
// worker is gone afterwards in every case.

import { wrap } from "comlink";
import { canSpawn, spawnJob } from "#spawn-job";
import { HedgerowError } from "../error.ts";
import { Interruption } from "./interruption.ts";
import type { JobWorker, RemoteJobWorker } from "./job.ts";
import type { Thread } from "./thread.ts";

/** `what` names the job in the error of an abort; `use` may reject early by `fail`. */
export async function inWorker<T>(
  what: string,
  signal: AbortSignal | undefined,
  use: (worker: RemoteJobWorker, fail: (error: unknown) => void) => Promise<T>,
): Promise<T> {
  const interruption = new Interruption(signal, what);
  let thread: Thread | undefined;
  try {
    if (!canSpawn) {
      throw new HedgerowError("bad-option", 'this runtime has no workers: import from "hedgerow" instead');
    }
    thread = spawnJob();
    interruption.watch(thread);
    return await interruption.unlessEnded(use(wrap<JobWorker>(thread.endpoint), interruption.fail));
  } finally {
    interruption.end();
    thread?.terminate();
  }
}
