// `hedgerow compare`: labelled data in, a table of models out: how good, how fast, and which are worse than the best beyond chance.

import { COMPARED, type ComparedModel, type Comparison, compare } from "../evaluate/compare.ts";
import { formatCount, formatScore, formatSeconds, UNDEFINED } from "../format-number.ts";
import { type Arguments, HELP, JSON_OUTPUT } from "./arguments.ts";
import type { Command } from "./command.ts";
import { DATA_NOTE, dataOf, LABELLED_OPTIONS } from "./data-options.ts";
import { UsageError } from "./failure.ts";
import { type Io, print } from "./io.ts";
import { warningsOf } from "./print-inference.ts";
import { printWarnings } from "./print-warnings.ts";
import { startProgress } from "./progress.ts";
import { readTraining, TRAINING_DATA_OPTIONS } from "./read-training.ts";
import { table } from "./table.ts";
import { CROSS_OPTIONS, crossOptions } from "./tune.ts";

export const compareCommand: Command = {
  name: "compare",
  summary: "train several models on the same rows and tell which is best",
  usage: "DATA... --label COL [options]",
  options: [
    ...TRAINING_DATA_OPTIONS.filter(({ name }) => name !== "output"),
    {
      name: "models",
      value: "A,B",
      help: `which: ${COMPARED.join(", ")} (default: all; isolation with two classes only)`,
    },
    {
      name: "sample-rows",
      value: "N",
      help: "most training rows of the models that grow slow with rows (default: 10000 for knn, 8000 for svm-linear and svm-rbf, 50000 for tree)",
    },
    ...CROSS_OPTIONS,
    { name: "seed", value: "N", help: "seed of everything drawn, the split too (default: 0)" },
    ...LABELLED_OPTIONS,
    JSON_OUTPUT,
    HELP,
  ],
  notes: [
    DATA_NOTE,
    "Tested on the rows of --test, --split-column or --split where one is given, and by cross-validation otherwise.",
    "p: how often a difference from the best as large as this comes about by chance where there is none (McNemar's test on a test part, the corrected resampled t-test over folds); not corrected for the number of models.",
  ],
  examples: [
    "hedgerow compare alerts.csv --label grade --workers 2",
    "hedgerow compare train.csv --label grade --test test.csv --models logistic,forest,boosting --json",
  ],
  run,
};

async function run(given: Arguments, io: Io): Promise<void> {
  const names = dataOf(given.operands);
  const models = given.list("models") as ComparedModel[] | undefined;
  const cross = crossOptions(given);
  const { dataset, parts } = await readTraining(given, names, io);
  if (parts.test !== undefined && (cross.folds !== undefined || given.text("fold-by") !== undefined))
    throw new UsageError("Give a test part or folds, not both");
  const progress = startProgress({
    title: "comparing",
    unit: "fits",
    stream: io.progress,
    colour: io.colour,
  });
  let found: Comparison;
  try {
    found = await compare(parts.train, {
      ...cross,
      models,
      test: parts.test,
      sampleRows: given.number("sample-rows"),
      onProgress: (step) => progress.update(step),
    });
  } finally {
    progress.finish();
  }
  const warnings = warningsOf(dataset);
  if (given.flag("json")) return print(io.stdout, JSON.stringify({ ...found, warnings }));
  const failures = found.failed.map(({ model, message }) => `${model} is left out: ${message}`);
  await printWarnings([...warnings, ...failures], io);
  await print(io.stdout, printComparison(found, parts.testName, io));
}

function printComparison(found: Comparison, testName: string, io: Io): string {
  const { models, by, folds, rows, significance } = found;
  const { train, test } = { train: formatCount(rows.train), test: formatCount(rows.test) };
  const how =
    by === "test part"
      ? `${testName}: ${test}, trained on ${train}`
      : `Cross-validation: ${folds} folds of about ${test} rows, trained on ${train}`;
  const columns = [
    { title: "model", align: "left" as const },
    { title: "accuracy" },
    { title: "±" },
    { title: "macro-F1" },
    { title: "log-loss" },
    { title: "ROC AUC" },
    { title: "p" },
    { title: "fit" },
    { title: "µs/row" },
  ];
  const cells = models.map((each) => [
    each.sampledRows === undefined ? each.model : `${each.model} *`,
    formatScore(each.accuracy),
    formatScore(each.standardError),
    formatScore(each.macroF1),
    formatScore(each.logLoss),
    formatScore(each.rocAuc),
    each.p == null ? UNDEFINED : each.p < 0.001 ? "<0.001" : each.p.toFixed(3),
    formatSeconds(each.fitSeconds),
    each.predictMicroseconds.toFixed(1),
  ]);
  const sampled = models.flatMap(({ model, sampledRows }) =>
    sampledRows === undefined ? [] : [`${model} ${formatCount(sampledRows)}`],
  );
  const notes = sampled.length === 0 ? "" : `\n* trained on a sample of the rows: ${sampled.join(", ")}`;
  const lines = table(columns, cells, { width: io.width, colour: io.colour });
  return `${how}\n\n${lines}${notes}\np: ${significance}, against ${models[0]?.model}`;
}
