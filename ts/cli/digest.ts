// `hedgerow digest`: a model and records in, the shift report out: as a page, Markdown or JSON. With --every it is written anew while records
// come in, and once more when they end or Ctrl-C ends them.

import { csvBatches } from "../data/csv.ts";
import { missingOf } from "../data/dataset-options.ts";
import { jsonlRecords } from "../data/jsonl.ts";
import type { DigestOptions } from "../digest/digest.ts";
import type { DigestResults } from "../digest/results.ts";
import { HedgerowError } from "../error.ts";
import type { Model } from "../model/model.ts";
import type { RawRecord } from "../model/predictor.ts";
import { type Arguments, HELP, JSON_OUTPUT } from "./arguments.ts";
import type { Command } from "./command.ts";
import { type DataFile, findFiles, openFiles, STANDARD_INPUT } from "./data-file.ts";
import { DATA_NOTE, dataOf, FILE_OPTIONS, fileOptions } from "./data-options.ts";
import { placedIn, UsageError } from "./failure.ts";
import { ENRICH_OPTION, enricherToScore } from "./feeds.ts";
import { type Io, print } from "./io.ts";
import { checkOutput, writeWhole } from "./output-file.ts";
import { printWarnings } from "./print-warnings.ts";
import { readModel } from "./read-model.ts";
import { printSaved } from "./train-report.ts";

export const digestCommand: Command = {
  name: "digest",
  summary:
    "write the shift report on records: grades over time, what to look at first, who stands out, drift",
  usage: "MODEL DATA... [-o digest.html] [options]",
  options: [
    {
      name: "output",
      short: "o",
      value: "FILE",
      help: "the file to write: .html, .md or .json (default: Markdown on standard output)",
    },
    {
      name: "positive",
      value: "CLASS",
      help: "the class that matters (default: of two the second, or TruePositive)",
    },
    { name: "time", value: "COL", help: "the time of a record (default: the model's only time feature)" },
    { name: "by", value: "A,B", help: "columns whose values are compared (default: the model's categories)" },
    { name: "id", value: "COL", help: "the column that names a record (default: its number)" },
    { name: "top", value: "N", help: "records to look at first (default: 20)" },
    { name: "window", value: "N", help: "last records that drift is told of (default: 5000)" },
    { name: "title", value: "TEXT", help: "what stands above it all" },
    {
      name: "every",
      value: "S",
      help: "with -o: write the file anew every S seconds while records come in, as from tail -f; Ctrl-C ends it",
    },
    ENRICH_OPTION,
    ...FILE_OPTIONS,
    { ...JSON_OUTPUT, help: "print the results as one JSON object" },
    HELP,
  ],
  notes: [
    DATA_NOTE,
    "A record with a value of the wrong type is counted and left out; a line that is no record ends it, and what was read before is still written.",
  ],
  examples: [
    "hedgerow digest alerts.bin today.csv --by OrgId,DetectorId -o digest.html",
    "tail -f alerts.ndjson | hedgerow digest alerts.bin - --every 30 -o digest.html",
  ],
  run,
};

async function run(given: Arguments, io: Io): Promise<void> {
  const [file, ...names] = given.operands;
  const output = given.text("output");
  const every = seconds(given);
  if (every !== undefined && output === undefined)
    throw new UsageError("--every needs -o, the file that is written anew");
  if (output !== undefined && !/\.(?:html?|md|json)$/i.test(output))
    throw new UsageError(`-o is a file that ends in .html, .md or .json, not "${output}"`);
  const model = await readModel(file);
  const files = await findFiles(dataOf(names));
  if (output !== undefined) await checkOutput(output, [file as string, ...files]);
  const enricher = await enricherToScore(model, given, io);
  const { Digest } = await import("../digest/index.ts");
  const digest = new Digest(model, optionsOf(given));
  const sources = files.map((name) => (name === STANDARD_INPUT ? "standard input" : name));
  const results = async (): Promise<DigestResults> => {
    const found = await digest.results();
    return { ...found, made: { ...found.made, date: now(), sources } };
  };
  const write = async (refresh?: number) => {
    const text = await contentOf(output as string, await results(), refresh);
    return writeWhole(output as string, (sink) => sink.write(text));
  };
  const failure = await readAll(files, model, given, io, {
    take: (record) => void digest.add(enricher?.record(record) ?? record),
    ...(every === undefined ? {} : { every, write: () => write(every) }),
  });
  const found = await results();
  if (found.rows === 0) throw failure ?? noneScored(found);
  const written = output === undefined ? undefined : await write();
  // What was read before a line that is no record is told all the same.
  if (given.flag("json")) await print(io.stdout, JSON.stringify({ ...found, ...(written && { written }) }));
  else if (written !== undefined) await print(io.stdout, printSaved(written));
  else await print(io.stdout, await contentOf("digest.md", found));
  if (failure !== undefined) throw failure;
  const { refused } = found;
  if (refused.rows > 0)
    await printWarnings([`${refused.rows} records could not be scored; the first: ${refused.first}`], io);
}

