// Records in, answers out, a line each, while they come in. In: bytes of a stream of JSON objects. Out: bytes of a stream of answers in the
// same order; a bad line is answered by { "error": problem } and the stream goes on. What is read ahead is one chunk: a slow reader
// slows the sender.

import type { Limits } from "./limits.ts";
import { Problem, problemOf } from "./problem.ts";
import { readJSON } from "./read-json.ts";

const NEWLINE = 10;

/** `answer` gives the answer to one record as JSON or throws; `refused` hears the code of a line that was not answered. */
export function answerLines(
  answer: (record: unknown) => string,
  refused: (problem: Problem, error: unknown) => void,
  { bodyBytes, streamBytes }: Pick<Limits, "bodyBytes" | "streamBytes">,
): TransformStream<Uint8Array, Uint8Array> {
  const lines = new LineCutter(bodyBytes);
  const encoder = new TextEncoder();
  let [record, total] = [0, 0];
  const refusal = (error: unknown): string => {
    const problem = problemOf(error, { record });
    refused(problem, error);
    return `${JSON.stringify({ error: problem.body })}\n`;
  };
  const answered = (line: Uint8Array): string => {
    record++;
    try {
      return `${answer(readJSON(line))}\n`;
    } catch (error) {
      return refusal(error);
    }
  };
  return new TransformStream({
    transform(chunk, controller) {
      total += chunk.length;
      let out = "";
      try {
        if (total > streamBytes)
          throw new Problem(413, "too-large", `a stream has at most ${streamBytes} bytes`);
        for (const line of lines.cut(chunk)) out += answered(line);
      } catch (error) {
        record++;
        controller.enqueue(encoder.encode(out + refusal(error)));
        controller.terminate();
        return;
      }
      if (out !== "") controller.enqueue(encoder.encode(out));
    },
    flush(controller) {
      const rest = lines.rest();
      if (rest !== undefined) controller.enqueue(encoder.encode(answered(rest)));
    },
  });
}

/** Cuts chunks into lines; blank ones are left out. */
class LineCutter {
  readonly #most: number;
  #parts: Uint8Array[] = [];
  #held = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** The lines that this chunk ends. Throws a Problem for a line that is too long. */
  *cut(chunk: Uint8Array): Generator<Uint8Array> {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#hold(chunk.subarray(start, end));
      start = end + 1;
      const line = this.rest();
      if (line !== undefined) yield line;
    }
    // The chunk may be overwritten by who sent it.
    if (start < chunk.length) this.#hold(chunk.slice(start));
  }

  /** What is held, unless it is blank. */
  rest(): Uint8Array | undefined {
    const [first] = this.#parts;
    const line = this.#parts.length === 1 && first !== undefined ? first : joined(this.#parts, this.#held);
    this.#parts = [];
    this.#held = 0;
    return line.every((byte) => byte === 32 || byte === 13 || byte === 9) ? undefined : line;
  }

  #hold(part: Uint8Array): void {
    this.#held += part.length;
    if (this.#held > this.#most)
      throw new Problem(413, "too-large", `a line has at most ${this.#most} bytes`);
    if (part.length > 0) this.#parts.push(part);
  }
}

/** Parts one after another. */
export function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
