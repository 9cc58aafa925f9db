// Names of data files in, records out, with where each stands. Cells of CSV that stand for missing are left out.

import { readFile } from "node:fs/promises";
import { csvRecords } from "../data/csv-records.ts";
import { jsonlRecords } from "../data/jsonl.ts";
import { HedgerowError } from "../error.ts";
import { LoadedTagger } from "../text/tagger.ts";
import type { TextRecord } from "../text/tagger-records.ts";
import type { Arguments } from "./arguments.ts";
import { type DataFile, findFiles, openFiles } from "./data-file.ts";
import { dataOf, fileOptions } from "./data-options.ts";
import { fileError, placedIn, UsageError } from "./failure.ts";
import type { Io } from "./io.ts";

/** All records of the files. */
export async function readRecords(names: readonly string[], given: Arguments, io: Io): Promise<TextRecord[]> {
  const { format, missing, delimiter } = fileOptions(given);
  const records: TextRecord[] = [];
  for await (const file of openFiles(await findFiles(dataOf(names)), io, format)) {
    await placedIn({ file: file.name }, async () => {
      const before = records.length;
      for await (const { record } of recordsOf(file, missing, delimiter)) records.push(record);
      if (records.length === before) throw new HedgerowError("bad-data", "The file has no records");
    });
  }
  return records;
}

function recordsOf(
  file: DataFile,
  missing: readonly string[] | undefined,
  delimiter: string | undefined,
): AsyncIterable<{ record: TextRecord }> {
  return file.format === "csv" ? csvRecords(file.bytes, { missing, delimiter }) : jsonlRecords(file.bytes);
}

/** The rows that a split column marks train and test; all train without such a column. */
export function splitRecords(
  records: readonly TextRecord[],
  column: string | undefined,
): { train: TextRecord[]; test: TextRecord[] } {
  if (column === undefined) return { train: [...records], test: [] };
  const sides: { train: TextRecord[]; test: TextRecord[] } = { train: [], test: [] };
  for (const [i, record] of records.entries()) {
    const mark = String(record[column] ?? "")
      .trim()
      .toLowerCase();
    if (mark !== "train" && mark !== "test")
      throw new HedgerowError("bad-value", `A split column holds train or test, not "${mark}"`, {
        row: i + 1,
        column,
      });
    sides[mark].push(record);
  }
  return sides;
}

export async function readTaggerFile(file: string | undefined): Promise<LoadedTagger> {
  if (file === undefined) throw new UsageError("No tagger is named");
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw fileError(file, error, "read");
  }
  return placedIn({ file }, () => new LoadedTagger(bytes));
}

/** The columns with the text: those given, or the tagger's own. */
export function textColumns(given: Arguments, tagger: LoadedTagger): readonly string[] {
  const named = given.list("text") ?? tagger.info["text"];
  if (Array.isArray(named) && named.every((each) => typeof each === "string")) return named;
  throw new UsageError("--text is missing: the tagger does not name its text columns");
}
