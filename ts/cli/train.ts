// `hedgerow train`: labelled data in, a model file and how good it is out.

import type { Dataset } from "../data/dataset.ts";
import { evaluateAnomaly } from "../evaluate/anomaly.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import type { Model } from "../model/model.ts";
import { type Arguments, HELP, JSON_OUTPUT } from "./arguments.ts";
import type { Command } from "./command.ts";
import { findFiles, STANDARD_INPUT } from "./data-file.ts";
import { DATA_NOTE, dataOf, LABELLED_OPTIONS } from "./data-options.ts";
import { keeping } from "./feeds.ts";
import { foreignLabels } from "./foreign-labels.ts";
import { type Io, print } from "./io.ts";
import { checkOutput, writeWhole } from "./output-file.ts";
import { printInference, warningsOf } from "./print-inference.ts";
import { formatCount } from "./print-number.ts";
import { printable } from "./print-text.ts";
import { printWarnings } from "./print-warnings.ts";
import { readModel } from "./read-model.ts";
import { readTraining, TRAINING_DATA_OPTIONS } from "./read-training.ts";
import { checkSplit, type Parts } from "./split-options.ts";
import { TRAIN_OPTIONS, trainOptions } from "./train-options.ts";
import {
  featuresOf,
  modelReport,
  printSaved,
  printScores,
  printTraining,
  syntheticWarning,
  type TrainReport,
  unseenOf,
} from "./train-report.ts";
import { trainWithProgress } from "./train-with-progress.ts";

export const trainCommand: Command = {
  name: "train",
  summary: "train a model on labelled data and say how good it is",
  usage: "DATA... --label COL [-o MODEL] [options]",
  options: [
    ...TRAINING_DATA_OPTIONS,
    {
      name: "resume",
      value: "MODEL",
      help: "go on from a saved model: so many more rounds or trees, in its kinds of columns and bins",
    },
    ...TRAIN_OPTIONS,
    ...LABELLED_OPTIONS,
    JSON_OUTPUT,
    HELP,
  ],
  notes: [
    DATA_NOTE,
    "Without --test, --split or --split-column all rows are trained on; how good the model is is then told by rows that its trees did not see: out-of-bag rows of a forest, validation rows of boosting.",
    "MODEL is put in place in one step when it is whole.",
  ],
  examples: [
    "hedgerow train alerts.csv --label grade --split 0.8 -o alerts.bin",
    "hedgerow train 'day-*.csv.gz' --label grade --method forest -o alerts.bin",
    "hedgerow train monday.csv --resume alerts.bin --rounds 50 -o alerts-2.bin",
  ],
  run,
};

async function run(given: Arguments, io: Io): Promise<void> {
  const names = dataOf(given.operands);
  const output = given.text("output");
  const resume = given.text("resume");
  const from = resume === undefined ? undefined : await readModel(resume);
  const options = trainOptions(given, { from });
  const isolation = options.method === "isolation";
  // An isolation forest looks at no label; with one it is tested.
  const label = isolation
    ? given.text("label")
    : (given.text("label") ?? from?.info.label ?? given.needed("label", "the column to predict"));
  checkSplit(given);
  if (output !== undefined) await checkOutput(output, await findFiles(names));
  const { dataset, parts, enricher } = await readTraining(given, names, io, { label, from });
  const json = given.flag("json");
  if (!json) await print(io.stdout, `${headText(names, dataset, parts, io.width)}\n`);

  const { model: trained, seconds } = await trainWithProgress(parts.train, options, io);
  const model = await keeping(trained, enricher);
  const { synthetic } = model.info.training;
  const warnings = [
    ...warningsOf(dataset),
    ...syntheticWarning(synthetic),
    ...(parts.test === undefined ? [] : testWarnings(model, parts.test, dataset)),
  ];
  const test = parts.test === undefined || label === undefined ? null : testOn(model, parts.test);
  const written =
    output === undefined ? undefined : await writeWhole(output, (sink) => sink.write(model.save()));
  const report: TrainReport = {
    method: model.info.method,
    seconds,
    rows: parts.train.rows,
    test,
    unseen: unseenOf(model, parts.train),
    features: featuresOf(model),
    model: modelReport(model, written),
    ...(synthetic === undefined ? {} : { synthetic }),
    warnings,
  };
  if (json) return await print(io.stdout, JSON.stringify(report));
  await printWarnings(warnings, io);
  const saved = written === undefined ? "not saved: -o FILE does that" : printSaved(written);
  await print(
    io.stdout,
    `${printTraining(report)}\n\n${printScores(report, parts.testName, io)}\n\n${saved}`,
  );
}

function testOn(model: Model, test: Dataset): TrainReport["test"] {
  return model.info.method === "isolation" ? evaluateAnomaly(model, test) : evaluate(model, test);
}

/** What the test data has that the training data did not have, and the other way round. */
function testWarnings(model: Model, test: Dataset, trained: Dataset): string[] {
  const known = new Set(trained.warnings);
  return [...test.warnings.filter((warning) => !known.has(warning)), ...foreignLabels(model, test)];
}

function headText(names: readonly string[], dataset: Dataset, { train }: Parts, width: number): string {
  const files = names.map((name) => (name === STANDARD_INPUT ? "standard input" : printable(name)));
  const trained = train.rows === dataset.rows ? "" : `, ${formatCount(train.rows)} of them to train on`;
  const head = `${files.join(", ")}: ${formatCount(dataset.rows)} rows${trained}`;
  return `${head}\n${printInference(train, width)}`;
}
