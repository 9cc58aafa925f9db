/**
 * Drift: known changes of named columns, for tests of drift detection and for demos. In: a sample's columns and the
 * changes. Out: the columns, the named ones replaced, all others the same objects. Labels are not drawn anew: the world
 * is as it was, what reports on it has changed. Which rows change depends on seed, column and row alone.
 */
import { HedgerowError } from "../../error.ts";
import type { SampleColumn } from "./column.ts";
import { Draws } from "./draws.ts";
import type { Field } from "./field.ts";

export type Drift =
  /** Adds `amount` standard deviations to a number; the result keeps to the column's range and whole numbers. */
  | { feature: string; kind: "shift"; amount: number }
  /** Gives `value` to this share of the present cells, whatever they held; the value may be one never seen before. */
  | { feature: string; kind: "share"; value: string | number; amount: number }
  /** Makes this share of the present cells missing. */
  | { feature: string; kind: "missing"; amount: number };

const DRIFT_STREAM = 0x5eed;

/** Several changes of one feature apply in the order given. */
export function applyDrift(
  columns: readonly SampleColumn[],
  fields: readonly Field[],
  drifts: readonly Drift[],
  seed: number,
): SampleColumn[] {
  const changed = [...columns];
  drifts.forEach((drift, order) => {
    const index = fields.findIndex((field) => field.name === drift.feature);
    const field = checkDrift(drift, fields[index]);
    const draws = new Draws(seed, DRIFT_STREAM + index + 64 * order);
    changed[index] = drifted(changed[index] as SampleColumn, field, drift, draws);
  });
  return changed;
}

function checkDrift(drift: Drift, field: Field | undefined): Field {
  const { feature, kind, amount } = drift;
  const wrong = (sentence: string): HedgerowError =>
    new HedgerowError("bad-option", sentence, { column: feature });
  if (field === undefined) throw wrong("Drift names a column that the sample does not have.");
  if (field.role !== "feature") throw wrong(`Drift is for features; this column is the ${field.role}.`);
  if (kind !== "shift" && kind !== "share" && kind !== "missing") {
    throw wrong(`A drift's kind is "shift", "share" or "missing"; it is ${JSON.stringify(kind)}.`);
  }
  if (kind === "shift") {
    if (field.spread === undefined) throw wrong('Drift of kind "shift" is for columns of numbers.');
    if (!Number.isFinite(amount)) throw wrong(`A shift's amount must be a number; it is ${amount}.`);
  } else if (!(amount >= 0 && amount <= 1)) {
    throw wrong(`The amount of a drift of kind "${kind}" is a share from 0 to 1; it is ${amount}.`);
  }
  if (kind === "share" && drift.value === undefined) throw wrong('Drift of kind "share" needs a value.');
  return field;
}

function drifted(column: SampleColumn, field: Field, drift: Drift, draws: Draws): SampleColumn {
  if (column.kind === "strings") return driftedStrings(column, drift, draws);
  const values = column.values.slice();
  const value = drift.kind === "share" ? Number(drift.value) : Number.NaN;
  if (drift.kind === "share" && Number.isNaN(value)) {
    throw new HedgerowError("bad-option", "The value of a drift of a number column must be a number.", {
      column: field.name,
    });
  }
  for (let row = 0; row < values.length; row++) {
    const old = values[row] as number;
    if (Number.isNaN(old)) continue;
    if (drift.kind === "shift") values[row] = shifted(old, field, drift.amount);
    else if (draws.at(row).chance(0, drift.amount)) values[row] = value;
  }
  return { ...column, values };
}

function shifted(value: number, field: Field, amount: number): number {
  const [low, high] = field.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const moved = value + amount * (field.spread as number);
  return Math.max(low, Math.min(high, field.whole ? Math.round(moved) : Math.round(moved * 1000) / 1000));
}

function driftedStrings(
  column: SampleColumn & { kind: "strings" },
  drift: Drift,
  draws: Draws,
): SampleColumn {
  const codes = column.codes.slice();
  const dictionary = [...column.dictionary];
  let code = -1;
  if (drift.kind === "share") {
    code = dictionary.indexOf(String(drift.value));
    if (code < 0) code = dictionary.push(String(drift.value)) - 1;
  }
  for (let row = 0; row < codes.length; row++) {
    if ((codes[row] as number) >= 0 && draws.at(row).chance(0, drift.amount)) codes[row] = code;
  }
  return { ...column, codes, dictionary };
}
