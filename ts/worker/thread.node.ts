// Node: a thread of worker_threads.

import type { Worker } from "node:worker_threads";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import { endedEarly, type Thread } from "./thread.ts";

/** A worker must not inherit what is meant for the program's own entry, such as --eval or a loader. */
export const WORKER_OPTIONS: { execArgv: string[] } = { execArgv: [] };

export function threadOf(worker: Worker): Thread {
  let told = false;
  const ended = new Promise<never>((_, reject) => {
    worker.once("error", (cause) =>
      reject(endedEarly(cause instanceof Error ? cause.message : String(cause), cause)),
    );
    worker.once("messageerror", (cause) => reject(endedEarly("it sent what can not be read", cause)));
    worker.once("exit", (code) => {
      if (!told) reject(endedEarly(`exit code ${code}`));
    });
  });
  // Whoever waits for the worker hears of it; nobody may be waiting.
  ended.catch(() => {});
  return {
    endpoint: nodeEndpoint(worker),
    ended,
    terminate() {
      told = true;
      void worker.terminate();
    },
  };
}
