/**
 * CSV -> rows of texts. In: a file's text (see text-input.ts). Out: batches of rows with the line each begins at, every
 * row as long as the header. Papa Parse cuts the fields; what is not a table is an error with its row and line: an empty
 * file, a header that is blank or names a column twice, a row that is shorter or longer, a quote that is not closed.
 *
 * The delimiter is the one of , ; tab | that is most frequent in the header. Line ends may be LF, CRLF or CR, mixed.
 * Blank lines are skipped and do not count as rows. Blanks around column names are dropped.
 */
import Papa from "papaparse";
import { type ErrorPlace, HedgerowError } from "../error.ts";
import { type TextInput, textPieces } from "./text-input.ts";

export interface CsvOptions {
  /** One character between cells. @default the most frequent of , ; tab | in the header */
  delimiter?: string | undefined;
}

export interface CsvBatch {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Index of the batch's first row in the file, from 0. */
  readonly first: number;
  /** The line of a row of this batch, from 1. */
  line(index: number): number;
}

/** A row longer than this is taken for a quote left open, before it fills the memory. */
const LONGEST_ROW = 1 << 24;

interface Parsed {
  readonly data: string[][];
  readonly errors: readonly { readonly code: string; readonly row: number; readonly index?: number }[];
  readonly meta: { readonly cursor: number };
}

/** The first batch comes even without rows, for the header; an empty file is an error. */
export async function* csvBatches(
  input: TextInput,
  options: CsvOptions = {},
): AsyncGenerator<CsvBatch, void, undefined> {
  const reader = new CsvReader(options.delimiter);
  let begun = false;
  for await (const piece of textPieces(input)) {
    const batch = reader.take(piece, false);
    if (batch === undefined || (begun && batch.rows.length === 0)) continue;
    begun = true;
    yield batch;
  }
  const last = reader.take("", true);
  if (last === undefined) throw new HedgerowError("bad-data", "The file is empty", { line: 1 });
  if (!begun || last.rows.length > 0) yield last;
}

class CsvReader {
  #delimiter: string | undefined;
  #parser: Papa.Parser | undefined;
  #rest = "";
  #header: readonly string[] | undefined;
  #row = 0;
  #line = 1;
  /** A carriage return at the end of a piece may be half of a line end. */
  #heldBack = "";

