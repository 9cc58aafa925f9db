/**
 * Tags: several values in one cell: a list of texts in JSON, or a text with a separator, such as "T1078;T1190". One 0/1
 * column for each tag that was kept, and the number of different tags. A missing cell is missing in all of them; an empty list
 * or text has no tag.
 */
import { describe, listOf, spelt } from "../cell.ts";
import { Fault } from "../fault.ts";
import { PRESENT, type Restore } from "./kind.ts";

export interface FittedTags {
  readonly kept: readonly string[];
}

export const tags: Restore = (name, settings, fitted) => {
  const { kept } = fitted as FittedTags;
  const places = new Map(kept.map((tag, place) => [tag, place]));
  return {
    columns: [...kept.map((tag) => `${name}=${tag}`), `${name}.count`].map((column) => ({
      name: column,
      kind: "number",
    })),
    encode(value, row, at) {
      const end = at + kept.length;
      row.fill(0, at, end);
      const found = tagsOf(value, settings["separator"] as string);
      for (const tag of found) {
        const place = places.get(tag);
        if (place !== undefined) row[at + place] = 1;
      }
      row[end] = found.size;
      return PRESENT;
    },
  };
};

/** The different tags of a cell, blanks around them dropped. A single number, true or false is one tag. */
export function tagsOf(value: unknown, separator: string): Set<string> {
  const texts = Array.isArray(value)
    ? (listOf(value) ?? [])
    : typeof value === "string"
      ? value.split(separator)
      : [spelt(value)];
  const found = new Set<string>();
  for (const text of texts) {
    if (text === undefined)
      throw new Fault(`takes a list of texts or a text separated by "${separator}", not ${describe(value)}`);
    found.add(text.trim());
  }
  found.delete("");
  return found;
}
