// Browsers: starts the worker that does whole jobs.

import { canSpawn, threadOf } from "./thread.browser.ts";
import type { Thread } from "./thread.ts";

export { canSpawn };

/** Starts job-worker.ts. */
export function spawnJob(): Thread {
  return threadOf(new Worker(new URL("./job-worker.js", import.meta.url), { type: "module" }));
}
