// A dataset and a first look at it in, its data dictionary out: for each column what it is, why, and which values it has.

import type { Dataset } from "../data/dataset.ts";
import type { ColumnSummary, Exploration } from "../explore/explore.ts";
import { formatShare } from "../format-number.ts";
import { csvLine } from "./csv-line.ts";
import { formatNumber } from "./format-value.ts";
import type { DictionaryEntry } from "./results.ts";

/** What each kind is to a model. */
const MEANINGS: Readonly<Record<string, string>> = {
  number: "a number",
  category: "one of several names",
  boolean: "yes or no",
  time: "a moment",
  ip: "an IP address",
  tags: "a set of tags",
  text: "free text",
};

export function dictionaryOf(dataset: Dataset, exploration: Exploration): DictionaryEntry[] {
  const entries = exploration.columns.map((column) => ({
    column: column.name,
    type: column.kind ?? "left out",
    description: descriptionOf(column),
    values: valuesOf(column),
    missing: column.missing,
    distinct: column.distinct,
  }));
  const { label, classes } = exploration;
  if (label === undefined) return entries;
  const shares = classes.map(({ name, share }) => `${name} (${formatShare(share)})`).join(", ");
  const description = "what is to be told, known for the rows trained on";
  const row = { column: label, type: "label", description, values: shares };
  return [{ ...row, missing: 0, distinct: dataset.classes.length }, ...entries];
}

function descriptionOf({ kind, note, missing, label }: ColumnSummary): string {
  const parts = [kind === undefined ? "no feature" : (MEANINGS[kind] ?? kind)];
  if (note !== undefined) parts.push(note);
  if (missing > 0) parts.push(`missing in ${formatShare(missing)} of the rows`);
  if (label !== undefined && kind !== undefined)
    parts.push(`tells ${formatShare(label.information)} of the label by itself`);
  return parts.join("; ");
}

/** "0 … 3 … 42" (least, median, most), or the most frequent values with their shares. */
export function valuesOf({ quantiles, top }: ColumnSummary): string {
  if (quantiles !== undefined) {
    const [least, , middle, , most] = quantiles;
    return [least, middle, most].map(formatNumber).join(" … ");
  }
  return (top ?? []).map(({ value, share }) => `${value} (${formatShare(share)})`).join(", ");
}

/** The dictionary as CSV: column, type, description, values, missing (share), distinct. */
export function dataDictionary({ dictionary }: { dictionary: readonly DictionaryEntry[] }): string {
  const head = ["column", "type", "description", "values", "missing", "distinct"];
  const lines = dictionary.map(({ column, type, description, values, missing, distinct }) =>
    csvLine([column, type, description, values, missing, distinct]),
  );
  return [csvLine(head), ...lines].join("");
}
