// A first look at data. In: a dataset, perhaps its test part. Out: what each column holds and how it goes with the label, how numbers
// go together, and what looks as if it would not hold on new data.

import { cellAt, type RawColumn } from "../data/column.ts";
import type { Dataset } from "../data/dataset.ts";
import type { KindName } from "../data/feature.ts";
import { contingency, cramersV, entropyOfSecond, lookupAccuracy, mutualInformation } from "./association.ts";
import { type Codes, codesOf } from "./codes.ts";
import { correlation, ranks } from "./correlation.ts";
import { type Duplicates, duplicates, sharedRows } from "./duplicates.ts";
import { quantiles } from "./quantiles.ts";

/** One column of the data, feature or not. */
export interface ColumnSummary {
  name: string;
  /** Its kind as a feature; undefined for one that is none, whose reason is in `note`. */
  kind?: KindName;
  note?: string;
  /** Share of the rows. */
  missing: number;
  distinct: number;
  /** Of numbers: minimum, quartiles, maximum; the mean. */
  quantiles?: [number, number, number, number, number];
  mean?: number;
  /** Of anything else: the most frequent values with their shares. */
  top?: { value: string; share: number }[];
  label?: LabelAssociation;
}

/** How a column goes with the label. */
export interface LabelAssociation {
  /** Mutual information as a share of the label's entropy: 0 tells nothing, 1 everything. */
  information: number;
  /** Of categories. */
  cramersV?: number | null;
  /** Accuracy of the most frequent label of each value (of numbers: of each of 20 bins). */
  lookupAccuracy: number;
}

export interface Suspicion {
  column?: string;
  reason:
    | "predicts the label alone"
    | "looks like an identifier"
    | "same rows on both sides"
    | "contradictory rows"
    | "constant";
  sentence: string;
}

export interface Exploration {
  rows: number;
  label?: string;
  classes: { name: string; rows: number; share: number }[];
  columns: ColumnSummary[];
  /** Pairs of numbers with a rank correlation of .5 and more, strongest first. */
  correlations: { a: string; b: string; spearman: number }[];
  duplicates: Duplicates;
  /** Rows of the test part that are also in this one. */
  sharedWithTest?: number;
  suspicions: Suspicion[];
}

const TOP = 5;
const STRONG = 0.5;
/** Of the label's entropy: one column that tells so much of it is seldom known before the label. */
const TELLS_ALL = 0.9;
const MOST_NUMBERS = 60;

/**
 * Explores a dataset. Nothing is learned from `test`: it is only compared.
 *
 * @example
 * const { columns, suspicions } = explore(alerts);
 */
export function explore(dataset: Dataset, test?: Dataset): Exploration {
  const { rows, classes, label } = dataset;
  const counts = classes.map(() => 0);
  for (const each of dataset.labels) counts[each] = (counts[each] as number) + 1;
  const notes = new Map(dataset.schema.report.map((note) => [note.column, note]));
  const columns = dataset.columnNames
    .filter((name) => name !== label)
    .map((name) => {
      const summary = summarise(dataset, dataset.column(name));
      const kind = dataset.schema.feature(name)?.kind;
      const note = notes.get(name)?.reason;
      return { ...summary, ...(kind && { kind }), ...(note !== undefined && { note }) };
    });
  const found = duplicates(dataset);
  const shared = test === undefined ? undefined : sharedRows(dataset, test);
  return {
    rows,
    ...(label === undefined ? {} : { label }),
    classes: classes.map((name, i) => ({
      name,
      rows: counts[i] as number,
      share: (counts[i] as number) / rows,
    })),
    columns,
    correlations: correlations(dataset),
    duplicates: found,
    ...(shared === undefined ? {} : { sharedWithTest: shared }),
    suspicions: [...columns.flatMap(suspect), ...rowSuspicions(rows, found, shared, test?.rows ?? 0)],
  };
}

function summarise(dataset: Dataset, column: RawColumn): ColumnSummary {
  const { rows } = dataset;
  const codes = codesOf(column, rows);
  let missing = 0;
  for (let row = 0; row < rows; row++) if (cellAt(column, row) === undefined) missing++;
  const summary: ColumnSummary = {
    name: column.name,
    missing: missing / rows,
    distinct: distinctOf(column, rows),
    ...(column.kind === "numbers" ? numberSummary(column.values) : { top: topOf(codes, rows) }),
  };
  if (dataset.label === undefined) return summary;
  return { ...summary, label: associate(dataset, column, codes) };
}

