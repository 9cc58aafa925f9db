// Rows that are the same in all features. In: a dataset, perhaps another. Out: how many rows repeat another, how many of these have
// different labels, and how many rows of the second are in the first.

import { scalarText } from "../data/cell.ts";
import { cellAt, type RawColumn } from "../data/column.ts";
import type { Dataset } from "../data/dataset.ts";

export interface Duplicates {
  /** Rows that are the same as an earlier one in all features. */
  repeated: number;
  /** Rows whose features occur with different labels. */
  contradictory: number;
}

export function duplicates(dataset: Dataset): Duplicates {
  const seen = new Map<string, { rows: number; labels: Set<number> }>();
  for (const [row, key] of keys(dataset, featureNames(dataset)).entries()) {
    const known = seen.get(key) ?? { rows: 0, labels: new Set() };
    known.rows++;
    if (dataset.label !== undefined) known.labels.add(dataset.labels[row] as number);
    seen.set(key, known);
  }
  let [repeated, contradictory] = [0, 0];
  for (const { rows, labels } of seen.values()) {
    repeated += rows - 1;
    if (labels.size > 1) contradictory += rows;
  }
  return { repeated, contradictory };
}

/** How many rows of `test` are the same as a row of `train` in all features. */
export function sharedRows(train: Dataset, test: Dataset): number {
  const names = featureNames(train).filter((name) => test.find(name) !== undefined);
  const known = new Set(keys(train, names));
  return keys(test, names).filter((key) => known.has(key)).length;
}

function featureNames(dataset: Dataset): string[] {
  return dataset.schema.features.map(({ name }) => name);
}

function keys(dataset: Dataset, names: readonly string[]): string[] {
  const columns = names.map((name) => dataset.column(name));
  return Array.from({ length: dataset.rows }, (_, row) =>
    columns.map((column) => cellText(column, row)).join("\u0001"),
  );
}

function cellText(column: RawColumn, row: number): string {
  const cell = cellAt(column, row);
  if (cell === undefined) return "\u0000";
  return typeof cell === "object" ? cell.join("\u0002") : scalarText(cell);
}
