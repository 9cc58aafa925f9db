// Browsers: starts the workers that grow trees, each whole ones or all together the same. Apart from the other spawn file, since the worker that is started there starts
// these: a bundler that follows the literal below must not come back to where it was.

import { canSpawn, threadOf } from "./thread.browser.ts";
import type { Thread } from "./thread.ts";

export { canSpawn };

/** Starts tree-worker.ts. */
export function spawnTrees(): Thread {
  return threadOf(new Worker(new URL("./tree-worker.js", import.meta.url), { type: "module" }));
}

/** Starts crew-worker.ts. */
export function spawnCrew(): Thread {
  return threadOf(new Worker(new URL("./crew-worker.js", import.meta.url), { type: "module" }));
}
