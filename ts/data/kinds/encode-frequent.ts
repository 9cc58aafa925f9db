/**
 * Texts as category codes: the place of a text among those kept, then, where some were folded, one more code for "other".
 * Without an "other" a text that was not kept has no code. Which are kept is told in frequent.ts.
 */
import { type EncodingColumn, OTHER, type Outcome, PRESENT, UNKNOWN } from "./kind.ts";

/** What is learnt of a column of texts. */
export interface Frequent {
  readonly kept: readonly string[];
  readonly other: boolean;
}

export const OTHER_NAME = "(other)";

export class FrequentTexts {
  readonly column: EncodingColumn;
  /** Of each kept text. */
  readonly codes: ReadonlyMap<string, number>;
  /** That of any other text. */
  readonly #otherCode: number;

  constructor(name: string, { kept, other }: Frequent) {
    const names = other ? [...kept, OTHER_NAME] : kept;
    this.column = { name, kind: "category", categories: names.length, names };
    this.codes = new Map(kept.map((text, code) => [text, code]));
    this.#otherCode = other ? kept.length : Number.NaN;
  }

  /** Writes a code, or what stands for a text that has none. */
  write(code: number | undefined, row: Float32Array, at: number): Outcome {
    row[at] = code ?? this.#otherCode;
    return code !== undefined ? PRESENT : this.#otherCode >= 0 ? OTHER : UNKNOWN;
  }
}
