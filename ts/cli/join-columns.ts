// Data files with the same columns in, one table out: the rows of the first file, then those of the second. CSV files
// may have their columns in any order; NDJSON records may lack fields. An error names the file and its own row.

import type { RawColumn } from "../data/column.ts";
import { type CsvBatch, csvBatches } from "../data/csv.ts";
import { type DatasetOptions, missingOf, wantedFor } from "../data/dataset-options.ts";
import { jsonlRecords } from "../data/jsonl.ts";
import { RecordColumns } from "../data/record-columns.ts";
import { TextColumn } from "../data/text-column.ts";
import { type ErrorPlace, HedgerowError } from "../error.ts";
import type { DataFile } from "./data-file.ts";
import { placed, placedIn } from "./failure.ts";

export class JoinedColumns {
  rows = 0;
  readonly #options: DatasetOptions;
  readonly #missing: ReadonlySet<string>;
  #texts: TextColumn[] | undefined;
  #records: RecordColumns | undefined;
  /** Name and first row of each file. */
  readonly #files: { readonly name: string; readonly first: number }[] = [];

  constructor(options: DatasetOptions) {
    this.#options = options;
    this.#missing = new Set(missingOf(options));
  }

  /** Reads a file to its end. */
  async add(file: DataFile): Promise<void> {
    const { name, format } = file;
    this.#files.push({ name, first: this.rows });
    await placedIn({ file: name }, () => (format === "csv" ? this.#addCsv(file) : this.#addRecords(file)));
  }

  async #addCsv({ bytes }: DataFile): Promise<void> {
    if (this.#records !== undefined) throw mixed();
    const wanted = wantedFor(this.#options);
    let order: readonly TextColumn[] | undefined;
    for await (const batch of csvBatches(bytes, { delimiter: this.#options.delimiter })) {
      this.#texts ??= batch.header.map((name) => new TextColumn(name, wanted(name), this.#missing));
      order ??= inOrder(this.#texts, batch.header);
      try {
        pushRows(batch, order);
      } catch (error) {
        // A column counts on from file to file.
        throw placed(error, (at) => this.place(at));
      }
      this.rows += batch.rows.length;
    }
  }

  async #addRecords({ bytes }: DataFile): Promise<void> {
    if (this.#texts !== undefined) throw mixed();
    this.#records ??= new RecordColumns();
    for await (const { record, line } of jsonlRecords(bytes)) {
      try {
        this.#records.add(record, line);
      } catch (error) {
        throw placed(error, (at) => this.place(at));
      }
      this.rows++;
    }
  }

  finish(): readonly RawColumn[] {
    const file = this.#files.map(({ name }) => name).join(", ");
    if (this.rows === 0) throw new HedgerowError("bad-data", "There are no rows of data", { file });
    return this.#records?.finish() ?? (this.#texts as TextColumn[]).map((column) => column.finish());
  }

  /** A place in the joined table as one in a file. */
  place(at: ErrorPlace): ErrorPlace {
    const { row } = at;
    if (row === undefined) return { ...at, file: this.#files.map(({ name }) => name).join(", ") };
    const file = this.#files.findLast(({ first }) => first < row);
    return file === undefined ? at : { ...at, file: file.name, row: row - file.first };
  }
}

function pushRows(batch: CsvBatch, columns: readonly TextColumn[]): void {
  for (const [i, row] of batch.rows.entries()) {
    const line = batch.line(i);
    for (let c = 0; c < columns.length; c++) (columns[c] as TextColumn).push(row[c] as string, line);
  }
}

function mixed(): HedgerowError {
  return new HedgerowError(
    "bad-data",
    "CSV and NDJSON cannot be joined, and the files before this one are of the other",
  );
}

/** The columns in the order of this header. */
function inOrder(columns: readonly TextColumn[], header: readonly string[]): readonly TextColumn[] {
  const different = (sentence: string, column: string): HedgerowError =>
    new HedgerowError("bad-data", `The files cannot be joined: ${sentence}`, { line: 1, column });
  const lacking = columns.find(({ name }) => !header.includes(name));
  if (lacking !== undefined)
    throw different("this one lacks a column that those before it have", lacking.name);
  return header.map((name) => {
    const column = columns.find((each) => each.name === name);
    if (column === undefined) throw different("this one has a column that those before it lack", name);
    return column;
  });
}
