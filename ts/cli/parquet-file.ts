// A Parquet file in, its rows as NDJSON bytes out, a row group at a time, so that all that reads records reads Parquet. Whole
// numbers of 64 bits become numbers, or texts where a number would not be exact; moments become ISO texts; null is left out.

import { HedgerowError } from "../error.ts";
import { fileError, isSystemError } from "./failure.ts";

export function isParquet(name: string): boolean {
  return /\.parquet$/i.test(name);
}

/** The rows of a file as lines; the library is loaded when a file is read. */
export function parquetLines(file: string): ReadableStream<Uint8Array> {
  const pieces = linesOf(file);
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await pieces.next();
          if (done === true) controller.close();
          else controller.enqueue(encoder.encode(value));
        } catch (error) {
          throw parquetError(file, error);
        }
      },
      async cancel() {
        await pieces.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

async function* linesOf(path: string): AsyncGenerator<string, void, undefined> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } = await import("hyparquet");
  const { compressors } = await import("hyparquet-compressors");
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  let rowStart = 0;
  for (const { num_rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows);
    const records = await parquetReadObjects({ file, metadata, compressors, rowStart, rowEnd });
    rowStart = rowEnd;
    yield records.map((record) => `${JSON.stringify(record, plain)}\n`).join("");
  }
}

/** Dates come as texts already. */
function plain(_: string, value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === "number" && !Number.isFinite(value)) return null;
  if (value instanceof Uint8Array) return undefined;
  return value;
}

function parquetError(file: string, error: unknown): unknown {
  if (error instanceof HedgerowError) return error;
  if (isSystemError(error)) return fileError(file, error, "read");
  const why = error instanceof Error ? error.message : String(error);
  return new HedgerowError(
    "bad-data",
    `This is no Parquet file that can be read: ${why}`,
    { file },
    { cause: error },
  );
}
