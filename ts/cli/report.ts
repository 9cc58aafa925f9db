// `hedgerow report`: labelled data in, one page to send out: the data, models compared, the chosen one and how good it is, why it
// answers as it does, how all was made. Beside it the same as a model card, a data dictionary, metrics as CSV, or JSON.

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { Dataset } from "../data/dataset.ts";
import { COMPARED, type ComparedModel, type Comparison, compare } from "../evaluate/compare.ts";
import { formatScore } from "../format-number.ts";
import type { Model } from "../model/model.ts";
import { checkOptions, type TrainOptions } from "../model/options.ts";
import type { Making, ReportResults } from "../report/results.ts";
import { type Arguments, HELP, JSON_OUTPUT } from "./arguments.ts";
import type { Command } from "./command.ts";
import { findFiles, STANDARD_INPUT } from "./data-file.ts";
import { DATA_NOTE, dataOf, LABELLED_OPTIONS } from "./data-options.ts";
import { fileError, UsageError } from "./failure.ts";
import { keeping } from "./feeds.ts";
import { type Io, print } from "./io.ts";
import { checkOutput, type WrittenFile, writeWhole } from "./output-file.ts";
import { warningsOf } from "./print-inference.ts";
import { printWarnings } from "./print-warnings.ts";
import { startProgress } from "./progress.ts";
import { readModel } from "./read-model.ts";
import { readTraining, TRAINING_DATA_OPTIONS } from "./read-training.ts";
import type { Parts } from "./split-options.ts";
import { TRAIN_OPTIONS, trainOptions } from "./train-options.ts";
import { printSaved } from "./train-report.ts";
import { trainWithProgress } from "./train-with-progress.ts";
import { CROSS_OPTIONS, crossOptions } from "./tune.ts";

/** `workers` is for the folds of the comparison here. */
const OWN: ReadonlySet<string> = new Set(["workers"]);
const SHARE = 0.8;
const DEFAULT_MODELS: readonly ComparedModel[] = ["majority", "logistic", "tree", "forest", "boosting"];

/** What can be written, by option. */
const OUTPUTS = ["output", "card", "dictionary", "metrics", "save"] as const;
type Output = (typeof OUTPUTS)[number];

export const reportCommand: Command = {
  name: "report",
  summary: "write one page on the data, the models compared and the chosen one",
  usage: "DATA... --label COL -o report.html [options]",
  options: [
    { name: "output", short: "o", value: "FILE", help: "the page: one HTML file that needs nothing else" },
    { name: "card", value: "FILE", help: "a model card as Markdown" },
    {
      name: "dictionary",
      value: "FILE",
      help: "a data dictionary as CSV: column, type, description, values",
    },
    { name: "metrics", value: "FILE", help: "the metrics as CSV, such as evaluation_metrics.csv" },
    { name: "save", value: "MODEL", help: "the model that the report is about" },
    {
      name: "model",
      value: "MODEL",
      help: "report on this saved model instead of training one; say with --test, --split or --split-column which rows it has not seen",
    },
    {
      name: "models",
      value: "A,B",
      help: `what is compared: ${COMPARED.join(", ")}, or none (default: ${DEFAULT_MODELS.join(",")})`,
    },
    { name: "title", value: "TEXT", help: "what stands above it all" },
    { name: "explain-rows", value: "N", help: "most test rows that are explained (default: 300)" },
    ...TRAINING_DATA_OPTIONS.filter(({ name }) => name !== "output"),
    ...CROSS_OPTIONS,
    ...TRAIN_OPTIONS.filter(({ name }) => !OWN.has(name)),
    ...LABELLED_OPTIONS,
    JSON_OUTPUT,
    HELP,
  ],
  notes: [
    DATA_NOTE,
    "Without --test, --split or --split-column a fifth of the rows is kept to test with. Models are compared by cross-validation of the other rows, with default options; forest or boosting, whichever is more accurate there (or --method), is then trained on all of them with the options given.",
    "--json prints all results as one JSON object.",
  ],
  examples: [
    "hedgerow report alerts.csv --label grade -o report.html",
    "hedgerow report train.csv --label grade --test test.csv --method forest -o report.html --card MODEL_CARD.md --metrics evaluation_metrics.csv",
  ],
  run,
};

async function run(given: Arguments, io: Io): Promise<void> {
  const names = dataOf(given.operands);
  const outputs = outputsOf(given);
  const options = trainOptions(given, { without: OWN });
  if (options.method === "isolation")
    throw new UsageError("--method is forest or boosting here: a report is on a model that tells classes");
  const saved = given.text("model");
  const split = ["test", "split", "split-column"].some(
    (name) => given.all(name).length > 0 || given.text(name),
  );
  if (saved !== undefined && !split)
    throw new UsageError("--model needs --test, --split or --split-column: which rows it has not seen");
  const files = await findFiles(names);
  const read = [...files, ...given.all("test"), ...(saved === undefined ? [] : [saved])];
  for (const file of outputs.values()) await checkOutput(file, read);
  const models = modelsOf(given);
  const found = saved === undefined ? undefined : await readModel(saved);
  const data = { label: given.needed("label", "the column to predict"), from: found };
  const { parts, dataset, enricher } = await readTraining(given, names, io, data);
  const { train, test, testName } = testParts(parts, given.number("seed") ?? 0);
  const comparison = models.length === 0 ? undefined : await compared(train, models, given, io);
  const { model: plain, why } =
    found === undefined
      ? await chosen(train, options, comparison, io)
      : { model: found, why: "--model named it" };
  const model = found === undefined ? await keeping(plain, enricher) : plain;
  const { reportResults } = await import("../report/index.ts");
  const results = await reportResults(model, {
    train,
    test,
    testRows: testName,
    comparison,
    why,
    title: given.text("title"),
    seed: given.number("seed"),
    explainRows: given.number("explain-rows"),
    files: await hashed(read.filter((file) => file !== saved)),
    date: new Date().toISOString().slice(0, 10),
    warnings: [...warningsOf(dataset), ...betterOthers(comparison, model)],
  });
  const written = await writeAll(outputs, results, model);
  if (given.flag("json")) return print(io.stdout, JSON.stringify({ ...results, written }));
  await printWarnings(results.warnings, io);
  await print(io.stdout, [summaryOf(results), ...written.map(printSaved)].join("\n"));
}