function distinctOf(column: RawColumn, rows: number): number {
  const seen = new Set<unknown>();
  for (let row = 0; row < rows; row++) {
    const cell = cellAt(column, row);
    if (cell !== undefined) seen.add(typeof cell === "object" ? cell.join("\u0002") : cell);
  }
  return seen.size;
}

function numberSummary(values: Float64Array): Partial<ColumnSummary> {
  const found = quantiles(values, [0, 0.25, 0.5, 0.75, 1]);
  if (found.length === 0) return {};
  let [sum, count] = [0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  return { quantiles: found as ColumnSummary["quantiles"] & object, mean: sum / count };
}

function topOf({ codes, names, size }: Codes, rows: number): { value: string; share: number }[] {
  const counts = new Uint32Array(size);
  for (const code of codes) counts[code] = (counts[code] as number) + 1;
  return names
    .map((value, code) => ({ value, share: (counts[code] as number) / rows, code }))
    .filter(({ code, share }) => code > 1 && share > 0)
    .sort((a, b) => b.share - a.share)
    .slice(0, TOP)
    .map(({ value, share }) => ({ value, share }));
}

function associate(
  { labels, classes, weights }: Dataset,
  column: RawColumn,
  { codes, size }: Codes,
): LabelAssociation {
  const table = contingency(codes, Int32Array.from(labels), size, classes.length, weights);
  const entropy = entropyOfSecond(table);
  return {
    information: entropy > 0 ? Math.min(1, mutualInformation(table) / entropy) : 0,
    ...(column.kind === "numbers" ? {} : { cramersV: cramersV(table) }),
    lookupAccuracy: lookupAccuracy(table),
  };
}

function correlations(dataset: Dataset): Exploration["correlations"] {
  const numbers = dataset.schema.features
    .filter(({ kind }) => kind === "number")
    .slice(0, MOST_NUMBERS)
    .flatMap(({ name }) => {
      const column = dataset.column(name);
      return column.kind === "numbers" ? [{ name, ranks: ranks(column.values) }] : [];
    });
  const found: Exploration["correlations"] = [];
  for (const [i, a] of numbers.entries()) {
    for (const b of numbers.slice(i + 1)) {
      const spearman = correlation(a.ranks, b.ranks);
      if (spearman !== null && Math.abs(spearman) >= STRONG) found.push({ a: a.name, b: b.name, spearman });
    }
  }
  return found.sort((a, b) => Math.abs(b.spearman) - Math.abs(a.spearman));
}

function suspect({ name, kind, note, label, distinct }: ColumnSummary): Suspicion[] {
  const found: Suspicion[] = [];
  const text = JSON.stringify(name);
  if (label !== undefined && label.information >= TELLS_ALL && kind !== undefined) {
    const share = (100 * label.information).toFixed(0);
    const sentence = `${text} alone tells ${share}% of the label: is it known before the label is? If not, drop it`;
    found.push({ column: name, reason: "predicts the label alone", sentence });
  }
  if (note?.includes("identifier"))
    found.push({ column: name, reason: "looks like an identifier", sentence: `${text} ${note}` });
  if (distinct <= 1 && kind !== undefined)
    found.push({
      column: name,
      reason: "constant",
      sentence: `${text} has one value only and tells nothing`,
    });
  return found;
}

function rowSuspicions(
  rows: number,
  { repeated, contradictory }: Duplicates,
  shared: number | undefined,
  testRows: number,
): Suspicion[] {
  const found: Suspicion[] = [];
  const percent = (part: number, all: number) => `${((100 * part) / all).toFixed(1)}%`;
  if (shared !== undefined && shared > 0.01 * testRows) {
    const sentence = `${percent(shared, testRows)} of the test rows are also in the training part: a model that knows its rows by heart looks better than it is`;
    found.push({ reason: "same rows on both sides", sentence });
  }
  if (contradictory > 0.01 * rows) {
    const best = `${percent(contradictory, rows)} of the rows have features that occur with different labels (${percent(repeated, rows)} repeat another row): no model can be right on all of them`;
    found.push({ reason: "contradictory rows", sentence: best });
  }
  return found;
}
