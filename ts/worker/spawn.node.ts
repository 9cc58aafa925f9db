// Node: starts the workers. Their files are those of dist/worker, which lies at the same place seen from ts/worker and from
// dist/worker.

import { Worker } from "node:worker_threads";
import { threadOf, WORKER_OPTIONS } from "./thread.node.ts";
import type { Thread } from "./thread.ts";

export const canSpawn: boolean = true;

/** Starts tree-worker.ts. */
export function spawnTrees(): Thread {
  return threadOf(new Worker(new URL("../../dist/worker/tree-worker.js", import.meta.url), WORKER_OPTIONS));
}

/** Starts crew-worker.ts. */
export function spawnCrew(): Thread {
  return threadOf(new Worker(new URL("../../dist/worker/crew-worker.js", import.meta.url), WORKER_OPTIONS));
}

/** Starts job-worker.ts. */
export function spawnJob(): Thread {
  return threadOf(new Worker(new URL("../../dist/worker/job-worker.js", import.meta.url), WORKER_OPTIONS));
}
