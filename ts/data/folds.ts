// Rows in folds for cross-validation. In: for each row its class, its group or its time, the number of folds and a seed. Out: for
// each fold the rows to train on and the rows to test with, ascending; the same for the same seed.

import { HedgerowError } from "../error.ts";
import type { RawColumn } from "./column.ts";
import { count } from "./profile.ts";
import { Random } from "./random.ts";
import { groupRows, momentsOf, type SplitRows } from "./split.ts";
import type { TimeFormat } from "./time-text.ts";

/** The fold of each row: every class is spread evenly over the folds, 0 to `folds` - 1. */
export function stratifiedFolds(labels: Uint16Array, folds: number, seed: number): Uint8Array {
  const order = new Random(seed).shuffle(Uint32Array.from(labels.keys()));
  const foldOf = new Uint8Array(labels.length);
  const next: number[] = [];
  for (const row of order) {
    const label = labels[row] as number;
    // Each class starts at another fold, so that classes of one row do not meet in the first.
    const fold = next[label] ?? label % folds;
    foldOf[row] = fold;
    next[label] = (fold + 1) % folds;
  }
  return foldOf;
}

/**
 * The fold of each row, where rows that share a cell of the column stay together: the largest group first, each to the fold
 * with the fewest rows. A row without a cell is a group of its own.
 */
export function groupedFolds(column: RawColumn, rows: number, folds: number, seed: number): Uint8Array {
  const groups = new Random(seed).shuffle(groupRows(column, rows)).sort((a, b) => b.length - a.length);
  if (groups.length < folds) {
    const sentence = `${folds} folds need as many groups, and there are ${groups.length}`;
    throw new HedgerowError("bad-option", sentence, { column: column.name });
  }
  const foldOf = new Uint8Array(rows);
  const sizes = new Uint32Array(folds);
  for (const group of groups) {
    const fold = sizes.indexOf(Math.min(...sizes));
    sizes[fold] = (sizes[fold] as number) + group.length;
    for (const row of group) foldOf[row] = fold;
  }
  return foldOf;
}

/** Each fold as the rows to test with, all others to train on. */
export function foldsOf(foldOf: Uint8Array, folds: number): SplitRows[] {
  const rows = Uint32Array.from(foldOf.keys());
  return Array.from({ length: folds }, (_, fold) => ({
    train: rows.filter((row) => foldOf[row] !== fold),
    test: rows.filter((row) => foldOf[row] === fold),
  }));
}

/**
 * Time cut into one more part than folds: each fold tests one part and trains on all before it. Rows of the same moment are
 * in one part.
 */
export function timeFolds(column: RawColumn, rows: number, folds: number, format: TimeFormat): SplitRows[] {
  const times = momentsOf(column, rows, format);
  const at = (row: number): number => times[row] as number;
  const order = Uint32Array.from(times.keys()).sort((a, b) => at(a) - at(b) || a - b);
  const ends: number[] = [];
  for (let part = 1; part <= folds; part++) {
    let end = Math.max(ends.at(-1) ?? 0, Math.round((rows * part) / (folds + 1)));
    while (end > 0 && end < rows && at(order[end] as number) === at(order[end - 1] as number)) end++;
    ends.push(end);
  }
  if (new Set([0, ...ends, rows]).size < folds + 2) {
    const sentence = `The times do not part ${count(rows)} rows into ${folds + 1} parts; ask for fewer folds`;
    throw new HedgerowError("bad-option", sentence, { column: column.name });
  }
  return ends.map((end, i) => ({
    train: order.slice(0, end).sort(),
    test: order.slice(end, ends[i + 1] ?? rows).sort(),
  }));
}

/** Throws `bad-option` where a class that has rows has fewer of them than there are folds. */
export function checkFolds(labels: Uint16Array, classes: readonly string[], folds: number): void {
  if (!(Number.isInteger(folds) && folds >= 2 && folds <= 100))
    throw new HedgerowError("bad-option", `folds must be a whole number from 2 to 100, not ${folds}`);
  const counts = new Uint32Array(classes.length);
  for (const label of labels) counts[label] = (counts[label] as number) + 1;
  const few = counts.findIndex((rows) => rows > 0 && rows < folds);
  if (few < 0) return;
  const sentence = `${folds} folds need ${folds} rows of each class; ${JSON.stringify(classes[few])} has ${counts[few]}`;
  throw new HedgerowError("bad-option", sentence);
}
