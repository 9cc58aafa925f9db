// Rows with the model's answers beside them, as a file. In: a model, and the rows it is judged on, or a file to score. Out: CSV or NDJSON.

import { Dataset, type Model } from "hedgerow";
import { kept } from "./bench.ts";
import { isJSON } from "./reading.ts";
import { rowsOf } from "./rows.ts";

export type Format = "csv" | "ndjson";

/** Rows are put together in pieces of about so many characters. */
const PIECE = 1 << 18;

export function scoredRows(id: string, format: Format): Blob {
  const { model } = kept(id);
  return written(model, rowsOf(id).rows, format);
}

/** Scores a file that need not have a label. */
export async function scoreFile(
  id: string,
  file: File,
  format: Format,
): Promise<{ content: Blob; rows: number }> {
  const { model } = kept(id);
  const options = { schema: model.schema };
  const rows = (await isJSON(file))
    ? await Dataset.fromJSONL(file, options)
    : await Dataset.fromCSV(file, options);
  return { content: written(model, rows, format), rows: rows.rows };
}

function written(model: Model, rows: Dataset, format: Format): Blob {
  const { classes, labels, probabilities } = model.predictMany(rows);
  const names = rows.columnNames;
  const own = ["predicted", ...classes.map((name) => `probability_${name}`)];
  const pieces: BlobPart[] = [];
  let piece = format === "csv" ? `${[...names, ...own].map(quoted).join(",")}\n` : "";
  for (let row = 0; row < rows.rows; row++) {
    const record = rows.record(row);
    const label = classes[labels[row] as number] as string;
    const shares = classes.map((_, i) => probabilities[row * classes.length + i] as number);
    piece +=
      format === "csv"
        ? `${[...names.map((name) => record[name]), label, ...shares].map((cell) => quoted(textOf(cell))).join(",")}\n`
        : `${JSON.stringify({ ...record, predicted: label, probabilities: Object.fromEntries(classes.map((name, i) => [name, shares[i]])) })}\n`;
    if (piece.length < PIECE) continue;
    pieces.push(piece);
    piece = "";
  }
  pieces.push(piece);
  return new Blob(pieces, { type: format === "csv" ? "text/csv" : "application/x-ndjson" });
}

function textOf(cell: unknown): string {
  if (cell === undefined || cell === null) return "";
  return Array.isArray(cell) ? cell.join(";") : String(cell);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
