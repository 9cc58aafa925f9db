// An answer in, one line of NDJSON out. What says which record it was stands first, then the answer:
// {"row":7,"label":"TP","probability":0.91,"probabilities":{"BP":0.06,"FP":0.03,"TP":0.91}}
// {"margins":[0.25,-1.5]}: decimals that read back as the same f64; null for a sum that overflowed.

import type { HedgerowError } from "../error.ts";
import type { Answers } from "./answers.ts";
import type { BufferedSink } from "./buffered-sink.ts";

/** What is copied from a record into its answer. */
export interface Copied {
  /** Number of the record in its file, from 1; not there when an id is. */
  row?: number;
  file?: string;
  id?: unknown;
  kept?: Readonly<Record<string, unknown>>;
}

export class AnswerLines implements Answers {
  readonly #labels: readonly string[];
  readonly #keys: readonly string[];
  readonly #sink: BufferedSink;

  constructor(classes: readonly string[], sink: BufferedSink) {
    this.#labels = classes.map((name) => JSON.stringify(name));
    this.#keys = this.#labels.map((name, i) => `${i === 0 ? "" : ","}${name}:`);
    this.#sink = sink;
  }

  label(
    copied: Copied,
    best: number,
    probabilities: ArrayLike<number>,
    from: number,
  ): Promise<void> | undefined {
    let all = "";
    for (let i = 0; i < this.#keys.length; i++) all += `${this.#keys[i]}${probabilities[from + i]}`;
    return this.#sink.write(
      `${headOf(copied)}"label":${this.#labels[best]},"probability":${probabilities[from + best]},"probabilities":{${all}}}\n`,
    );
  }

  margins(copied: Copied, margins: Float64Array): Promise<void> | undefined {
    const numbers = Array.from(margins, (margin) =>
      Object.is(margin, -0) ? "-0" : (JSON.stringify(margin) as string),
    );
    return this.#sink.write(`${headOf(copied)}"margins":[${numbers.join(",")}]}\n`);
  }

  error(copied: Copied, { code, message, at }: HedgerowError): Promise<void> | undefined {
    return this.#sink.write(`${headOf(copied)}"error":${JSON.stringify({ code, message, at })}}\n`);
  }

  end(): Promise<void> {
    return this.#sink.end();
  }
}

function headOf(copied: Copied): string {
  const head = JSON.stringify(copied).slice(0, -1);
  return `${head}${head === "{" ? "" : ","}`;
}
