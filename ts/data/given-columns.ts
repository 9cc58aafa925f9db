/**
 * Columns that a program has in memory. In: an object of arrays, or RawColumns, which are taken as they are. Out:
 * RawColumns of one length. Typed arrays and lists of numbers are numbers, NaN being missing; other lists become compact
 * when all their cells are texts. Infinity is an error.
 */
import { HedgerowError } from "../error.ts";
import { toCell } from "./cell.ts";
import { type Cell, columnRows, type RawColumn } from "./column.ts";
import { located } from "./fault.ts";
import { count } from "./profile.ts";
import type { Table } from "./table.ts";

export type GivenColumn =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | readonly (Cell | Date)[];

export type GivenColumns = Readonly<Record<string, GivenColumn>> | readonly RawColumn[];

export function columnsTable(given: GivenColumns): Table {
  const columns = isRaw(given)
    ? given
    : Object.entries(given).map(([name, values]) => columnOf(name, values));
  const first = columns[0];
  if (first === undefined) throw new HedgerowError("bad-data", "There are no columns");
  const rows = columnRows(first);
  const names = new Set<string>();
  for (const column of columns) {
    if (columnRows(column) !== rows) {
      const sentence = `The column has ${count(columnRows(column))} rows, "${first.name}" has ${count(rows)}`;
      throw new HedgerowError("bad-data", sentence, { column: column.name });
    }
    if (names.has(column.name))
      throw new HedgerowError("bad-data", "There are two columns of this name", { column: column.name });
    names.add(column.name);
    if (column.kind === "numbers") checkFinite(column.name, column.values);
  }
  if (rows === 0) throw new HedgerowError("bad-data", "The columns have no rows");
  return { rows, columns, warnings: [] };
}

function isRaw(given: GivenColumns): given is readonly RawColumn[] {
  return Array.isArray(given);
}

function columnOf(name: string, values: GivenColumn): RawColumn {
  if (values instanceof Float64Array) return { kind: "numbers", name, values };
  if (ArrayBuffer.isView(values)) return { kind: "numbers", name, values: Float64Array.from(values) };
  if (!Array.isArray(values)) {
    throw new HedgerowError("bad-data", "A column must be an array or a typed array of numbers", {
      column: name,
    });
  }
  const cells = values as readonly (Cell | Date)[];
  if (cells.some((cell) => typeof cell === "number") && cells.every(isNumberOrMissing)) {
    return {
      kind: "numbers",
      name,
      values: Float64Array.from(cells, (cell) => (cell as number | null) ?? Number.NaN),
    };
  }
  const read = cells.map((cell, row) =>
    located(
      "bad-value",
      "",
      () => ({ row: row + 1, column: name }),
      () => toCell(cell),
    ),
  );
  return read.every((cell) => cell === undefined || typeof cell === "string")
    ? textColumn(name, read)
    : { kind: "cells", name, values: read };
}

function isNumberOrMissing(cell: unknown): boolean {
  return typeof cell === "number" || cell === undefined || cell === null;
}

function textColumn(name: string, cells: readonly Cell[]): RawColumn {
  const codeOf = new Map<string, number>();
  const codes = new Int32Array(cells.length);
  for (const [row, cell] of cells.entries()) {
    if (cell === undefined) {
      codes[row] = -1;
      continue;
    }
    let code = codeOf.get(cell as string);
    if (code === undefined) {
      code = codeOf.size;
      codeOf.set(cell as string, code);
    }
    codes[row] = code;
  }
  return { kind: "strings", name, codes, dictionary: [...codeOf.keys()] };
}

function checkFinite(column: string, values: Float64Array): void {
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (value - value === 0 || value !== value) continue;
    throw new HedgerowError("bad-value", `${value} is not a value; NaN stands for missing`, {
      row: row + 1,
      column,
    });
  }
}
