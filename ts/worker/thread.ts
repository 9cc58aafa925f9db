// One worker as the rest sees it, on every platform. `spawn*.ts` make it, `thread.{node,browser}.ts` fit the platform to it.

import type { Endpoint } from "comlink";
import { HedgerowError } from "../error.ts";

export interface Thread {
  /** Where Comlink talks to it. */
  readonly endpoint: Endpoint;
  /** Rejects with an error `internal` when the worker ends without having been told to; never resolves. */
  readonly ended: Promise<never>;
  /** Ends it now, whatever it does. */
  terminate(): void;
}

/** The error of a worker that ended by itself. */
export function endedEarly(why: string, cause?: unknown): HedgerowError {
  const options = cause === undefined ? {} : { cause };
  return new HedgerowError("internal", `a worker ended before its work was done: ${why}`, {}, options);
}
