// What a worker answers: a value, or an error with its code and place, which an Error loses on its way between threads.

import { type ErrorCode, type ErrorPlace, HedgerowError } from "../error.ts";

export type Outcome<T> =
  | { readonly kind: "value"; readonly value: T }
  | { readonly kind: "fault"; readonly code: ErrorCode; readonly sentence: string; readonly at: ErrorPlace };

/** In the worker: does the work and puts down how it ended. */
export async function outcomeOf<T>(work: () => T | Promise<T>): Promise<Outcome<T>> {
  try {
    return { kind: "value", value: await work() };
  } catch (error) {
    if (!(error instanceof HedgerowError)) {
      return {
        kind: "fault",
        code: "internal",
        sentence: error instanceof Error ? error.message : String(error),
        at: {},
      };
    }
    const { code, at, message } = error;
    // The message ends with the place, which is written again on the other side.
    const place = new HedgerowError(code, "", at).message;
    return { kind: "fault", code, sentence: message.slice(0, message.length - place.length), at };
  }
}

/** On the other side: the value, or the error again. */
export function valueIn<T>(outcome: Outcome<T>): T {
  if (outcome.kind === "value") return outcome.value;
  throw new HedgerowError(outcome.code, outcome.sentence, outcome.at);
}
