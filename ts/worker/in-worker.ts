// One job in a worker of its own. In: what to ask of it. Out: its answer, or an error when it ends early or is aborted. The
// worker is gone afterwards in every case.

import { wrap } from "comlink";
import { canSpawn, spawnJob } from "#spawn-job";
import { HedgerowError } from "../error.ts";
import { aborted, checkAborted } from "./aborted.ts";
import type { JobWorker, RemoteJobWorker } from "./job.ts";

/** `what` names the job in the error of an abort; `use` may reject early by `fail`. */
export async function inWorker<T>(
  what: string,
  signal: AbortSignal | undefined,
  use: (worker: RemoteJobWorker, fail: (error: unknown) => void) => Promise<T>,
): Promise<T> {
  checkAborted(signal, what);
  if (!canSpawn) {
    throw new HedgerowError("bad-option", 'this runtime has no workers: import from "hedgerow" instead');
  }
  const thread = spawnJob();
  let fail: (error: unknown) => void = () => {};
  const interrupted = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const onAbort = (): void => fail(aborted(signal as AbortSignal, what));
  signal?.addEventListener("abort", onAbort);
  thread.ended.catch(fail);
  try {
    return await Promise.race([use(wrap<JobWorker>(thread.endpoint), fail), interrupted]);
  } finally {
    signal?.removeEventListener("abort", onAbort);
    thread.terminate();
  }
}
