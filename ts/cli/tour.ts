// What `npm start` runs: nothing, or a labelled data file, in; both learners trained and tested, the better one saved as
// alerts.bin, and one record it has not seen graded, out. Then it says what to try next.

import { Dataset } from "../data/dataset.ts";
import { INCIDENT_CEILING, sampleIncidents } from "../data/sample/index.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import type { Evaluation } from "../evaluate/evaluation.ts";
import { formatCount, formatScore, formatSeconds, formatShare } from "../format-number.ts";
import type { Model } from "../model/model.ts";
import type { Method } from "../model/options.ts";
import { type Arguments, HELP, type OptionSpec, parseArguments } from "./arguments.ts";
import { LABELLED_OPTIONS, labelledOptions } from "./data-options.ts";
import { UsageError } from "./failure.ts";
import { type Io, print } from "./io.ts";
import { writeWhole } from "./output-file.ts";
import { printEvaluation, printImportance } from "./print-evaluation.ts";
import { printInference, warningsOf } from "./print-inference.ts";
import { styleFor } from "./print-style.ts";
import { cut, printable } from "./print-text.ts";
import { printWarnings } from "./print-warnings.ts";
import { readDataset } from "./read-dataset.ts";
import { reported } from "./run.ts";
import { table } from "./table.ts";
import { printSaved } from "./train-report.ts";
import { trainWithProgress } from "./train-with-progress.ts";

const ROWS = 20_000;
const SEED = 7;
const SHARE = 0.8;
const MODEL = "alerts.bin";
const TOP = 8;

const OPTIONS: readonly OptionSpec[] = [
  { name: "label", short: "l", value: "COL", help: "the column to predict" },
  { name: "drop", value: "A,B", help: "columns that are no features" },
  ...LABELLED_OPTIONS,
  HELP,
];

interface Trained {
  method: Method;
  model: Model;
  test: Evaluation;
}

/** Runs the tour with these words; `folder` is where alerts.bin goes. */
export function tour(words: readonly string[], io: Io, folder: string = "."): Promise<number> {
  return reported(words, io, "hedgerow", async () => {
    const given = parseArguments(words, OPTIONS);
    if (given.flag("help")) return print(io.stdout, "npm start [-- DATA --label COLUMN [--drop A,B]]");
    const [file] = given.operands;
    const dataset = file === undefined ? await ownData(io) : await readersData(given, io);
    await print(io.stdout, `${printInference(dataset, io.width)}\n`);
    await printWarnings(warningsOf(dataset), io);
    await show(dataset, file, io, folder);
  });
}

async function ownData(io: Io): Promise<Dataset> {
  const sample = sampleIncidents({ rows: ROWS, seed: SEED });
  const { accuracy, macroF1 } = INCIDENT_CEILING;
  await print(
    io.stdout,
    `${formatCount(ROWS)} made-up security incidents, to be graded true positive (TP), benign
positive (BP) or false positive (FP). Their grades hold noise: no model can be
right more often than accuracy ${formatScore(accuracy)}, macro-F1 ${formatScore(macroF1)}.\n`,
  );
  return Dataset.fromColumns(sample.columns, { label: sample.label });
}

async function readersData(given: Arguments, io: Io): Promise<Dataset> {
  const label = given.text("label");
  if (label === undefined)
    throw new UsageError("Which column is to be predicted? npm start -- DATA --label COLUMN");
  const reading = { ...labelledOptions(given), label, drop: given.list("drop") };
  const dataset = await readDataset(given.operands, io, reading);
  await print(io.stdout, `${given.operands.map(printable).join(", ")}: ${formatCount(dataset.rows)} rows`);
  return dataset;
}

async function show(dataset: Dataset, file: string | undefined, io: Io, folder: string): Promise<void> {
  const { bold } = styleFor(io.colour);
  const [fit, held] = dataset.split(SHARE, { seed: SEED });
  const rows = `${formatCount(fit.rows)} rows to train on, ${formatCount(held.rows)} to test with`;
  await print(io.stdout, `${rows}\n`);
  const boosting = await trainAndTest("boosting", fit, held, io);
  const forest = await trainAndTest("forest", fit, held, io);
  const better = forest.test.logLoss < boosting.test.logLoss ? forest : boosting;

  const path = folder === "." ? MODEL : `${folder}/${MODEL}`;
  const written = await writeWhole(path, (sink) => sink.write(better.model.save()));
  await print(io.stdout, `${bold(`${better.method} has the lower log-loss`)}: ${printSaved(written)}\n`);
  await print(io.stdout, `${gradeOne(better.model, held, io)}\n`);
  await print(io.stdout, `${bold("Next")}\n${nextSteps(file, dataset.label as string)}`);
}

