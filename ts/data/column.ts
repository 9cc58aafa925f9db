/**
 * How a Dataset stores one column of raw cells. In: cells as a file or a program gives them. Out: a compact column that
 * can be read by row and cut to some rows. Numbers take 8 bytes a row; texts 4 bytes a row plus each distinct text once,
 * so that whatever depends on the text alone is worked out once a distinct text. Missing is NaN, code -1 or undefined.
 */
import { ofRow } from "./fault.ts";

/** A cell as read. A list of texts is a multi-valued cell (tags). */
export type Cell = string | number | boolean | null | undefined | readonly string[];

/** A cell that is there. */
export type PresentCell = string | number | boolean | readonly string[];

export interface NumberColumn {
  readonly kind: "numbers";
  readonly name: string;
  /** NaN is missing; infinities do not occur. */
  readonly values: Float64Array;
}

export interface StringColumn {
  readonly kind: "strings";
  readonly name: string;
  /** Index into the dictionary; -1 is missing. */
  readonly codes: Int32Array;
  /** Each text once. It may hold texts that no row has, after a cut to some rows. */
  readonly dictionary: readonly string[];
}

export interface CellColumn {
  readonly kind: "cells";
  readonly name: string;
  readonly values: readonly Cell[];
}

export type RawColumn = NumberColumn | StringColumn | CellColumn;

export function columnRows(column: RawColumn): number {
  return column.kind === "strings" ? column.codes.length : column.values.length;
}

/** The cell of a row; undefined when it is missing. */
export function cellAt(column: RawColumn, row: number): PresentCell | undefined {
  if (column.kind === "numbers") {
    const value = column.values[row] as number;
    return Number.isNaN(value) ? undefined : value;
  }
  if (column.kind === "strings") return column.dictionary[column.codes[row] as number];
  return column.values[row] ?? undefined;
}

/** The rows with these indexes, in the order given. */
export function selectRows(column: RawColumn, rows: ArrayLike<number>): RawColumn {
  if (column.kind === "numbers") {
    const values = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) values[i] = column.values[rows[i] as number] as number;
    return { kind: "numbers", name: column.name, values };
  }
  if (column.kind === "strings") {
    const codes = new Int32Array(rows.length);
    for (let i = 0; i < rows.length; i++) codes[i] = column.codes[rows[i] as number] as number;
    return { kind: "strings", name: column.name, codes, dictionary: column.dictionary };
  }
  const values: Cell[] = new Array(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = column.values[rows[i] as number];
  return { kind: "cells", name: column.name, values };
}

/** A column without any value. */
export function emptyColumn(name: string, rows: number): RawColumn {
  return { kind: "strings", name, codes: new Int32Array(rows).fill(-1), dictionary: [] };
}

/**
 * Calls back for each distinct present cell with the number of rows that have it and the first such row, in the order of
 * first appearance. Lists are not compared with each other: each row's list counts as distinct.
 */
export function eachDistinct(
  column: RawColumn,
  visit: (value: PresentCell, count: number, firstRow: number) => void,
): void {
  if (column.kind === "strings") {
    eachDistinctText(column, visit);
    return;
  }
  const seen = new Map<PresentCell, { count: number; row: number }>();
  for (let row = 0; row < column.values.length; row++) {
    const value = column.values[row];
    if (value === undefined || value === null || Number.isNaN(value)) continue;
    const known = seen.get(value);
    if (known === undefined) seen.set(value, { count: 1, row });
    else known.count++;
  }
  for (const [value, { count, row }] of seen) ofRow(row, () => visit(value, count, row));
}

function eachDistinctText(
  column: StringColumn,
  visit: (value: string, count: number, firstRow: number) => void,
): void {
  const counts = new Uint32Array(column.dictionary.length);
  const order: number[] = [];
  for (let row = 0; row < column.codes.length; row++) {
    const code = column.codes[row] as number;
    if (code < 0) continue;
    if (counts[code] === 0) order.push(code, row);
    counts[code] = (counts[code] as number) + 1;
  }
  for (let i = 0; i < order.length; i += 2) {
    const code = order[i] as number;
    const row = order[i + 1] as number;
    ofRow(row, () => visit(column.dictionary[code] as string, counts[code] as number, row));
  }
}
