// A dataset in; a few lines on what it was taken for, and sentences on what to look at, out.

import type { Dataset } from "../data/dataset.ts";
import { formatCount } from "../format-number.ts";
import { printable, wrap } from "./print-text.ts";

const MOST_CLASSES = 8;

/** Rows, label with its classes, features by kind, what was left out and why. */
export function printInference(dataset: Dataset, width: number): string {
  const { report } = dataset.schema;
  const lines = [...aligned("label", labelText(dataset), width)];
  const kinds = new Map<string, string[]>();
  for (const { column, kind } of report) kinds.set(kind, [...(kinds.get(kind) ?? []), column]);
  for (const [kind, names] of kinds)
    if (kind !== "drop") lines.push(...aligned(kind, names.map(printable).join(", "), width));
  const dropped = report.filter(({ kind }) => kind === "drop");
  for (const { column, reason } of dropped)
    lines.push(...aligned("left out", `${printable(column)}: ${printable(reason)}`, width));
  return lines.join("\n");
}

function labelText({ label = "", classes, labels }: Dataset): string {
  const rows = new Uint32Array(classes.length);
  for (const index of labels) rows[index] = (rows[index] as number) + 1;
  const shown = classes
    .slice(0, MOST_CLASSES)
    .map((name, i) => `${printable(name)} (${formatCount(rows[i] as number)})`);
  const more = classes.length > MOST_CLASSES ? `, … (${formatCount(classes.length)} classes)` : "";
  return `${printable(label)}: ${shown.join(", ")}${more}`;
}

function aligned(head: string, text: string, width: number): string[] {
  const lines = wrap(text.split(" "), " ", width - 12);
  return lines.map((line, i) => `  ${(i === 0 ? head : "").padEnd(9)} ${line}`);
}

/** What a person should look at: warnings of the data, then one sentence for each feature that there are notes on. */
export function warningsOf(dataset: Dataset): string[] {
  return [...dataset.warnings, ...undecoded(dataset), ...notesOf(dataset)];
}

function notesOf({ schema }: Dataset): string[] {
  const noted = schema.report.filter(({ kind, notes }) => kind !== "drop" && notes.length > 0);
  return noted.map(({ column, notes }) => `${column}: ${notes.join("; ")}`);
}

/** Bytes that are not UTF-8 were replaced: the texts are usable, but not what the file says. */
function undecoded(dataset: Dataset): string[] {
  return dataset.columnNames.flatMap((name) => {
    const column = dataset.column(name);
    if (column.kind !== "strings" || !column.dictionary.some((text) => text.includes("\ufffd"))) return [];
    return [`${name}: some bytes are not UTF-8 and were read as \ufffd`];
  });
}
