/**
 * Which rows train and which test. In: for each row its class, its group or its time, the share of rows to train on, and
 * a seed. Out: two ascending lists of row indexes which together are all rows, the same for the same seed.
 */
import { HedgerowError } from "../error.ts";
import { cellAt, type PresentCell, type RawColumn } from "./column.ts";
import { count } from "./profile.ts";
import { Random } from "./random.ts";
import { parseTime, type TimeFormat } from "./time-text.ts";

export interface SplitRows {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

export function checkShare(share: number): void {
  if (share > 0 && share < 1) return;
  throw new HedgerowError("bad-option", `The share to train on must lie between 0 and 1; it is ${share}`);
}

/**
 * Each class with its share on either side. A class of two rows or more has at least one to train on, and a class of one
 * row has it there; the rounding is shared out so that the whole is as near the share as it can be.
 */
export function stratified(
  labels: ArrayLike<number>,
  classes: number,
  share: number,
  seed: number,
): SplitRows {
  checkShare(share);
  const byClass: number[][] = Array.from({ length: Math.max(1, classes) }, () => []);
  for (let row = 0; row < labels.length; row++) byClass[labels[row] as number]?.push(row);
  const random = new Random(seed);
  const exact = byClass.map((rows) => rows.length * share);
  const taken = byClass.map((rows, i) => Math.max(rows.length > 0 ? 1 : 0, Math.floor(exact[i] as number)));
  let left = Math.round(labels.length * share) - taken.reduce((sum, each) => sum + each, 0);
  const order = byClass.map((_, i) => i).sort((a, b) => fraction(exact[b]) - fraction(exact[a]) || a - b);
  for (const i of order) {
    const rows = (byClass[i] as number[]).length;
    // A class whose floor was raised to 1 has had its part.
    if (left <= 0 || rows === 0 || (exact[i] as number) < 1 || taken[i] === rows) continue;
    taken[i] = (taken[i] as number) + 1;
    left--;
  }
  const training = new Uint8Array(labels.length);
  for (const [i, rows] of byClass.entries()) {
    for (const row of random.shuffle(rows).slice(0, taken[i])) training[row] = 1;
  }
  return bothSides(training);
}

function fraction(number = 0): number {
  return number - Math.floor(number);
}

/** The rows of each group: those that share a cell of the column. A row without one is a group of its own. */
export function groupRows(column: RawColumn, rows: number): number[][] {
  const groups = new Map<PresentCell | symbol, number[]>();
  for (let row = 0; row < rows; row++) {
    const cell = cellAt(column, row);
    const key = cell === undefined ? Symbol() : typeof cell === "object" ? JSON.stringify(cell) : cell;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()];
}

/** Rows of a group stay together. */
export function grouped(column: RawColumn, rows: number, share: number, seed: number): SplitRows {
  checkShare(share);
  const groups = groupRows(column, rows);
  if (groups.length < 2) {
    throw new HedgerowError("bad-option", "All rows are of one group, so they cannot be split by group", {
      column: column.name,
    });
  }
  const order = new Random(seed).shuffle(groups);
  const wanted = Math.round(rows * share);
  const training = new Uint8Array(rows);
  let taken = 0;
  for (const [i, group] of order.entries()) {
    // The last group goes where there is none yet, whatever its size.
    const only = i === order.length - 1 && (taken === 0 || taken === rows - group.length);
    const fits = taken + group.length / 2 <= wanted;
    if (only ? taken > 0 : !fits) continue;
    taken += group.length;
    for (const row of group) training[row] = 1;
  }
  return bothSides(training);
}

/** The earlier rows train, the later ones test; rows of the same moment are all on one side. */
export function timeOrdered(column: RawColumn, rows: number, share: number, format: TimeFormat): SplitRows {
  checkShare(share);
  const times = momentsOf(column, rows, format);
  const order = Uint32Array.from(times.keys()).sort(
    (a, b) => (times[a] as number) - (times[b] as number) || a - b,
  );
  const at = (i: number): number => times[order[i] as number] as number;
  let end = Math.min(rows - 1, Math.max(1, Math.round(rows * share)));
  while (end < rows && at(end) === at(end - 1)) end++;
  if (end === rows) {
    end--;
    while (end > 0 && at(end) === at(end - 1)) end--;
  }
  if (end <= 0) {
    throw new HedgerowError("bad-option", "All rows have the same time, so they cannot be split by time", {
      column: column.name,
    });
  }
  const training = new Uint8Array(rows);
  for (let i = 0; i < end; i++) training[order[i] as number] = 1;
  return bothSides(training);
}

/** The time of each row. Throws `bad-value` for one that has none. */
export function momentsOf(column: RawColumn, rows: number, format: TimeFormat): Float64Array {
  const times = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const cell = cellAt(column, row);
    const scalar = typeof cell === "string" || typeof cell === "number";
    times[row] = scalar ? parseTime(cell, format) : Number.NaN;
    if (!Number.isNaN(times[row])) continue;
    const is = cell === undefined ? "is missing" : `is not a time (format ${format})`;
    throw new HedgerowError("bad-value", `A split by time needs one in each row, and this one ${is}`, {
      row: row + 1,
      column: column.name,
    });
  }
  return times;
}

/** By a column that says train or test itself. */
export function marked(column: RawColumn, rows: number): SplitRows {
  const training = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const cell = cellAt(column, row);
    const mark = typeof cell === "string" ? cell.trim().toLowerCase() : undefined;
    if (mark !== "train" && mark !== "test") {
      const is = cell === undefined ? "nothing" : `"${String(cell)}"`;
      throw new HedgerowError("bad-value", `A split column holds train or test, not ${is}`, {
        row: row + 1,
        column: column.name,
      });
    }
    training[row] = mark === "train" ? 1 : 0;
  }
  const sides = bothSides(training);
  if (sides.train.length === 0 || sides.test.length === 0) {
    const side = sides.train.length === 0 ? "train" : "test";
    throw new HedgerowError("bad-value", `None of the ${count(rows)} rows is marked ${side}`, {
      column: column.name,
    });
  }
  return sides;
}

function bothSides(training: Uint8Array): SplitRows {
  let size = 0;
  for (const mark of training) size += mark;
  const train = new Uint32Array(size);
  const test = new Uint32Array(training.length - size);
  let [trained, tested] = [0, 0];
  for (let row = 0; row < training.length; row++) {
    if (training[row] === 1) train[trained++] = row;
    else test[tested++] = row;
  }
  return { train, test };
}
