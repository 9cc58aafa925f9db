/**
 * Why a label: the terms of a text that gave most to its margin. In: the text's terms, the vocabulary, and what each column gave. Out:
 * words and phrases of the text, strongest first. What an n-gram gave is handed to the words that it was found in, in equal
 * parts, because nobody reads n-grams.
 */
import { type Counts, eachGram, type Terms } from "./terms.ts";
import type { Vectoriser } from "./vectoriser.ts";

export interface TermWeight {
  readonly term: string;
  /** Its part of the margin. */
  readonly weight: number;
}

export function reasonsFor(
  terms: Terms,
  vectoriser: Vectoriser,
  gave: (column: number) => number,
  most: number,
): TermWeight[] {
  const { grams } = vectoriser.terms;
  if (most === 0) return [];
  const weights = new Map<string, number>();
  const add = (term: string, weight: number): void => {
    weights.set(term, (weights.get(term) ?? 0) + weight);
  };
  for (const term of terms.words.keys()) {
    const column = vectoriser.wordColumn(term);
    if (column !== undefined) add(term, gave(column));
    // Phrases have no n-grams of their own; parts of compounds have theirs within the compound.
    if (grams !== undefined && !term.includes(" ")) addGrams(term, grams, terms.grams, vectoriser, gave, add);
  }
  return [...weights]
    .map(([term, weight]) => ({ term, weight }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1))
    .slice(0, most);
}

function addGrams(
  word: string,
  lengths: readonly [number, number],
  counts: Counts,
  vectoriser: Vectoriser,
  gave: (column: number) => number,
  add: (term: string, weight: number) => void,
): void {
  eachGram(word, lengths, (gram) => {
    const column = vectoriser.gramColumn(gram);
    const count = counts.get(gram);
    if (column !== undefined && count !== undefined) add(word, gave(column) / count);
  });
}
