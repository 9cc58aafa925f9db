/**
 * NDJSON -> records. In: a file's text (see text-input.ts), one JSON object a line; blank lines are skipped. Out: the
 * records in order with their lines. A line that is not a JSON object is an error with its line; NaN and Infinity, which
 * Python writes and JSON does not have, are named.
 */
import { HedgerowError } from "../error.ts";
import { isFields } from "./cell.ts";
import { type TextInput, textPieces } from "./text-input.ts";

export interface JsonlRecord {
  readonly record: Readonly<Record<string, unknown>>;
  /** From 1. */
  readonly line: number;
}

/** A line longer than this is not a record. */
const LONGEST_LINE = 1 << 26;

export async function* jsonlRecords(input: TextInput): AsyncGenerator<JsonlRecord, void, undefined> {
  for await (const { text, line } of jsonlLines(input)) yield { record: parseRecord(text, line), line };
}

/** The lines that are not blank, as they are. */
export async function* jsonlLines(
  input: TextInput,
): AsyncGenerator<{ text: string; line: number }, void, undefined> {
  let line = 1;
  let rest = "";
  for await (const piece of textPieces(input)) {
    if (rest.length > LONGEST_LINE)
      throw new HedgerowError("bad-data", "A line has more than 67 million characters", { line });
    let from = 0;
    for (let end = piece.indexOf("\n"); end >= 0; end = piece.indexOf("\n", from)) {
      const text = rest + piece.slice(from, end);
      rest = "";
      from = end + 1;
      if (text.trim() !== "") yield { text, line };
      line++;
    }
    rest += piece.slice(from);
  }
  if (rest.trim() !== "") yield { text: rest, line };
}

/** Throws a HedgerowError with the line where the text is not a JSON object. */
export function parseRecord(text: string, line: number): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new HedgerowError("bad-data", whyNot(text, error), { line }, { cause: error });
  }
  if (isFields(value)) return value;
  const is = Array.isArray(value) ? "a list" : value === null ? "null" : `a ${typeof value}`;
  throw new HedgerowError("bad-data", `Each line must be a JSON object; this one is ${is}`, { line });
}

function whyNot(text: string, error: unknown): string {
  const token = /(?<![\w"])(?:NaN|-?Infinity)(?![\w"])/.exec(
    text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""'),
  )?.[0];
  if (token !== undefined) return `JSON has no ${token}; write null where a value is missing`;
  if (/^\s*\[/.test(text))
    return "Each line must be a JSON object; this file begins a list. One object a line is wanted";
  if (/^\s*\{\s*$/.test(text))
    return "Each line must be a whole JSON object; this file spreads one over several lines";
  return `The line is not JSON: ${error instanceof Error ? error.message : String(error)}`;
}