function seconds(given: Arguments): number | undefined {
  const every = given.number("every");
  if (every !== undefined && !(every >= 1 && every <= 86_400))
    throw new UsageError(`--every is seconds, from 1 to 86400, not ${every}`);
  return every;
}

function optionsOf(given: Arguments): DigestOptions {
  return {
    positive: given.text("positive"),
    time: given.text("time"),
    by: given.list("by"),
    id: given.text("id"),
    top: given.number("top"),
    window: given.number("window"),
    title: given.text("title"),
  };
}

/** To the minute. */
function now(): string {
  return `${new Date().toISOString().slice(0, 16)}Z`;
}

function noneScored({ refused }: DigestResults): HedgerowError {
  const why =
    refused.first === undefined ? "There are no records" : `No record could be scored: ${refused.first}`;
  return new HedgerowError("bad-data", why);
}

async function contentOf(name: string, results: DigestResults, refresh?: number): Promise<string> {
  if (/\.json$/i.test(name)) return `${JSON.stringify(results)}\n`;
  const { digestMarkdown, digestPage } = await import("../digest/index.ts");
  return /\.md$/i.test(name) ? digestMarkdown(results) : digestPage(results, { refresh });
}

interface Taker {
  take(record: RawRecord): void;
  every?: number;
  write?(): Promise<unknown>;
}

/** Reads to the end or to an interrupt; a fault of the data is given back, so that what came before is not lost. */
async function readAll(
  files: readonly string[],
  model: Model,
  given: Arguments,
  io: Io,
  { take, every, write }: Taker,
): Promise<unknown> {
  const { format, delimiter, missing } = fileOptions(given);
  const texts = new Set(missingOf({ schema: model.schema, missing }));
  let enough = false;
  const ungentle =
    every === undefined
      ? () => {}
      : io.onInterrupt(() => {
          enough = true;
          io.stdin.destroy();
        });
  let writing: Promise<unknown> = Promise.resolve();
  const timer =
    every === undefined || write === undefined
      ? undefined
      : setInterval(() => {
          writing = writing.then(write);
          writing.catch(() => {});
        }, 1000 * every);
  try {
    for await (const data of openFiles(files, io, format)) {
      for await (const record of recordsOf(data, texts, delimiter)) {
        if (enough) return undefined;
        take(record);
      }
    }
    return undefined;
  } catch (error) {
    return enough ? undefined : error;
  } finally {
    clearInterval(timer);
    ungentle();
    await writing;
  }
}

async function* recordsOf(
  data: DataFile,
  missing: ReadonlySet<string>,
  delimiter: string | undefined,
): AsyncGenerator<RawRecord> {
  const records = data.format === "csv" ? csvRecords(data, missing, delimiter) : jsonlRecords(data.bytes);
  for (;;) {
    const next = await placedIn({ file: data.name }, () => records.next());
    if (next.done === true) return;
    yield next.value.record;
  }
}

async function* csvRecords(
  { bytes }: DataFile,
  missing: ReadonlySet<string>,
  delimiter: string | undefined,
): AsyncGenerator<{ record: RawRecord }, void, undefined> {
  for await (const { header, rows } of csvBatches(bytes, { delimiter }))
    for (const cells of rows) {
      const present = header.flatMap((name, i) => {
        const cell = cells[i] as string;
        return missing.has(cell.trim()) ? [] : [[name, cell] as const];
      });
      yield { record: Object.fromEntries(present) };
    }
}
