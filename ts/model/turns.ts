// Long work on one thread. In: a signal. Out: a function to await between pieces of the work, so that other work gets a turn and an
// abort is heard.

import { checkAborted } from "../worker/aborted.ts";

/** Other work gets a turn this often. */
const TURN_MS = 25;

/** The function throws a HedgerowError `aborted` when the signal says so. */
export function turns(signal: AbortSignal | undefined): () => Promise<void> {
  let turn = performance.now();
  return async () => {
    if (performance.now() - turn >= TURN_MS) {
      await new Promise((resolve) => setTimeout(resolve));
      turn = performance.now();
    }
    checkAborted(signal);
  };
}