async function trainAndTest(method: Method, fit: Dataset, held: Dataset, io: Io): Promise<Trained> {
  const { width, colour } = io;
  const { model, seconds } = await trainWithProgress(fit, { method, seed: SEED }, io);
  const test = evaluate(model, held);
  const { info } = model;
  const steps = method === "forest" ? `${info.trees} trees` : `${info.training.rounds} rounds`;
  const title = `${method === "forest" ? "Forest" : "Boosting"}: ${steps} in ${formatSeconds(seconds)}`;
  const items = model.importance().map(({ feature, gain }) => ({ feature, share: gain }));
  const parts = [
    printEvaluation(test, { title, width, colour }),
    printImportance(items, TOP, { width, colour }),
  ];
  await print(io.stdout, `${parts.join("\n\n")}\n`);
  return { method, model, test };
}

/** The first held-out row, its true label and what the model says. */
function gradeOne(model: Model, held: Dataset, { width, colour }: Io): string {
  const { bold } = styleFor(colour);
  const label = held.label as string;
  const { [label]: truth, ...record } = held.record(0);
  const started = performance.now();
  for (let i = 0; i < REPEATS; i++) model.predict(record);
  const seconds = (performance.now() - started) / 1000 / REPEATS;
  const answer = model.predict(record);
  const explained = model.explain(record, { top: TOP_REASONS });
  const shown = model.encoder.features.filter(({ name }) => record[name] !== undefined).slice(0, MOST_FIELDS);
  const fields = shown.map(({ name }) => cut(printable(`  ${name}: ${JSON.stringify(record[name])}`), width));
  const classes = model.classes.map((name) => [name, formatShare(answer.probabilities[name] as number)]);
  return [
    `${bold("One record that it has not seen")}`,
    ...fields,
    `${bold(`graded ${printable(answer.label)}`)}, in ${formatSeconds(seconds)}; its ${printable(label)} is ${printable(String(truth))}`,
    table([{ title: "class", align: "left" }, { title: "probability" }], classes, {
      width,
      colour,
      indent: 2,
    }),
    `${bold("because")} (base ${explained.base.toFixed(2)}, ${explained.unit} of ${printable(answer.label)} ${explained.margin.toFixed(2)})`,
    ...explained.contributions.map(({ feature, value, contribution }) => {
      const sign = contribution < 0 ? "-" : "+";
      const text = `  ${sign}${Math.abs(contribution).toFixed(2)}  ${feature}: ${JSON.stringify(value ?? null)}`;
      return cut(printable(text), width);
    }),
  ].join("\n");
}

const MOST_FIELDS = 20;
const TOP_REASONS = 5;
/** Timed this often: the first times are slow. */
const REPEATS = 2000;

/** Commands that work as they stand. */
function nextSteps(file: string | undefined, label: string): string {
  const shown = file === undefined ? undefined : quoted(file);
  const lines =
    shown === undefined
      ? [
          "npx hedgerow sample incidents --rows 1000 --seed 8 -o new.csv",
          `npx hedgerow predict ${MODEL} new.csv --id incident_id`,
          `npx hedgerow evaluate ${MODEL} new.csv`,
          `npx hedgerow explain ${MODEL} new.csv --limit 3 --top 3`,
          `npx hedgerow train new.csv --label ${label} --split 0.8 -o mine.bin`,
          "npm start -- path/to/your.csv --label column",
        ]
      : [
          `npx hedgerow predict ${MODEL} ${shown}`,
          `npx hedgerow train ${shown} --label ${quoted(label)} --method forest --balance weights --split 0.8`,
        ];
  return [...lines, `npx hedgerow inspect ${MODEL}`, "npx hedgerow --help"]
    .map((line) => `  ${line}`)
    .join("\n");
}

/** As a shell takes it for one word. */
function quoted(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
