/**
 * CSV -> records, one at a time, for scoring a file of any length. In: a file's text. Out: each row as a record of texts,
 * with its row and line; cells that stand for missing are left out.
 */
import { csvBatches } from "./csv.ts";
import { usualMissing } from "./table.ts";
import { isMissing } from "./text-column.ts";
import type { TextInput } from "./text-input.ts";

export interface CsvRecord {
  readonly record: Readonly<Record<string, string>>;
  /** From 1, the header not counted. */
  readonly row: number;
  /** From 1. */
  readonly line: number;
}

export interface CsvRecordOptions {
  /** @default ["", "NA", "N/A", "NaN", "null"] */
  missing?: readonly string[] | undefined;
  /** @default the most frequent of , ; tab | in the header */
  delimiter?: string | undefined;
}

export async function* csvRecords(
  input: TextInput,
  options: CsvRecordOptions = {},
): AsyncGenerator<CsvRecord, void, undefined> {
  const missing = new Set(options.missing ?? usualMissing);
  for await (const { header, rows, first, line } of csvBatches(input, { delimiter: options.delimiter })) {
    for (const [i, cells] of rows.entries()) {
      const present: [string, string][] = [];
      for (const [c, name] of header.entries()) {
        const cell = cells[c] as string;
        if (!isMissing(cell, missing)) present.push([name, cell]);
      }
      // fromEntries makes own fields of any name, "__proto__" too.
      yield { record: Object.fromEntries(present), row: first + i + 1, line: line(i) };
    }
  }
}
