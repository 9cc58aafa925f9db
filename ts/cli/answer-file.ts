// A model and one data file in, the answers to its records out, in order. Memory holds one piece of the file.
// CSV is scored a piece at a time, NDJSON a record at a time; both give the same bits.

import { type CsvBatch, csvBatches } from "../data/csv.ts";
import { Dataset } from "../data/dataset.ts";
import { missingOf, wantedFor } from "../data/dataset-options.ts";
import { Field } from "../data/field.ts";
import { jsonlLines, parseRecord } from "../data/jsonl.ts";
import { noSuchColumn } from "../data/nearest.ts";
import type { Schema } from "../data/schema.ts";
import { TextColumn } from "../data/text-column.ts";
import { Enricher } from "../enrich/enricher.ts";
import { enrichmentOf } from "../enrich/enrichment-spec.ts";
import { loadFeed, saveFeed } from "../enrich/feed-bytes.ts";
import { type ErrorPlace, HedgerowError } from "../error.ts";
import type { Model } from "../model/model.ts";
import type { Copied } from "./answer-line.ts";
import type { AnswerFields, Answers } from "./answers.ts";
import type { DataFile } from "./data-file.ts";
import { placed, placedIn } from "./failure.ts";

export interface AnswerOptions extends AnswerFields {
  /** NDJSON that does not end: a line that can not be answered has its error for an answer, and the next is read. */
  follow?: boolean;
  missing?: readonly string[] | undefined;
  delimiter?: string | undefined;
  /** Feeds that records are looked up in, as the model says: their bytes in base64, so that options can go to a worker and be compared. */
  feeds?: readonly string[] | undefined;
}

/** The feeds of an enricher as options. */
export function feedTexts(enricher: Enricher | undefined): AnswerOptions["feeds"] {
  return enricher?.feeds.map((feed) => Buffer.from(saveFeed(feed)).toString("base64"));
}

function enricherOf(model: Model, feeds: AnswerOptions["feeds"]): Enricher | undefined {
  const spec = enrichmentOf(model);
  if (spec === undefined || feeds === undefined) return undefined;
  return new Enricher(
    feeds.map((text) => loadFeed(Buffer.from(text, "base64"))),
    spec,
  );
}

/** Answers record i of a piece. */
type AnswerTo = (copied: Copied, i: number) => Promise<void> | undefined;

export class Answerer {
  readonly #model: Model;
  readonly #options: AnswerOptions;
  readonly #schema: Schema;
  readonly #enricher: Enricher | undefined;

  constructor(model: Model, options: AnswerOptions) {
    this.#model = model;
    this.#options = options;
    this.#schema = model.schema;
    this.#enricher = enricherOf(model, options.feeds);
  }

  /** Writes the answers to a file's records; gives their number. */
  answer(file: DataFile, answers: Answers): Promise<number> {
    return placedIn({ file: file.name }, () =>
      file.format === "csv" ? this.#answerCsv(file, answers) : this.#answerRecords(file, answers),
    );
  }

