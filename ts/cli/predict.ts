// `hedgerow predict`: a model and records in, one answer a record out, in order, while the records come in. A bad record
// is an error with its line; on standard output, answers to records before it may stand by then.

import { listNames } from "../data/nearest.ts";
import { HedgerowError } from "../error.ts";
import { formatCount } from "../format-number.ts";
import type { Model } from "../model/model.ts";
import { Answerer, type AnswerOptions, feedTexts } from "./answer-file.ts";
import { ANSWER_FORMS, formOf, openAnswers } from "./answers.ts";
import { type Arguments, HELP, JSON_OUTPUT } from "./arguments.ts";
import type { Command } from "./command.ts";
import { findFiles, openFiles, STANDARD_INPUT } from "./data-file.ts";
import { DATA_NOTE, dataOf, FILE_OPTIONS, fileOptions } from "./data-options.ts";
import { UsageError } from "./failure.ts";
import { ENRICH_OPTION, enricherToScore } from "./feeds.ts";
import { type Io, print, type Sink } from "./io.ts";
import { checkOutput, writeWhole } from "./output-file.ts";
import type { PartJob } from "./part.ts";
import { answerParts } from "./parts.ts";
import { printWarnings } from "./print-warnings.ts";
import { PUBLIC_KEY_OPTION, readModel, trustOf } from "./read-model.ts";

export const predictCommand: Command = {
  name: "predict",
  summary: "answer records, one JSON object a line",
  usage: "MODEL DATA... [-o FILE] [options]",
  options: [
    {
      name: "id",
      value: "COL",
      help: "copy this column into the answer as its id, instead of the row's number",
    },
    { name: "keep", value: "A,B", help: 'copy these columns into the answer, under "kept"' },
    {
      name: "output",
      short: "o",
      value: "FILE",
      help: "write to this file, in place only when it is whole; .gz compresses, .parquet is a table",
    },
    {
      name: "margins",
      help: 'answer with the margins alone, {"margins":[0.25,-1.5]}: raw sums of the trees, exact',
    },
    {
      name: "workers",
      value: "N",
      help: "with -o FOLDER/: answer each file in one of its own there, with so many workers; goes on where it was interrupted",
    },
    {
      name: "follow",
      help: 'for NDJSON that does not end: each line is answered as it comes; one that can not be is answered by {"row":7,"error":{...}} and does not end the command',
    },
    {
      name: "answers",
      value: "FORM",
      help: "with -o FOLDER/: ndjson or parquet files (default ndjson)",
    },
    ENRICH_OPTION,
    PUBLIC_KEY_OPTION,
    ...FILE_OPTIONS,
    { ...JSON_OUTPUT, help: "with -o: print one JSON object on what was done" },
    HELP,
  ],
  notes: [
    'An answer is {"row":1,"label":"TP","probability":0.9,"probabilities":{"BP":0.1,"TP":0.9}}; its record\'s number counts from 1. With several files each answer has its "file".',
    DATA_NOTE,
    "A record with a value of the wrong type ends the command with exit code 1 and names its line.",
  ],
  examples: [
    "hedgerow predict alerts.bin new.csv --id incident_id",
    "hedgerow predict alerts.bin 'parts/*.csv.gz' -o answers/ --workers 4",
    "hedgerow predict alerts.bin new.parquet -o answers.parquet",
    "tail -f eve.json | hedgerow predict alerts.bin - --follow --keep host,user",
  ],
  run,
};