  constructor(delimiter: string | undefined) {
    if (delimiter !== undefined && (delimiter.length !== 1 || /["\r\n]/.test(delimiter))) {
      throw new HedgerowError(
        "bad-option",
        '"delimiter" must be one character, neither a quote nor a line end',
      );
    }
    this.#delimiter = delimiter;
  }

  /** undefined while the header is not whole. */
  take(piece: string, last: boolean): CsvBatch | undefined {
    this.#rest += this.#unixLines(piece, last);
    const parser = this.#readyParser(last);
    if (parser === undefined) return undefined;
    const parsed: Parsed = parser.parse(this.#rest, 0, !last);
    const lines = linesOf(parsed.data, this.#line, this.#rest.includes('"'));
    this.#checkQuotes(parsed, last);
    const end = last ? this.#rest.length : parsed.meta.cursor;
    this.#line = lines[parsed.data.length] ?? this.#line;
    this.#rest = this.#rest.slice(end);
    if (this.#rest.length > LONGEST_ROW) {
      throw new HedgerowError(
        "bad-data",
        "A row has more than 16 million characters: a quote may be left open",
        this.#place(this.#line),
      );
    }
    return this.#batch(parsed.data, lines);
  }

  #unixLines(piece: string, last: boolean): string {
    let text = this.#heldBack + piece;
    this.#heldBack = "";
    if (!text.includes("\r")) return text;
    if (!last && text.endsWith("\r")) {
      this.#heldBack = "\r";
      text = text.slice(0, -1);
    }
    return text.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
  }

  /** The delimiter is read off the first line that has anything in it. */
  #readyParser(last: boolean): Papa.Parser | undefined {
    if (this.#parser !== undefined) return this.#parser;
    const start = this.#rest.search(/\S/);
    if (start < 0) return undefined;
    const end = this.#rest.indexOf("\n", start);
    if (end < 0 && !last) return undefined;
    const delimiter =
      this.#delimiter ?? likeliestDelimiter(this.#rest.slice(start, end < 0 ? undefined : end));
    this.#parser = new Papa.Parser({ delimiter, newline: "\n", quoteChar: '"' });
    return this.#parser;
  }

  #batch(data: readonly string[][], lines: readonly number[]): CsvBatch | undefined {
    const rows: string[][] = [];
    const starts: number[] = [];
    const first = this.#row;
    for (const [i, row] of data.entries()) {
      if (row.length === 1 && (row[0] as string).trim() === "") continue;
      const line = lines[i] as number;
      if (this.#header === undefined) {
        this.#header = headerOf(row, line);
        continue;
      }
      this.#row++;
      if (row.length !== this.#header.length) throw this.#ragged(row, this.#header.length, line);
      rows.push(row);
      starts.push(line);
    }
    if (this.#header === undefined) return undefined;
    return { header: this.#header, rows, first, line: (index) => starts[index] as number };
  }

  #ragged(row: readonly string[], columns: number, line: number): HedgerowError {
    const has = `The row has ${row.length} cells, the header ${columns}`;
    const why = row.length > columns ? "; a cell that holds the delimiter must be in quotes" : "";
    return new HedgerowError("bad-data", `${has}${why}`, { row: this.#row, line });
  }

  /** Papa Parse reads on after a misplaced quote and swallows rows: both kinds of its errors are final. */
  #checkQuotes({ data, errors }: Parsed, last: boolean): void {
    const error = errors.find(({ row }) => last || row < data.length);
    if (error === undefined) return;
    const line = this.#line + newlines(this.#rest.slice(0, error.index ?? 0));
    const row = this.#row + error.row + (this.#header === undefined ? 0 : 1);
    const sentence = errors.some(({ code }) => code === "InvalidQuotes")
      ? "After a closing quote comes something else than the delimiter or the line's end; a quote within quotes is written twice"
      : "A quote is opened and never closed";
    throw new HedgerowError("bad-data", sentence, row > 0 ? { row, line } : { line });
  }

  #place(line: number): ErrorPlace {
    return { row: this.#row + 1, line };
  }
}

/** The line each row begins at, and after the last row the line that follows. */
function linesOf(data: readonly string[][], first: number, quotes: boolean): number[] {
  const lines: number[] = [first];
  let line = first;
  for (const row of data) {
    line++;
    if (quotes) for (const cell of row) line += newlines(cell);
    lines.push(line);
  }
  return lines;
}

function newlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

function likeliestDelimiter(line: string): string {
  const plain = line.replaceAll(/"[^"]*"/g, "");
  let best = ",";
  let most = 0;
  for (const delimiter of [",", ";", "\t", "|"]) {
    const count = plain.split(delimiter).length - 1;
    if (count > most) [best, most] = [delimiter, count];
  }
  return best;
}

function headerOf(cells: readonly string[], line: number): readonly string[] {
  const names = cells.map((cell) => cell.trim());
  const blank = names.indexOf("");
  if (blank >= 0) {
    const hint = blank === 0 ? "; pandas writes such an index column unless told index=False" : "";
    throw new HedgerowError("bad-data", `Column ${blank + 1} of the header has no name${hint}`, { line });
  }
  const seen = new Map<string, number>();
  for (const [i, name] of names.entries()) {
    const earlier = seen.get(name);
    if (earlier !== undefined) {
      const sentence = `Columns ${earlier + 1} and ${i + 1} of the header have the same name`;
      throw new HedgerowError("bad-data", sentence, { line, column: name });
    }
    seen.set(name, i);
  }
  return names;
}