function outputsOf(given: Arguments): Map<Output, string> {
  const outputs = new Map<Output, string>();
  for (const name of OUTPUTS) {
    const file = given.text(name);
    if (file === undefined) continue;
    if ([...outputs.values()].includes(file)) throw new UsageError(`${file} is to be written twice`);
    outputs.set(name, file);
  }
  if (outputs.size === 0 && !given.flag("json"))
    throw new UsageError("-o is missing: the file for the page, such as report.html");
  return outputs;
}

function modelsOf(given: Arguments): readonly ComparedModel[] {
  const named = given.list("models");
  if (named === undefined) return given.text("model") === undefined ? DEFAULT_MODELS : [];
  return named.length === 1 && named[0] === "none" ? [] : (named as ComparedModel[]);
}

function testParts(parts: Parts, seed: number): Required<Parts> {
  if (parts.test !== undefined)
    return { ...parts, test: parts.test, testName: parts.testName.replace(/^T/, "t") };
  const [train, test] = parts.train.split(SHARE, { seed });
  return { train, test, testName: `a fifth of the rows, drawn with seed ${seed}` };
}

async function compared(
  train: Dataset,
  models: readonly ComparedModel[],
  given: Arguments,
  io: Io,
): Promise<Comparison> {
  const { stream, colour } = { stream: io.progress, colour: io.colour };
  const progress = startProgress({ title: "comparing", unit: "fits", stream, colour });
  try {
    return await compare(train, {
      ...crossOptions(given),
      models,
      onProgress: (step) => progress.update(step),
    });
  } finally {
    progress.finish();
  }
}

/** Forest or boosting, by what was asked for or by what did better. */
async function chosen(
  train: Dataset,
  given: TrainOptions,
  comparison: Comparison | undefined,
  io: Io,
): Promise<{ model: Model; why: string }> {
  const ours = comparison?.models.filter(({ model }) => model === "forest" || model === "boosting") ?? [];
  const [first, second] = ours;
  let [method, why] = [given.method ?? "boosting", "it is the default"];
  if (given.method !== undefined) why = "--method asked for it";
  else if (first !== undefined && second !== undefined) {
    method = first.model as "forest" | "boosting";
    why = `it was more accurate than ${second.model} in the comparison (${formatScore(first.accuracy)} and ${formatScore(second.accuracy)})`;
  }
  const options = { ...given, method };
  checkOptions(options);
  const { model } = await trainWithProgress(train, options, io);
  return { model, why };
}

const SIGNIFICANT = 0.05;

/** What was more accurate beyond chance than what is reported on. */
function betterOthers(comparison: Comparison | undefined, model: Model): string[] {
  const [best] = comparison?.models ?? [];
  const own = comparison?.models.find((each) => each.model === model.info.method);
  if (best === undefined || own === undefined || best === own) return [];
  if (own.p === undefined || own.p === null || own.p >= SIGNIFICANT) return [];
  const scores = `${formatScore(best.accuracy)} and ${formatScore(own.accuracy)}, p ${own.p.toFixed(3)}`;
  return [`${best.model} was more accurate than ${own.model} in the comparison: ${scores}`];
}

async function hashed(files: readonly string[]): Promise<NonNullable<Making["files"]>> {
  const found: NonNullable<Making["files"]> = [];
  for (const name of files) {
    if (name === STANDARD_INPUT) {
      found.push({ name: "standard input" });
      continue;
    }
    const hash = createHash("sha256");
    let bytes = 0;
    try {
      for await (const chunk of createReadStream(name)) {
        hash.update(chunk);
        bytes += chunk.length;
      }
    } catch (error) {
      throw fileError(name, error, "read");
    }
    found.push({ name, bytes, sha256: hash.digest("hex") });
  }
  return found;
}

/** All is made before the first file is written. */
async function writeAll(
  outputs: ReadonlyMap<Output, string>,
  results: ReportResults,
  model: Model,
): Promise<WrittenFile[]> {
  const { report, modelCard, dataDictionary, evaluationMetrics } = await import("../report/index.ts");
  const makers: Readonly<Record<Output, () => string | Uint8Array>> = {
    output: () => report(results),
    card: () => modelCard(results),
    dictionary: () => dataDictionary(results),
    metrics: () => evaluationMetrics(results),
    save: () => model.save(),
  };
  const contents = [...outputs].map(([name, file]) => ({ file, content: makers[name]() }));
  const written: WrittenFile[] = [];
  for (const { file, content } of contents)
    written.push(await writeWhole(file, (sink) => sink.write(content)));
  return written;
}

function summaryOf({ evaluation, model, made }: ReportResults): string {
  const { accuracy, macroF1, logLoss } = evaluation;
  const scores = `accuracy ${formatScore(accuracy)}, macro-F1 ${formatScore(macroF1)}, log-loss ${formatScore(logLoss)}`;
  return `${model.method}, because ${model.why}\n${scores} on ${made.testRows}`;
}
