// `hedgerow eda`: data in, a first look out: what each column holds, how it goes with the label, what looks wrong.

import { type ColumnSummary, type Exploration, explore } from "../explore/explore.ts";
import { formatCount, formatShare, UNDEFINED } from "../format-number.ts";
import { type Arguments, HELP, JSON_OUTPUT } from "./arguments.ts";
import type { Command } from "./command.ts";
import { DATA_NOTE, dataOf, LABELLED_OPTIONS } from "./data-options.ts";
import { type Io, print } from "./io.ts";
import { printable } from "./print-text.ts";
import { printWarnings } from "./print-warnings.ts";
import { readTraining, TRAINING_DATA_OPTIONS } from "./read-training.ts";
import { table } from "./table.ts";

export const edaCommand: Command = {
  name: "eda",
  summary: "look at data: columns, missing values, what goes with the label, what may leak",
  usage: "DATA... [--label COL] [options]",
  options: [
    ...TRAINING_DATA_OPTIONS.filter(({ name }) => name !== "output"),
    ...LABELLED_OPTIONS,
    JSON_OUTPUT,
    HELP,
  ],
  notes: [
    DATA_NOTE,
    "info is the mutual information with the label as a share of its entropy (0 nothing, 1 all); numbers are cut into 20 bins for it. With a test part, rows on both sides are counted.",
  ],
  examples: [
    "hedgerow eda alerts.csv --label grade",
    "hedgerow eda train.csv --label grade --test test.csv --json",
  ],
  run,
};

async function run(given: Arguments, io: Io): Promise<void> {
  const names = dataOf(given.operands);
  const { dataset, parts } = await readTraining(given, names, io, { label: given.text("label") });
  const { train, test } = parts;
  const found = explore(train, test);
  if (given.flag("json")) return print(io.stdout, JSON.stringify(found));
  await printWarnings([...dataset.warnings, ...found.suspicions.map(({ sentence }) => sentence)], io);
  await print(io.stdout, printExploration(found, io));
}

function printExploration(found: Exploration, io: Io): string {
  const { rows, label, classes, columns, correlations, duplicates, sharedWithTest } = found;
  const lines = [`${formatCount(rows)} rows, ${formatCount(columns.length)} columns`];
  if (label !== undefined) {
    const shares = classes.map(({ name, share }) => `${printable(name)} ${formatShare(share)}`);
    lines.push(`label ${printable(label)}: ${shares.join(", ")}`);
  }
  const ordered = [...columns].sort((a, b) => (b.label?.information ?? 0) - (a.label?.information ?? 0));
  const cells = ordered.map((column) => [
    column.name,
    column.kind ?? "left out",
    column.label === undefined ? UNDEFINED : column.label.information.toFixed(3),
    formatShare(column.missing),
    formatCount(column.distinct),
    contents(column),
  ]);
  const titles = [
    { title: "column", align: "left" as const, shrinkTo: 12 },
    { title: "kind", align: "left" as const },
    { title: "info" },
    { title: "missing" },
    { title: "distinct" },
    { title: "values", align: "left" as const, shrinkTo: 16 },
  ];
  lines.push("", table(titles, cells, { width: io.width, colour: io.colour }));
  if (correlations.length > 0) {
    const pairs = correlations.slice(0, 10).map(({ a, b, spearman }) => [a, b, spearman.toFixed(2)]);
    const heads = [
      { title: "together", align: "left" as const, shrinkTo: 12 },
      { title: "", align: "left" as const, shrinkTo: 12 },
      { title: "Spearman" },
    ];
    lines.push("", table(heads, pairs, { width: io.width, colour: io.colour }));
  }
  const shared =
    sharedWithTest === undefined ? "" : `; ${formatCount(sharedWithTest)} test rows are also here`;
  lines.push(
    "",
    `${formatCount(duplicates.repeated)} rows repeat another, ${formatCount(duplicates.contradictory)} occur with different labels${shared}`,
  );
  return lines.join("\n");
}

function contents({ quantiles, top }: ColumnSummary): string {
  if (quantiles !== undefined) {
    const [least, , middle, , most] = quantiles.map((value) => String(Number(value.toPrecision(4))));
    return `${least} … ${middle} … ${most}`;
  }
  return (top ?? []).map(({ value, share }) => `${value} ${formatShare(share)}`).join(", ");
}
