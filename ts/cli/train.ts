// `hedgerow train`: labelled data in, a model file and how good it is out.

import type { Dataset } from "../data/dataset.ts";
import { evaluateAnomaly } from "../evaluate/anomaly.ts";
import { crossValidate } from "../evaluate/cross-validate.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { formatCount } from "../format-number.ts";
import { type Decision, decideBy } from "../model/decision.ts";
import { type Model, withDecision } from "../model/model.ts";
import type { TrainOptions } from "../model/options.ts";
import { type Arguments, HELP, JSON_OUTPUT } from "./arguments.ts";
import type { Command } from "./command.ts";
import { findFiles, STANDARD_INPUT } from "./data-file.ts";
import { DATA_NOTE, dataOf, LABELLED_OPTIONS } from "./data-options.ts";
import { UsageError } from "./failure.ts";
import { keeping } from "./feeds.ts";
import { foreignLabels } from "./foreign-labels.ts";
import { type Io, print } from "./io.ts";
import { checkOutput, writeWhole } from "./output-file.ts";
import { printInference, warningsOf } from "./print-inference.ts";
import { printable } from "./print-text.ts";
import { printWarnings } from "./print-warnings.ts";
import { startProgress } from "./progress.ts";
import { readModel } from "./read-model.ts";
import { readTraining, TRAINING_DATA_OPTIONS } from "./read-training.ts";
import { checkSplit, type Parts } from "./split-options.ts";
import { TRAIN_OPTIONS, trainOptions } from "./train-options.ts";
import {
  type CrossValidated,
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
import { CROSS_OPTIONS, crossOptions } from "./tune.ts";

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
    {
      name: "folds",
      value: "K",
      help: "cross-validate with so many folds first, and tell how good such models are (default: no)",
    },
    ...CROSS_OPTIONS.filter(({ name }) => name === "fold-by"),
    {
      name: "threshold",
      value: "P",
      help: "answer --positive from this probability on, and the most probable other class below (default: the most probable class)",
    },
    { name: "positive", value: "CLASS", help: "the class of --threshold (default: of two the second)" },
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
    "hedgerow train sessions.csv --label attack --threshold 0.45 --folds 5",
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

  const decision = decisionOf(given, parts.train);
  const crossValidation = await crossValidated(given, parts.train, options, decision, io);
  const { model: trained, seconds } = await trainWithProgress(parts.train, options, io);
  const model = await keeping(
    decision === undefined ? trained : await withDecision(trained, decision),
    enricher,
  );
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
    ...(crossValidation === undefined ? {} : { crossValidation }),
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

/** What --threshold and --positive ask for. */
function decisionOf(given: Arguments, { classes }: Dataset): Decision | undefined {
  const threshold = given.number("threshold");
  const positive = given.text("positive") ?? (classes.length === 2 ? classes[1] : undefined);
  if (threshold === undefined) {
    if (given.text("positive") !== undefined) throw new UsageError("--positive needs --threshold");
    return undefined;
  }
  if (!(threshold >= 0 && threshold <= 1))
    throw new UsageError(`--threshold is a probability, from 0 to 1, not ${threshold}`);
  if (positive === undefined)
    throw new UsageError(`--threshold needs --positive, the class: ${classes.join(", ")}`);
  const decision = { positive, threshold };
  decideBy(decision, classes);
  return decision;
}

async function crossValidated(
  given: Arguments,
  dataset: Dataset,
  options: TrainOptions,
  decision: Decision | undefined,
  io: Io,
): Promise<CrossValidated | undefined> {
  const { folds, workers, ...how } = crossOptions(given);
  if (folds === undefined) {
    if (given.text("fold-by") !== undefined) throw new UsageError("--fold-by needs --folds");
    return undefined;
  }
  // A model that training goes on from has seen the rows of every fold.
  if (options.from !== undefined) throw new UsageError("--folds can not be told with --resume");
  const { stream, colour } = { stream: io.progress, colour: io.colour };
  const progress = startProgress({ title: "cross-validating", unit: "folds", stream, colour });
  const { workers: _, ...each } = options;
  try {
    const found = await crossValidate(dataset, each, {
      ...how,
      folds,
      workers,
      decision,
      onProgress: (step) => progress.update(step),
    });
    return { folds, metrics: found.metrics, evaluation: found.evaluation };
  } finally {
    progress.finish();
  }
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
