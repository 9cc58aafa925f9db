/**
 * A sample as CSV (RFC 4180 with LF line ends): a header, then a line a row; a missing cell is empty. A cell is quoted
 * when it holds a comma, a quote or a line break; a quote within it is doubled. Comes in chunks of about 64 kB, each
 * ending with a whole line, so that a million rows can be streamed to a file or a pipe as fast as it takes them.
 */
import type { SampleColumn } from "./column.ts";

const CHUNK = 1 << 16;

export async function* toCSV(sample: {
  readonly rows: number;
  readonly columns: readonly SampleColumn[];
}): AsyncGenerator<string, void, undefined> {
  const writers = sample.columns.map(cellWriter);
  let chunk = `${sample.columns.map((column) => quoted(column.name)).join(",")}\n`;
  for (let row = 0; row < sample.rows; row++) {
    for (let i = 0; i < writers.length; i++) {
      if (i > 0) chunk += ",";
      chunk += (writers[i] as CellWriter)(row);
    }
    chunk += "\n";
    if (chunk.length >= CHUNK) {
      yield chunk;
      chunk = "";
    }
  }
  if (chunk !== "") yield chunk;
}

type CellWriter = (row: number) => string;

/** Each dictionary text is quoted once, not once a row. */
function cellWriter(column: SampleColumn): CellWriter {
  if (column.kind === "numbers") {
    const { values } = column;
    return (row) => {
      const value = values[row] as number;
      return Number.isNaN(value) ? "" : String(value);
    };
  }
  const { codes } = column;
  const texts = column.dictionary.map(quoted);
  return (row) => texts[codes[row] as number] ?? "";
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
