// Errors on their way from a worker to the page. Comlink alone would lose the code and the place of a HedgerowError.

import { transferHandlers } from "comlink";
import { type ErrorCode, type ErrorPlace, HedgerowError } from "hedgerow";

interface Thrown {
  readonly value: unknown;
}

type Message =
  | { kind: "fault"; code: ErrorCode; sentence: string; at: ErrorPlace }
  | { kind: "other"; sentence: string };

/** Both sides call this before anything crosses. */
export function carryFaults(): void {
  transferHandlers.set("throw", {
    canHandle: (thrown): thrown is Thrown => isThrown(thrown),
    serialize: ({ value }: Thrown) => [toMessage(value), []],
    deserialize: (message: Message): never => {
      if (message.kind === "other") throw new Error(message.sentence);
      throw new HedgerowError(message.code, message.sentence, message.at);
    },
  });
}

function toMessage(error: unknown): Message {
  if (!(error instanceof HedgerowError))
    return { kind: "other", sentence: error instanceof Error ? error.message : String(error) };
  const { code, at, message } = error;
  // The message ends with the place, which is written again on the other side.
  const place = new HedgerowError(code, "", at).message;
  return { kind: "fault", code, sentence: message.slice(0, message.length - place.length), at };
}

/** Comlink marks what was thrown with a symbol of its own, which it keeps to itself. */
const own = transferHandlers.get("throw");
function isThrown(value: unknown): value is Thrown {
  return own?.canHandle(value) === true;
}
