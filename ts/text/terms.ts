/**
 * Tokens -> terms, what a vocabulary is made of. In: a text. Out: how often each term occurs: words with the parts of
 * compounds, phrases of two words ("dump credentials"), and character n-grams of words (" lsa", "sass"), apart, because they
 * are weighed apart. An n-gram does not leave its word; a blank in it is the word's beginning or end.
 */
import { tokensOf } from "./tokens.ts";

/** What is counted. */
export interface TermOptions {
  /** Phrases of two words. */
  readonly phrases: boolean;
  /** Lengths of character n-grams, shortest and longest; undefined for none. */
  readonly grams: readonly [number, number] | undefined;
}

export type Counts = Map<string, number>;

export interface Terms {
  readonly words: Counts;
  readonly grams: Counts;
}

export function termsOf(text: string, { phrases, grams }: TermOptions): Terms {
  const tokens = tokensOf(text);
  const found: Terms = { words: new Map(), grams: new Map() };
  for (const word of tokens.words) add(found.words, word);
  for (const part of tokens.parts) add(found.words, part);
  if (phrases)
    for (let i = 1; i < tokens.words.length; i++)
      add(found.words, `${tokens.words[i - 1]} ${tokens.words[i]}`);
  if (grams !== undefined)
    for (const word of tokens.words) eachGram(word, grams, (gram) => add(found.grams, gram));
  return found;
}

function add(counts: Counts, term: string): void {
  counts.set(term, (counts.get(term) ?? 0) + 1);
}

/** A type such as "<path>" has no n-grams: its letters mean nothing. */
export function eachGram(
  word: string,
  [shortest, longest]: readonly [number, number],
  visit: (gram: string) => void,
): void {
  if (word.startsWith("<")) return;
  const padded = ` ${word} `;
  if (PAIRS.test(padded)) {
    eachGramOf([...padded], shortest, longest, (gram) => visit(gram.join("")));
    return;
  }
  eachGramOf(padded, shortest, longest, visit);
}

/** Characters of two UTF-16 units must not be cut in half. */
const PAIRS = /[\ud800-\udbff]/;

function eachGramOf<T extends string | string[]>(
  characters: T,
  shortest: number,
  longest: number,
  visit: (gram: T) => void,
): void {
  for (let length = shortest; length <= longest; length++) {
    for (let at = 0; at + length <= characters.length; at++) visit(characters.slice(at, at + length) as T);
  }
}
