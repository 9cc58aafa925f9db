/**
 * A whole file as columns. In: CSV or JSONL. Out: raw columns, all with the same number of rows, and warnings. What a
 * column must become (texts for a label, numbers where a schema says so) can be asked for by name, so that a wrong cell
 * is found where its line is known.
 */
import { HedgerowError } from "../error.ts";
import type { RawColumn } from "./column.ts";
import { csvBatches } from "./csv.ts";
import { jsonlRecords } from "./jsonl.ts";
import { RecordColumns } from "./record-columns.ts";
import { TextColumn, type Wanted } from "./text-column.ts";
import type { TextInput } from "./text-input.ts";

export interface Table {
  readonly rows: number;
  readonly columns: readonly RawColumn[];
  readonly warnings: readonly string[];
}

/** What stands for missing in CSV, blanks around it ignored. "None", "?", "-" and "Unknown" are ordinary values. */
export const usualMissing: readonly string[] = ["", "NA", "N/A", "NaN", "null"];

export interface CsvTableOptions {
  delimiter?: string | undefined;
  missing?: readonly string[] | undefined;
  wanted?: ((name: string) => Wanted) | undefined;
}

export async function csvTable(input: TextInput, options: CsvTableOptions = {}): Promise<Table> {
  const { missing = usualMissing, wanted = () => "either", delimiter } = options;
  const tokens = new Set(missing);
  let columns: TextColumn[] | undefined;
  let rows = 0;
  for await (const batch of csvBatches(input, { delimiter })) {
    columns ??= batch.header.map((name) => new TextColumn(name, wanted(name), tokens));
    rows += batch.rows.length;
    for (const [i, row] of batch.rows.entries()) {
      const line = batch.line(i);
      for (let c = 0; c < columns.length; c++) (columns[c] as TextColumn).push(row[c] as string, line);
    }
  }
  if (rows === 0) throw new HedgerowError("bad-data", "The file has a header but no rows");
  const built = (columns ?? []).map((column) => column.finish());
  return { rows, columns: built, warnings: undecoded(built) };
}

export async function jsonlTable(input: TextInput): Promise<Table> {
  const columns = new RecordColumns();
  for await (const { record, line } of jsonlRecords(input)) columns.add(record, line);
  if (columns.rows === 0) throw new HedgerowError("bad-data", "The file has no records");
  const built = columns.finish();
  return { rows: columns.rows, columns: built, warnings: undecoded(built) };
}

/** Bytes that are not UTF-8 were replaced: the texts are usable, but not what the file says. */
function undecoded(columns: readonly RawColumn[]): string[] {
  const warnings: string[] = [];
  for (const column of columns) {
    if (column.kind !== "strings" || !column.dictionary.some((text) => text.includes("\ufffd"))) continue;
    warnings.push(`Column "${column.name}" holds bytes that are not UTF-8; they were read as \ufffd`);
  }
  return warnings;
}
