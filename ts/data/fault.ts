/**
 * What is wrong with a value or a setting, before it is known where it stands. Thrown by the code that looks at one
 * value; whoever knows the feature, the row or the file turns it into a HedgerowError that says so.
 */
import { type ErrorCode, type ErrorPlace, HedgerowError } from "../error.ts";

export class Fault extends Error {
  /** The row of the value, from 0, where whoever went through the rows knew it. */
  row?: number;
}

/** Runs; a Fault learns that it is of this row. */
export function ofRow(row: number, run: () => void): void {
  try {
    run();
  } catch (error) {
    if (error instanceof Fault) error.row ??= row;
    throw error;
  }
}

/** Runs; a Fault becomes a HedgerowError with this code, at this place, its sentence after `before`. */
export function located<T>(code: ErrorCode, before: string, at: () => ErrorPlace, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw placed(error, code, before, at());
  }
}

/** A Fault as a HedgerowError; any other error as it is. */
export function placed(error: unknown, code: ErrorCode, before: string, at: ErrorPlace): unknown {
  if (!(error instanceof Fault)) return error;
  return new HedgerowError(
    code,
    `${before}${error.message}`,
    error.row === undefined ? at : { row: error.row + 1, ...at },
  );
}
