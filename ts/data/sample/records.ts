/**
 * A sample row by row, as records for `Model.predict` and for NDJSON. A missing cell is left out of its record; the
 * other cells keep the order of the columns.
 */
import type { SampleColumn } from "./column.ts";

export function* toRecords(sample: {
  readonly rows: number;
  readonly columns: readonly SampleColumn[];
}): Generator<Record<string, string | number>> {
  for (let row = 0; row < sample.rows; row++) {
    const record: Record<string, string | number> = {};
    for (const column of sample.columns) {
      const cell = cellAt(column, row);
      if (cell !== undefined) record[column.name] = cell;
    }
    yield record;
  }
}

/** A cell of a column; undefined when it is missing. */
export function cellAt(column: SampleColumn, row: number): string | number | undefined {
  if (column.kind === "strings") return column.dictionary[column.codes[row] as number];
  const value = column.values[row] as number;
  return Number.isNaN(value) ? undefined : value;
}
