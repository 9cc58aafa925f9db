// Names on the command line in, opened data files out, one after the other. A name is a file, a pattern with wildcards
// or "-" for standard input. The format follows from the name; where it does not, from the first character: a record
// in NDJSON begins with "{"; rows of Parquet come as NDJSON. gzip is recognised by whoever reads the text.

import { open, stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import { textPieces } from "../data/text-input.ts";
import { HedgerowError } from "../error.ts";
import { fileError, placedIn } from "./failure.ts";
import { expandPattern, isPattern } from "./glob.ts";
import type { Io } from "./io.ts";
import { isParquet, parquetLines } from "./parquet-file.ts";

export type DataFormat = "csv" | "ndjson";
export const DATA_FORMATS: readonly DataFormat[] = ["csv", "ndjson"];

export interface DataFile {
  /** As a person calls it. */
  readonly name: string;
  readonly format: DataFormat;
  readonly bytes: ReadableStream<Uint8Array>;
}

export const STANDARD_INPUT = "-";
const CHUNK = 1 << 18;

/** The names with their patterns expanded. Throws `no-file` for those that are not there, before any is opened. */
export async function findFiles(names: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const name of names) {
    if (name === STANDARD_INPUT || (await isThere(name))) files.push(name);
    else if (!isPattern(name)) throw new HedgerowError("no-file", "There is no such file", { file: name });
    else {
      const found = await expandPattern(name);
      if (found.length === 0) throw new HedgerowError("no-file", "No file matches", { file: name });
      files.push(...found);
    }
  }
  return files;
}

async function isThere(name: string): Promise<boolean> {
  try {
    await stat(name);
    return true;
  } catch {
    return false;
  }
}

export async function* openFiles(
  files: readonly string[],
  io: Io,
  format?: DataFormat,
): AsyncGenerator<DataFile, void, undefined> {
  for (const file of files) {
    const name = file === STANDARD_INPUT ? "standard input" : file;
    if (isParquet(file)) {
      yield { name, format: "ndjson", bytes: parquetLines(file) };
      continue;
    }
    const bytes = streamOf(file === STANDARD_INPUT ? io.stdin : await openFile(file), name);
    const known = format ?? formatOf(file);
    if (known !== undefined) yield { name, format: known, bytes };
    else yield { name, ...(await placedIn({ file: name }, () => lookInto(bytes))) };
  }
}

async function openFile(file: string): Promise<Readable> {
  try {
    const handle = await open(file);
    if (!(await handle.stat()).isDirectory()) return handle.createReadStream({ highWaterMark: CHUNK });
    await handle.close();
  } catch (error) {
    throw fileError(file, error, "read");
  }
  throw new HedgerowError("no-file", "This is a folder, not a file", { file });
}

/** undefined when the name does not tell. */
function formatOf(name: string): DataFormat | undefined {
  const extension = /\.([a-z]+)(?:\.gz)?$/i.exec(name)?.[1]?.toLowerCase();
  if (extension === "csv" || extension === "tsv") return "csv";
  return extension === "jsonl" || extension === "ndjson" ? "ndjson" : undefined;
}

function streamOf(source: Readable, file: string): ReadableStream<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await chunks.next();
          if (done === true) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          throw fileError(file, error, "read");
        }
      },
      cancel() {
        source.destroy();
      },
    },
    { highWaterMark: 0 },
  );
}

/** Reads up to the first character that is not blank, and gives the text from its beginning. */
async function lookInto(
  bytes: ReadableStream<Uint8Array>,
): Promise<{ format: DataFormat; bytes: ReadableStream<Uint8Array> }> {
  const pieces = textPieces(bytes);
  let start = "";
  while (start.trim() === "") {
    const { done, value } = await pieces.next();
    if (done === true) break;
    start += value;
  }
  const encoder = new TextEncoder();
  const text = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        if (start !== "") controller.enqueue(encoder.encode(start));
      },
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done === true) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      async cancel() {
        await pieces.return();
      },
    },
    { highWaterMark: 0 },
  );
  return { format: start.trimStart().startsWith("{") ? "ndjson" : "csv", bytes: text };
}
