// What can be entered for each feature of a model. In: a model and rows like those it was trained on. Out: a field a feature, with its
// usual range or its known values.

import type { Dataset, Model } from "hedgerow";

export interface AlertField {
  readonly name: string;
  readonly kind: string;
  /** Of numbers: the range in which nearly all rows lie, and the step between neighbouring values. */
  readonly range: { readonly least: number; readonly most: number; readonly step: number } | undefined;
  /** Known values, the most frequent first. */
  readonly values: readonly string[];
}

const MOST_VALUES = 200;
const LOOKED_AT = 20_000;

export function fieldsOf(model: Model, rows: Dataset | undefined): AlertField[] {
  return model.encoder.features.map(({ name, kind }, feature) => ({
    name,
    kind,
    range: kind === "number" ? rangeOf(rows, name) : undefined,
    values: kind === "boolean" ? ["true", "false"] : valuesOf(model, feature, rows, name),
  }));
}

function rangeOf(rows: Dataset | undefined, name: string): AlertField["range"] {
  const values = cellsOf(rows, name).filter((cell): cell is number => typeof cell === "number");
  if (values.length === 0) return undefined;
  values.sort((a, b) => a - b);
  const at = (share: number): number => values[Math.round(share * (values.length - 1))] as number;
  const [least, most] = [at(0.005), at(0.995)];
  if (!(most > least)) return undefined;
  return {
    least,
    most,
    step: values.every(Number.isInteger) ? 1 : Number(((most - least) / 200).toPrecision(1)),
  };
}

/** A category's own names come from the model; other texts from the rows. */
function valuesOf(model: Model, feature: number, rows: Dataset | undefined, name: string): string[] {
  const counts = new Map<string, number>();
  for (const column of model.encoder.columns)
    if (column.feature === feature && column.kind === "category")
      for (const each of column.names) counts.set(each, 0);
  for (const cell of cellsOf(rows, name)) {
    if (typeof cell !== "string" && typeof cell !== "boolean") continue;
    counts.set(String(cell), (counts.get(String(cell)) ?? 0) + 1);
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_VALUES)
    .map(([value]) => value);
}

function cellsOf(rows: Dataset | undefined, name: string): unknown[] {
  const column = rows?.find(name);
  if (column === undefined) return [];
  const cells: unknown[] = [];
  const count = column.kind === "strings" ? column.codes.length : column.values.length;
  const step = Math.max(1, Math.floor(count / LOOKED_AT));
  for (let row = 0; row < count; row += step) {
    const cell =
      column.kind === "strings" ? column.dictionary[column.codes[row] as number] : column.values[row];
    if (cell === undefined || cell === null || Number.isNaN(cell)) continue;
    cells.push(cell);
  }
  return cells;
}
