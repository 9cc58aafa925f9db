/**
 * The frequent texts of a column as category codes. In: how often each text occurs in the training rows. Out: a table
 * that gives a text its code: the most frequent texts in order (equally frequent ones by code unit, so that the order of
 * the rows does not matter), then, when some texts were folded, one more code for "other".
 *
 * The folded texts are not stored, so a text that never occurred and one that was folded cannot be told apart: both
 * are "other", the bucket that training saw for rare values. Without an "other" a text that never occurred has no code.
 */
import { Fault } from "../fault.ts";
import { distinctTextsOf, fieldsOf, flagOf, wholeOf } from "../json-check.ts";

/** Codes are one byte in a bin matrix with 255 for missing: 254 texts and "other". */
export const MOST_KEPT = 254;
export const OTHER_NAME = "(other)";

export interface Folded {
  readonly values: number;
  readonly rows: number;
}

export class FrequentTexts {
  readonly kept: readonly string[];
  readonly hasOther: boolean;
  readonly folded: Folded;
  readonly #codes: ReadonlyMap<string, number>;

  constructor(kept: readonly string[], hasOther: boolean, folded: Folded = { values: 0, rows: 0 }) {
    this.kept = kept;
    this.hasOther = hasOther;
    this.folded = folded;
    this.#codes = new Map(kept.map((text, code) => [text, code]));
  }

  /** Keeps at most `most` texts that occur at least `leastRows` times; without any text all is "other". */
  static of(counts: ReadonlyMap<string, number>, most: number, leastRows = 1): FrequentTexts {
    const order = [...counts].filter(([, rows]) => rows >= leastRows);
    order.sort(([a, rowsA], [b, rowsB]) => rowsB - rowsA || (a < b ? -1 : 1));
    const kept = order.slice(0, most);
    let rows = 0;
    for (const each of counts.values()) rows += each;
    for (const [, each] of kept) rows -= each;
    const values = counts.size - kept.length;
    return new FrequentTexts(
      kept.map(([text]) => text),
      values > 0 || kept.length === 0,
      { values, rows },
    );
  }

  /** How many codes there are. */
  get size(): number {
    return this.kept.length + (this.hasOther ? 1 : 0);
  }

  /** The name of each code. */
  get names(): readonly string[] {
    return this.hasOther ? [...this.kept, OTHER_NAME] : this.kept;
  }

  /** The code of a kept text; undefined for any other. */
  code(text: string): number | undefined {
    return this.#codes.get(text);
  }

  toJSON(): unknown {
    return { kept: this.kept, other: this.hasOther, folded: this.folded };
  }

  static fromJSON(json: unknown, most: number = MOST_KEPT): FrequentTexts {
    const fields = fieldsOf(json, "the list of categories");
    const kept = distinctTextsOf(fields["kept"], '"kept"');
    if (kept.length > most) throw new Fault(`"kept" holds ${kept.length} categories, more than ${most}`);
    const folded = fieldsOf(fields["folded"], '"folded"');
    const hasOther = flagOf(fields["other"], '"other"');
    if (kept.length === 0 && !hasOther) throw new Fault('"kept" is empty and there is no "other"');
    return new FrequentTexts(kept, hasOther, {
      values: wholeOf(folded["values"], '"folded.values"', 0, Number.MAX_SAFE_INTEGER),
      rows: wholeOf(folded["rows"], '"folded.rows"', 0, Number.MAX_SAFE_INTEGER),
    });
  }
}
