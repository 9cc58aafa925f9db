/**
 * Raw columns read back. In: columns, and a row. Out: the row as a record, or a column of weights as numbers.
 */
import { HedgerowError } from "../error.ts";
import { describe } from "./cell.ts";
import { type Cell, cellAt, type RawColumn } from "./column.ts";
import { parseNumber } from "./number-text.ts";

/** Missing cells are left out. A column named __proto__ is a field like any other. */
export function toRecord(columns: Iterable<RawColumn>, row: number): Record<string, Cell> {
  const record: Record<string, Cell> = {};
  for (const column of columns) {
    const value = cellAt(column, row);
    if (value === undefined) continue;
    if (column.name !== "__proto__") record[column.name] = value;
    else
      Object.defineProperty(record, column.name, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }
  return record;
}

/** One weight a row, each 0 or more, not all 0. */
export function toWeights(column: RawColumn, rows: number): Float32Array<ArrayBuffer> {
  const weights = new Float32Array(rows);
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const cell = cellAt(column, row);
    const weight = typeof cell === "string" ? parseNumber(cell) : cell;
    if (typeof weight !== "number" || !(weight >= 0 && weight <= 1e30)) {
      const is = cell === undefined ? "it is missing" : `it is ${describe(cell)}`;
      throw new HedgerowError("bad-value", `A weight must be a number of 0 or more; ${is}`, {
        row: row + 1,
        column: column.name,
      });
    }
    weights[row] = weight;
    sum += weight;
  }
  if (sum === 0) throw new HedgerowError("bad-value", "All weights are 0", { column: column.name });
  return weights;
}