  async #answerCsv(file: DataFile, answers: Answers): Promise<number> {
    const { id, keep, delimiter } = this.#options;
    let rows = 0;
    for await (const batch of csvBatches(file.bytes, { delimiter })) {
      if (batch.rows.length === 0) continue;
      const answerTo = this.#score(batch, answers);
      const columns = [id, ...keep].map((name) => indexOf(name, batch.header));
      for (const [i, cells] of batch.rows.entries()) {
        const copied = this.#copied(file, rows + i + 1, (c) => cells[columns[c] as number]);
        await answerTo(copied, i);
      }
      rows += batch.rows.length;
    }
    if (rows === 0) throw new HedgerowError("bad-data", "The file has a header but no rows");
    return rows;
  }

  #score(batch: CsvBatch, answers: Answers): AnswerTo {
    const options = { schema: this.#schema, missing: this.#options.missing };
    const missing = new Set(missingOf(options));
    const wanted = wantedFor(options);
    const columns = batch.header.map((name) => new TextColumn(name, wanted(name), missing));
    try {
      for (const [i, cells] of batch.rows.entries()) {
        const line = batch.line(i);
        for (let c = 0; c < columns.length; c++) (columns[c] as TextColumn).push(cells[c] as string, line);
      }
      const read = columns.map((column) => column.finish());
      const table = [...read, ...(this.#enricher?.columns(read, batch.rows.length) ?? [])];
      return this.#answersTo(answers, Dataset.fromColumns(table, { schema: this.#schema }));
    } catch (error) {
      throw placed(error, (at) => inBatch(at, batch));
    }
  }

  async #answerRecords(file: DataFile, answers: Answers): Promise<number> {
    const { id, keep } = this.#options;
    const fields = [id, ...keep].map((name) => (name === undefined ? undefined : new Field(name)));
    const answerTo = this.#recordAnswer(answers);
    let row = 0;
    for await (const { text, line } of jsonlLines(file.bytes)) {
      row++;
      try {
        const record = parseRecord(text, line);
        const copied = this.#copied(file, row, (c) => fields[c]?.read(record));
        await answerTo(copied, this.#enricher?.record(record) ?? record);
      } catch (error) {
        const failure = placed(error, { row, line });
        if (this.#options.follow !== true || !(failure instanceof HedgerowError)) throw failure;
        await answers.error({ row }, failure);
      }
    }
    if (this.#options.follow === true) return row;
    if (row === 0) throw new HedgerowError("bad-data", "The file has no records");
    return row;
  }

  #answersTo(answers: Answers, dataset: Dataset): AnswerTo {
    const model = this.#model;
    if (this.#options.margins === true) {
      const { outputs } = model.header;
      const margins = model.marginsMany(dataset);
      return (copied, i) => answers.margins(copied, margins.subarray(i * outputs, (i + 1) * outputs));
    }
    const { classes, labels, probabilities } = model.predictMany(dataset);
    return (copied, i) => answers.label(copied, labels[i] as number, probabilities, i * classes.length);
  }

  #recordAnswer(
    answers: Answers,
  ): (copied: Copied, record: Readonly<Record<string, unknown>>) => Promise<void> | undefined {
    const model = this.#model;
    if (this.#options.margins === true)
      return (copied, record) => answers.margins(copied, model.margins(record));
    const { classes } = model;
    const probabilities = new Float64Array(classes.length);
    return (copied, record) => {
      const answer = model.predict(record);
      classes.forEach((name, i) => {
        probabilities[i] = answer.probabilities[name] as number;
      });
      return answers.label(copied, classes.indexOf(answer.label), probabilities, 0);
    };
  }

  /** `cell` gives what column c has: the id is 0, then come those to keep. */
  #copied(file: DataFile, row: number, cell: (c: number) => unknown): Copied {
    const { id, keep, named, margins } = this.#options;
    const number = margins === true ? {} : { row };
    return {
      ...(named ? { file: file.name } : {}),
      ...(id === undefined ? number : { id: cell(0) ?? null }),
      ...(keep.length === 0
        ? {}
        : { kept: Object.fromEntries(keep.map((name, i) => [name, cell(i + 1) ?? null])) }),
    };
  }
}

/** -1 for no name: reading there gives nothing. */
function indexOf(name: string | undefined, header: readonly string[]): number {
  if (name === undefined) return -1;
  const index = header.indexOf(name);
  if (index < 0) throw new HedgerowError("bad-option", noSuchColumn(name, header), { column: name });
  return index;
}

/** A place in a batch as one in the file. */
function inBatch(at: ErrorPlace, batch: CsvBatch): ErrorPlace {
  if (at.row === undefined) return at;
  return { ...at, row: batch.first + at.row, line: batch.line(at.row - 1) };
}
