// The feeds that a command line names in; what looks records up in them out: chosen anew for training, as the model says for scoring.

import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Dataset } from "../data/dataset.ts";
import { noSuchColumn } from "../data/nearest.ts";
import { Schema } from "../data/schema.ts";
import type { TimeFormat } from "../data/time-text.ts";
import { indicatorColumns, timeOf } from "../enrich/enrich-dataset.ts";
import { Enricher } from "../enrich/enricher.ts";
import { enrichmentOf } from "../enrich/enrichment-spec.ts";
import { Feed } from "../enrich/feed.ts";
import { readFeed } from "../enrich/read-feed.ts";
import { withEnrichment } from "../enrich/with-enrichment.ts";
import { HedgerowError } from "../error.ts";
import { formatCount } from "../format-number.ts";
import type { Model } from "../model/model.ts";
import type { Arguments, OptionSpec } from "./arguments.ts";
import { fileError, placedIn, UsageError } from "./failure.ts";
import type { Io } from "./io.ts";
import { printWarnings } from "./print-warnings.ts";

const FILE_HELP =
  "a threat-intelligence feed: CSV, one indicator a line, a STIX bundle, or what hedgerow feed wrote";

/** For commands that train. */
export const ENRICH_OPTIONS: readonly OptionSpec[] = [
  {
    name: "enrich",
    value: "[NAME=]FILE",
    multiple: true,
    help: `look records up in ${FILE_HELP}; may be repeated (name: that of the file)`,
  },
  {
    name: "enrich-columns",
    value: "A,B",
    help: "what is looked up (default: columns that hold addresses, domains, hashes or URLs)",
  },
  {
    name: "enrich-time",
    value: "COL",
    help: "the time of a record, up to which a feed counts; none: all of it counts (default: the only time column)",
  },
];

/** For commands that take a model. */
export const ENRICH_OPTION: OptionSpec = {
  name: "enrich",
  value: "[NAME=]FILE",
  multiple: true,
  help: `the feeds that the model was trained with, or newer ones: ${FILE_HELP}; may be repeated`,
};

/** Reads a feed file and says what was left out. */
export async function readFeedFile(word: string, io: Io): Promise<Feed> {
  const [, given, rest] = /^([\w.-]+)=(.+)$/.exec(word) ?? [];
  const file = rest ?? word;
  const name = given ?? basename(file).replace(/(?:\.(?:csv|txt|json|tsv|feed|gz))+$/i, "");
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw fileError(file, error, "read");
  }
  const read = await placedIn({ file }, () => readFeed(bytes, name));
  const { skipped, problems } = read;
  if (skipped > 0) {
    const [first] = problems;
    const what = skipped === 1 ? "1 entry is" : `${formatCount(skipped)} entries are`;
    await printWarnings([`${file}: ${what} left out, the first at ${first?.line}: ${first?.message}`], io);
  }
  // Bytes carry the name they were written with.
  return given === undefined ? read : new Feed({ ...read.parts, name: given });
}

async function readFeeds(given: Arguments, io: Io): Promise<Feed[]> {
  const feeds: Feed[] = [];
  for (const word of given.all("enrich")) feeds.push(await readFeedFile(word, io));
  return feeds;
}

/** What looks up the records of training data; undefined without a feed. */
export async function enricherToTrain(
  dataset: Dataset,
  given: Arguments,
  io: Io,
): Promise<Enricher | undefined> {
  const feeds = await readFeeds(given, io);
  if (feeds.length === 0) {
    if (given.text("enrich-columns") !== undefined || given.text("enrich-time") !== undefined)
      throw new UsageError("--enrich-columns and --enrich-time need --enrich, the feed");
    return undefined;
  }
  const names = dataset.columnNames.filter((name) => name !== dataset.label);
  const columns = given.list("enrich-columns") ?? indicatorColumns(names.map((name) => dataset.column(name)));
  for (const name of columns)
    if (!names.includes(name))
      throw new HedgerowError("bad-option", noSuchColumn(name, names), { column: name });
  if (columns.length === 0)
    throw new UsageError(
      "No column holds addresses, domains, hashes or URLs: name some with --enrich-columns",
    );
  const time = timeGiven(given.text("enrich-time"), dataset);
  const spec = { feeds: feeds.map(({ name }) => name), columns, ...(time === undefined ? {} : { time }) };
  return new Enricher(feeds, spec);
}

function timeGiven(column: string | undefined, dataset: Dataset): ReturnType<typeof timeOf> {
  if (column === undefined) return timeOf(dataset.schema);
  if (column === "none") return undefined;
  const [feature] = Schema.infer([dataset.column(column)], dataset.rows).features;
  if (feature?.kind !== "time")
    throw new HedgerowError("bad-option", "The column is not one of times", { column });
  return { column, format: feature.settings["format"] as TimeFormat };
}

/** What looks up records for a model, as it was trained; undefined where it was trained without feeds. */
export async function enricherToScore(model: Model, given: Arguments, io: Io): Promise<Enricher | undefined> {
  const feeds = await feedsToScore(model, given, io);
  const spec = enrichmentOf(model);
  return spec === undefined || feeds === undefined ? undefined : new Enricher(feeds, spec);
}

/** The feeds of a model under the names it knows; undefined where it was trained without. */
export async function feedsToScore(model: Model, given: Arguments, io: Io): Promise<Feed[] | undefined> {
  const spec = enrichmentOf(model);
  const feeds = await readFeeds(given, io);
  if (spec === undefined) {
    if (feeds.length > 0) throw new UsageError("The model was trained without feeds: --enrich has no use");
    return undefined;
  }
  const [only] = feeds;
  const [name] = spec.feeds;
  if (only === undefined)
    throw new UsageError(
      `The model was trained with feeds: give ${spec.feeds.map((each) => `--enrich ${each}=FILE`).join(" ")}`,
    );
  // One feed is the one, whatever its newer file is called.
  if (feeds.length === 1 && spec.feeds.length === 1)
    return [new Feed({ ...only.parts, name: name as string })];
  return feeds;
}

/** The model with what its records were looked up in. */
export async function keeping(model: Model, enricher: Enricher | undefined): Promise<Model> {
  return enricher === undefined ? model : withEnrichment(model, enricher.spec);
}
