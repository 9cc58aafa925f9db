/**
 * Text -> tokens. In: any text. Out: its words in order, in lower case and normalised (NFKC), and the parts that its compound
 * words are made of: "CreateRemoteThread" has the parts create, remote, thread; "lsass.exe" has lsass and exe. What a hash,
 * an address, a path or a CVE number is stands as a type such as "<sha256>" (see indicator.ts).
 *
 * Linear in the text and bounded: of a longer text the first 100,000 characters are read, and runs without blanks are looked
 * at in pieces of 256. Lone surrogates, NUL and other characters that are neither letters nor digits end a word.
 */
import { indicatorOf } from "./indicator.ts";

export interface Tokens {
  /** In the order of the text: what phrases and n-grams are made of. */
  readonly words: readonly string[];
  /** Beside the words: parts of compounds, command-line switches. */
  readonly parts: readonly string[];
}

/** UTF-16 units of a text that are read. */
export const LONGEST_TEXT = 100_000;
const LONGEST_RUN = 256;
const LONGEST_WORD = 48;

const RUNS = /\S+/g;
/** Punctuation around a run that belongs to the sentence and not to it. */
const AROUND = /^["'`“”‘’«»<([{,;:!?]+|["'`“”‘’«»>)\]},;:!?.]+$/g;
/** Words of letters, marks and digits, held together by single dots, dashes and so on inside. */
const WORDS = /[\p{L}\p{M}\p{N}]+(?:[_.'’-][\p{L}\p{M}\p{N}]+)*/gu;
const SWITCH = /^(?:--?|\/)[a-z][\w-]{0,30}$/i;
/** Where camelCase words meet: aB, ABc, a1 and 1a do not. */
const CAMEL = /(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/;
const JOINTS = /[_.'’-]+/;

export function tokensOf(text: string): Tokens {
  const words: string[] = [];
  const parts: string[] = [];
  const read = text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text;
  // One character may become eighteen.
  const normalised = read.normalize("NFKC").slice(0, LONGEST_TEXT);
  for (const [whole] of normalised.matchAll(RUNS)) {
    for (let from = 0; from < whole.length; from += LONGEST_RUN)
      addRun(whole.slice(from, from + LONGEST_RUN).replaceAll(AROUND, ""), words, parts);
  }
  return { words, parts };
}

function addRun(run: string, words: string[], parts: string[]): void {
  if (run === "") return;
  if (SWITCH.test(run)) parts.push(run.toLowerCase());
  const indicator = indicatorOf(run.toLowerCase());
  if (indicator === undefined) {
    addWords(run, words, parts);
    return;
  }
  words.push(indicator.typed);
  // The words of a path are cut from the run as it was spelt, so that camelCase shows.
  // In lower case it may be longer.
  if (indicator.rest !== "")
    addWords(run.slice(Math.max(0, run.length - indicator.rest.length)), words, parts);
}

function addWords(run: string, words: string[], parts: string[]): void {
  for (const [spelt] of run.matchAll(WORDS)) {
    words.push(cut(spelt));
    const pieces = spelt.split(JOINTS).flatMap((piece) => piece.split(CAMEL));
    if (pieces.length === 1) continue;
    for (const piece of pieces) if (piece !== "") parts.push(cut(piece));
  }
}

/** In lower case, not too long, and never half of a surrogate pair at its end. */
function cut(word: string): string {
  const short =
    word.length > LONGEST_WORD ? word.slice(0, LONGEST_WORD).replace(/[\ud800-\udbff]$/, "") : word;
  return short.toLowerCase();
}
