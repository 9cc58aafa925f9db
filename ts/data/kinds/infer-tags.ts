/**
 * Whether a column holds several values in a cell. Lists do. Texts do when a separator (; | ,) splits some of them into
 * short words, and the words come back more often than the cells do: a vocabulary, not sentences or user agents.
 */
import { count, type Profile } from "../profile.ts";
import type { Inference } from "./kind.ts";

const separators = [";", "|", ","];
const word = /^[\p{L}\p{N}_.:\-/@#+ ]{1,64}$/u;
const MOST_BLANKS = 3;

export function inferTags(profile: Profile): Inference | undefined {
  if (profile.type === "lists") return { reason: "values are lists", settings: { separator: ";" } };
  if (profile.type !== "texts") return undefined;
  for (const separator of separators) {
    const vocabulary = vocabularyOf(profile, separator);
    if (vocabulary === undefined) continue;
    const reason = `values are lists of ${count(vocabulary)} words separated by "${separator}"`;
    return { reason, settings: { separator } };
  }
  return undefined;
}

/** How many different words there are; undefined when the column is not a list of words. */
function vocabularyOf({ texts, present }: Profile, separator: string): number | undefined {
  const words = new Set<string>();
  let [separated, places] = [0, 0];
  for (const { text, count: rows } of texts) {
    const parts = text.split(separator);
    if (parts.length > 1) separated += rows;
    for (const part of parts) {
      const trimmed = part.trim();
      if (trimmed === "") continue;
      if (!word.test(trimmed) || trimmed.split(" ").length > MOST_BLANKS + 1) return undefined;
      words.add(trimmed);
      places++;
    }
  }
  // Distinct cells must share their words, or they are sentences; and one row in 100 must be a list.
  const shared = words.size * 2 <= places && words.size < texts.length;
  return separated >= Math.max(2, present / 100) && shared ? words.size : undefined;
}
