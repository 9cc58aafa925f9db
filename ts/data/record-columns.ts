/**
 * Builds columns out of records. In: records one after the other, nested or flat, each with its own fields. Out: a column
 * for each dotted name that occurs, in order of first appearance; where a record does not have the field, the cell is
 * missing. A column of one type is stored compactly; mixed types are kept as they are.
 */
import { HedgerowError } from "../error.ts";
import type { Cell, PresentCell, RawColumn } from "./column.ts";
import { Fault, placed } from "./fault.ts";
import { flatten, twice } from "./flatten.ts";

/** Far more fields than any log has; more means that names hold values. */
const MOST_COLUMNS = 20_000;

export class RecordColumns {
  rows = 0;
  readonly #columns = new Map<string, CellColumnBuilder>();

  /** `line` is the record's line in its file, if it has one. */
  add(record: Readonly<Record<string, unknown>>, line?: number): void {
    try {
      flatten(record, (name, cell) => this.#set(name, cell));
    } catch (error) {
      throw this.#located(error, line);
    }
    this.rows++;
  }

  #set(name: string, cell: PresentCell): void {
    let column = this.#columns.get(name);
    if (column === undefined) {
      if (this.#columns.size >= MOST_COLUMNS) {
        throw new Fault(`there are more than ${MOST_COLUMNS} different fields; are values used as names?`);
      }
      column = new CellColumnBuilder(name);
      this.#columns.set(name, column);
    }
    if (!column.set(this.rows, cell)) {
      throw new Fault(twice(name));
    }
  }

  #located(error: unknown, line: number | undefined): unknown {
    const at = line === undefined ? { row: this.rows + 1 } : { row: this.rows + 1, line };
    if (error instanceof HedgerowError) {
      const { column = "" } = error.at;
      return new HedgerowError(error.code, error.message.replace(` (column "${column}")`, ""), {
        ...at,
        column,
      });
    }
    return placed(error, "bad-data", "Bad record: ", at);
  }

  finish(): RawColumn[] {
    return [...this.#columns.values()].map((column) => column.finish(this.rows));
  }
}

/** Starts as the type of its first cell and becomes a list of cells when another type comes. */
class CellColumnBuilder {
  readonly #name: string;
  #type: "numbers" | "strings" | "cells" | undefined;
  #numbers = new Float64Array(0);
  #codes = new Int32Array(0);
  #codeOf = new Map<string, number>();
  #dictionary: string[] = [];
  #cells: Cell[] = [];
  #last = -1;

  constructor(name: string) {
    this.#name = name;
  }

  /** False when the row has a cell already. Rows come in ascending order. */
  set(row: number, cell: PresentCell): boolean {
    if (row === this.#last) return false;
    this.#last = row;
    const type = typeof cell === "number" ? "numbers" : typeof cell === "string" ? "strings" : "cells";
    this.#type ??= type;
    if (this.#type !== type && this.#type !== "cells") this.#toCells(row);
    if (this.#type === "cells") this.#cells[row] = cell;
    else if (typeof cell === "number") this.#setNumber(row, cell);
    else this.#setText(row, cell as string);
    return true;
  }

  #setNumber(row: number, number: number): void {
    if (row >= this.#numbers.length)
      this.#numbers = lengthened(this.#numbers, new Float64Array(room(row)), Number.NaN);
    this.#numbers[row] = number;
  }

  #setText(row: number, text: string): void {
    let code = this.#codeOf.get(text);
    if (code === undefined) {
      code = this.#dictionary.push(text) - 1;
      this.#codeOf.set(text, code);
    }
    if (row >= this.#codes.length) this.#codes = lengthened(this.#codes, new Int32Array(room(row)), -1);
    this.#codes[row] = code;
  }

  #toCells(rows: number): void {
    const column = this.finish(rows);
    this.#cells =
      column.kind === "numbers"
        ? Array.from(column.values, (value) => (Number.isNaN(value) ? undefined : value))
        : column.kind === "strings"
          ? Array.from(column.codes, (code) => column.dictionary[code])
          : [...column.values];
    this.#type = "cells";
  }

  finish(rows: number): RawColumn {
    const name = this.#name;
    if (this.#type === "numbers") {
      return { kind: "numbers", name, values: lengthened(this.#numbers, new Float64Array(rows), Number.NaN) };
    }
    if (this.#type === "strings") {
      const codes = lengthened(this.#codes, new Int32Array(rows), -1);
      return { kind: "strings", name, codes, dictionary: this.#dictionary };
    }
    return { kind: "cells", name, values: Array.from({ length: rows }, (_, row) => this.#cells[row]) };
  }
}

function room(row: number): number {
  return Math.max(1024, (row + 1) * 2);
}

/** Copies as much as fits and fills the rest. */
function lengthened<T extends Float64Array | Int32Array>(from: T, to: T, rest: number): T {
  const kept = Math.min(from.length, to.length);
  to.set(from.subarray(0, kept) as never);
  return to.fill(rest, kept) as T;
}
