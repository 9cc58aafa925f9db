/**
 * Whether a column of texts is free text. In: its profile. Out: yes where most values differ and are sentences: of several words,
 * most of them of letters. Identifiers, names, paths and codes have few words; categories come back.
 */
import { count, type Profile } from "../profile.ts";
import type { Inference } from "./kind.ts";

const LEAST_ROWS = 50;
const LEAST_DISTINCT_SHARE = 0.5;
const LEAST_WORDS = 4;
const LOOKED_AT = 1000;
const WORD = /^["'(]*\p{L}[\p{L}\p{M}'’-]*[.,;:!?)"']*$/u;

export function inferText({ type, mixed, present, texts }: Profile): Inference | undefined {
  if (type !== "texts" || mixed || present < LEAST_ROWS || texts.length < LEAST_DISTINCT_SHARE * present)
    return undefined;
  let words = 0;
  let sentences = 0;
  const looked = texts.slice(0, LOOKED_AT);
  for (const { text } of looked) {
    const own = text
      .slice(0, 1000)
      .split(/\s+/)
      .filter((each) => each !== "");
    const ofLetters = own.filter((each) => WORD.test(each)).length;
    words += own.length;
    if (own.length >= LEAST_WORDS && 2 * ofLetters >= own.length) sentences++;
  }
  if (2 * sentences < looked.length || words < LEAST_WORDS * looked.length) return undefined;
  return {
    reason: `free text: ${count(texts.length)} of ${count(present)} values differ, ${(words / looked.length).toFixed(1)} words each`,
  };
}
