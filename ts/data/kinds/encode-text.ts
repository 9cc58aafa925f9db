/**
 * Text: free text as numbers. Columns, for each text: the TF-IDF weight of each of the words and phrases that were chosen (0 where
 * a text has none of them), the text's place along the main directions of all its terms, and its number of words. What was
 * learnt is told in text.ts. A missing cell is missing in all columns.
 */

import { termsOf } from "../../text/terms.ts";
import { tokensOf } from "../../text/tokens.ts";
import { ListedTerms, Vectoriser } from "../../text/vectoriser.ts";
import { bytesOfBase64 } from "../base64.ts";
import { describe, spelt } from "../cell.ts";
import { Fault } from "../fault.ts";
import { PRESENT, type Restore } from "./kind.ts";

/** Terms of a text that count. */
export const TERM_OPTIONS = { phrases: true, grams: undefined };

export interface FittedText {
  readonly terms: readonly string[];
  /** One f32 a term, in base64. */
  readonly idf: string;
  /** Terms that have a column of their own. */
  readonly chosen: readonly number[];
  /** Directions. */
  readonly count: number;
  /** Term after term, one f32 a direction, in base64. */
  readonly parts: string;
}

export const text: Restore = (name, _, fitted) => {
  const { terms, chosen, count, ...packed } = fitted as FittedText;
  const parts = floatsIn(packed.parts);
  const directions = Array.from(
    { length: count },
    (_, k) => `${name}~${k + 1} (${leading({ terms, parts, count }, k)})`,
  );
  const names = [...chosen.map((term) => `${name}: ${terms[term]}`), ...directions, `${name}.words`];
  const words = new ListedTerms(terms);
  const idf = floatsIn(packed.idf);
  const vectoriser = new Vectoriser({
    ...TERM_OPTIONS,
    words,
    gramTerms: new ListedTerms([]),
    idf,
    gramLength: 0,
  });
  /** Column of each term that has one. */
  const places = new Map(chosen.map((term, place) => [term, place]));
  const along = new Float64Array(count);
  return {
    columns: names.map((column) => ({ name: column, kind: "number" })),
    encode(value, row, at) {
      const content = contentOf(value);
      row.fill(0, at, at + names.length);
      const found = vectoriser.row(termsOf(content, TERM_OPTIONS));
      along.fill(0);
      for (let i = 0; i < found.length; i++) {
        const term = found.columns[i] as number;
        const weight = found.values[i] as number;
        const place = places.get(term);
        if (place !== undefined) row[at + place] = weight;
        for (let k = 0; k < count; k++)
          along[k] = (along[k] as number) + weight * (parts[term * count + k] as number);
      }
      row.set(along, at + chosen.length);
      row[at + names.length - 1] = tokensOf(content).words.length;
      return PRESENT;
    },
  };
};

interface Directions {
  readonly terms: readonly string[];
  readonly parts: Float32Array;
  readonly count: number;
}

/** The two terms that say most of a direction. */
function leading({ terms, parts, count }: Directions, k: number): string {
  let [first, second] = [-1, -1];
  const size = (term: number): number => (term < 0 ? -1 : Math.abs(parts[term * count + k] as number));
  for (let term = 0; term < terms.length; term++) {
    if (size(term) > size(first)) [first, second] = [term, first];
    else if (size(term) > size(second)) second = term;
  }
  return [first, second]
    .filter((term) => term >= 0)
    .map((term) => terms[term])
    .join(", ");
}

/** A cell as the text it holds. */
export function contentOf(value: unknown): string {
  const content =
    Array.isArray(value) && value.every((item) => typeof item === "string") ? value.join("\n") : spelt(value);
  if (content === undefined) throw new Fault(`takes a text, not ${describe(value)}`);
  return content;
}

/** Little-endian f32 in base64. Throws what `atob` and `Float32Array` throw. */
export function floatsIn(base64: string): Float32Array {
  return new Float32Array(bytesOfBase64(base64).buffer);
}
