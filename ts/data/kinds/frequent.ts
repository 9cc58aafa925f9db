/**
 * Which texts of a column become category codes. In: how often each text occurs in the training rows. Out: the most frequent
 * texts in order (equally frequent ones by code unit, so that the order of the rows does not matter), and whether some were
 * folded, which have one code together.
 *
 * The folded texts are not stored, so a text that never occurred and one that was folded cannot be told apart: both
 * are "other", the bucket that training saw for rare values. Without an "other" a text that never occurred has no code.
 */
import { eachDistinct, type RawColumn } from "../column.ts";
import { Fault } from "../fault.ts";
import { distinctTextsOf, fieldsOf, flagOf, wholeOf } from "../json-check.ts";
import { categoryOf } from "./encode-category.ts";
import type { Frequent } from "./encode-frequent.ts";

/** Codes are one byte in a bin matrix with 255 for missing: 254 texts and "other". */
export const MOST_KEPT = 254;

/** How often each text occurs, spelt as a category is, and how many rows have any. */
export function countsOf(column: RawColumn): { counts: Map<string, number>; rows: number } {
  const counts = new Map<string, number>();
  let rows = 0;
  eachDistinct(column, (value, count) => {
    const text = categoryOf(value);
    counts.set(text, (counts.get(text) ?? 0) + count);
    rows += count;
  });
  return { counts, rows };
}

export interface FoldedFrequent extends Frequent {
  readonly folded: { readonly values: number; readonly rows: number };
}

/** Keeps at most `most` texts that occur at least `leastRows` times; without any text all is "other". */
export function frequentOf(counts: ReadonlyMap<string, number>, most: number, leastRows = 1): FoldedFrequent {
  const order = [...counts].filter(([, rows]) => rows >= leastRows);
  order.sort(([a, rowsA], [b, rowsB]) => rowsB - rowsA || (a < b ? -1 : 1));
  const kept = order.slice(0, most);
  let rows = 0;
  for (const each of counts.values()) rows += each;
  for (const [, each] of kept) rows -= each;
  const values = counts.size - kept.length;
  return {
    kept: kept.map(([text]) => text),
    other: values > 0 || kept.length === 0,
    folded: { values, rows },
  };
}

export function checkFrequent(json: unknown): void {
  const fields = fieldsOf(json, "the list of categories");
  const kept = distinctTextsOf(fields["kept"], '"kept"');
  if (kept.length > MOST_KEPT)
    throw new Fault(`"kept" holds ${kept.length} categories, more than ${MOST_KEPT}`);
  const folded = fieldsOf(fields["folded"], '"folded"');
  if (!flagOf(fields["other"], '"other"') && kept.length === 0)
    throw new Fault('"kept" is empty and there is no "other"');
  for (const part of ["values", "rows"])
    wholeOf(folded[part], `"folded.${part}"`, 0, Number.MAX_SAFE_INTEGER);
}