async function run(given: Arguments, io: Io): Promise<void> {
  const [file, ...names] = given.operands;
  const output = given.text("output");
  if (given.flag("json") && output === undefined)
    throw new UsageError("--json needs -o FILE: the answers themselves are what is printed otherwise");
  const trust = await trustOf(given);
  const model = await readModel(file, trust);
  const files = await findFiles(dataOf(names));
  const feeds = feedTexts(await enricherToScore(model, given, io));
  const workers = workersOf(given);
  if (workers !== undefined)
    return runParts(given, { file: file as string, trust, model, files, workers, feeds }, io);
  if (output !== undefined) await checkOutput(output, [file as string, ...files]);
  if (given.text("answers") !== undefined) throw new UsageError("--answers needs --workers and a folder");
  const follow = given.flag("follow");
  if (follow && (output !== undefined || files.length > 1))
    throw new UsageError("--follow takes one stream, and prints its answers");
  const { format = follow ? "ndjson" : undefined, ...reading } = fileOptions(given);
  const options = {
    id: given.text("id"),
    keep: given.list("keep") ?? [],
    named: files.length > 1,
    margins: given.flag("margins"),
    follow,
    ...reading,
    feeds,
  };
  const answerer = new Answerer(model, options);

  const started = performance.now();
  let rows = 0;
  let warnings: string[] = [];
  const answerAll = async (sink: Sink): Promise<void> => {
    const { classes, header } = model;
    const shape = { classes, outputs: header.outputs };
    const answers = await openAnswers(formOf(output ?? ""), sink, shape, options);
    try {
      for await (const data of openFiles(files, io, format)) rows += await answerer.answer(data, answers);
    } finally {
      await answers.end();
    }
    if (!follow) warnings = neverThere(model, rows, model.encoder.counts.missing);
  };
  const written = output === undefined ? await answerAll(io.stdout) : await writeWhole(output, answerAll);
  if (given.flag("json")) {
    const seconds = (performance.now() - started) / 1000;
    const { method } = model.info;
    return print(io.stdout, JSON.stringify({ method, rows, seconds, output: written, warnings }));
  }
  await printWarnings(warnings, io);
}

function workersOf(given: Arguments): number | undefined {
  const workers = given.number("workers");
  if (workers === undefined) return undefined;
  if (!(Number.isInteger(workers) && workers >= 1 && workers <= 256))
    throw new UsageError(`--workers takes a whole number from 1 to 256, not ${workers}`);
  return workers;
}

/** Each file is a part with answers of its own, in a folder. */
async function runParts(
  given: Arguments,
  {
    file,
    trust,
    model,
    files,
    workers,
    feeds,
  }: Pick<PartJob, "trust"> & {
    file: string;
    model: Model;
    files: string[];
    workers: number;
    feeds: AnswerOptions["feeds"];
  },
  io: Io,
): Promise<void> {
  const folder = given.needed("output", "the folder for the answers");
  if (files.includes(STANDARD_INPUT)) throw new UsageError("Standard input is no part file");
  const { format, missing, delimiter } = fileOptions(given);
  const keep = given.list("keep") ?? [];
  const options = {
    id: given.text("id"),
    keep,
    named: false,
    margins: given.flag("margins"),
    missing,
    delimiter,
    feeds,
  };
  const started = performance.now();
  const form = given.choice("answers", ANSWER_FORMS) ?? "ndjson";
  const job = { model: file, trust, folder: folder.replace(/\/+$/, "") || "/", options, form, format };
  const report = await answerParts(job, model.save(), files, workers);
  const seconds = (performance.now() - started) / 1000;
  const warnings = neverThere(model, report.rows, report.missing);
  const { parts, rows } = report;
  if (given.flag("json"))
    return print(io.stdout, JSON.stringify({ method: model.info.method, rows, seconds, parts, warnings }));
  await printWarnings(warnings, io);
  const before = parts.filter((part) => part.before).length;
  const done = before === 0 ? "" : `, ${formatCount(before)} of them before`;
  await print(
    io.stdout,
    `${formatCount(rows)} rows in ${formatCount(parts.length)} parts answered in ${folder}${done}`,
  );
}

/** A feature that no record has is most likely called otherwise there. Data with none of them is the wrong data. */
function neverThere({ encoder }: Model, rows: number, missing: ArrayLike<number>): string[] {
  const names = encoder.features.filter((_, i) => missing[i] === rows).map(({ name }) => name);
  if (names.length === 0) return [];
  if (names.length < encoder.features.length) return [`Features that no record has: ${names.join(", ")}`];
  throw new HedgerowError("bad-data", `No record has any of the model's features: ${listNames(names)}`);
}
