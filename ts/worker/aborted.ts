// The error of work that its signal ended.

import { HedgerowError } from "../error.ts";

export function aborted(signal: AbortSignal, what = "training"): HedgerowError {
  return new HedgerowError("aborted", `${what} was aborted`, {}, { cause: signal.reason });
}

/** Throws if the signal has been given. */
export function checkAborted(signal: AbortSignal | undefined, what?: string): void {
  if (signal?.aborted === true) throw aborted(signal, what);
}
