// `hedgerow evaluate`: a model and labelled data in, how good the model is there out.

import { evaluateAnomaly } from "../evaluate/anomaly.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { type Arguments, HELP, JSON_OUTPUT } from "./arguments.ts";
import type { Command } from "./command.ts";
import { DATA_NOTE, dataOf, LABELLED_OPTIONS, labelledOptions } from "./data-options.ts";
import { UsageError } from "./failure.ts";
import { ENRICH_OPTION, enricherToScore } from "./feeds.ts";
import { foreignLabels } from "./foreign-labels.ts";
import { type Io, print } from "./io.ts";
import { printEvaluation } from "./print-evaluation.ts";
import { printWarnings } from "./print-warnings.ts";
import { readDataset } from "./read-dataset.ts";
import { readModel } from "./read-model.ts";
import { printAnomalies } from "./train-report.ts";

export const evaluateCommand: Command = {
  name: "evaluate",
  summary: "test a model on labelled data",
  usage: "MODEL DATA... [--label COL] [options]",
  options: [
    { name: "label", short: "l", value: "COL", help: "the column with the truth (default: as in training)" },
    {
      name: "split-column",
      value: "COL",
      help: "a column whose cells say train or test: take the test rows",
    },
    ENRICH_OPTION,
    ...LABELLED_OPTIONS,
    JSON_OUTPUT,
    HELP,
  ],
  notes: ["On rows that the model was trained on it looks better than it is.", DATA_NOTE],
  examples: ["hedgerow evaluate alerts.bin newer.csv --json"],
  run,
};

async function run(given: Arguments, io: Io): Promise<void> {
  const [file, ...names] = given.operands;
  const model = await readModel(file);
  const data = dataOf(names);
  const label = given.text("label") ?? model.info.label;
  if (label === undefined)
    throw new UsageError("--label is missing: the model does not name its label column");
  const { method } = model.info;
  const isolation = method === "isolation";
  const all = await readDataset(data, io, {
    ...labelledOptions(given),
    label,
    schema: model.schema,
    enricher: await enricherToScore(model, given, io),
    // An isolation forest knows no classes of the label.
    ...(isolation ? {} : { tested: model.classes }),
  });
  const column = given.text("split-column");
  const dataset = column === undefined ? all : all.splitOn(column).test;
  const warnings = [...dataset.warnings, ...(isolation ? [] : foreignLabels(model, dataset))];
  const test = isolation ? evaluateAnomaly(model, dataset) : evaluate(model, dataset);
  if (given.flag("json")) {
    return print(io.stdout, JSON.stringify({ method, rows: dataset.rows, test, warnings }));
  }
  await printWarnings(warnings, io);
  const { width, colour } = io;
  if ("flagged" in test) return print(io.stdout, printAnomalies(test));
  await print(io.stdout, printEvaluation(test, { title: `${file} on ${data.join(", ")}`, width, colour }));
}
