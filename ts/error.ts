/** Where in the input something went wrong; every part is optional. Rows and lines count from 1. */
export interface ErrorPlace {
  file?: string;
  /** Data row, from 1, the header not counted. */
  row?: number;
  /** Line of the text file, from 1. */
  line?: number;
  /** Column or feature name. */
  column?: string;
  /** Byte offset in a model. */
  offset?: number;
}

/** Stable names of what can go wrong; match on these, not on the sentences. */
export type ErrorCode =
  | "bad-option"
  | "bad-data"
  | "bad-label"
  | "bad-value"
  | "bad-model"
  | "newer-model"
  | "bad-schema"
  | "bad-signature"
  | "aborted"
  | "no-file"
  | "internal";

/** The one error class of hedgerow: a stable code, a sentence to act on, and where. */
export class HedgerowError extends Error {
  override readonly name = "HedgerowError";
  readonly code: ErrorCode;
  readonly at: ErrorPlace;

  constructor(code: ErrorCode, message: string, at: ErrorPlace = {}, options?: ErrorOptions) {
    super(`${message}${describe(at)}`, options);
    this.code = code;
    this.at = at;
  }
}

function describe(at: ErrorPlace): string {
  const parts: string[] = [];
  if (at.file !== undefined) parts.push(at.file);
  if (at.line !== undefined) parts.push(`line ${at.line}`);
  if (at.row !== undefined) parts.push(`row ${at.row}`);
  if (at.column !== undefined) parts.push(`column "${at.column}"`);
  if (at.offset !== undefined) parts.push(`byte ${at.offset}`);
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}
