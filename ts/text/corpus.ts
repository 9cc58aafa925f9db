/**
 * Texts -> numbered terms, once, so that vocabularies can be fitted to any part of the rows without touching a string again.
 * In: texts. Out: for each row the numbers and counts of its terms; the numbers follow first appearance.
 */
import type { Counts, TermOptions, Terms } from "./terms.ts";
import { termsOf } from "./terms.ts";

/** The terms of a row: ids and how often. */
export interface CountedRow {
  readonly ids: Uint32Array;
  readonly counts: Uint32Array;
}

/** One kind of terms of all rows: words, or n-grams. */
export interface Block {
  readonly terms: readonly string[];
  readonly rows: readonly CountedRow[];
}

export interface Corpus {
  readonly words: Block;
  readonly grams: Block;
}

export function corpusOf(texts: readonly string[], options: TermOptions): Corpus {
  const all = texts.map((text) => termsOf(text, options));
  return { words: blockOf(all, "words"), grams: blockOf(all, "grams") };
}

function blockOf(all: readonly Terms[], part: keyof Terms): Block {
  const numbers = new Map<string, number>();
  const rows = all.map((each) => countedRow(each[part], numbers));
  return { terms: [...numbers.keys()], rows };
}

function countedRow(counts: Counts, numbers: Map<string, number>): CountedRow {
  const ids = new Uint32Array(counts.size);
  const times = new Uint32Array(counts.size);
  let at = 0;
  for (const [term, count] of counts) {
    let id = numbers.get(term);
    if (id === undefined) {
      id = numbers.size;
      numbers.set(term, id);
    }
    ids[at] = id;
    times[at++] = count;
  }
  return { ids, counts: times };
}
