// What a command can throw in; exit code, one sentence for a person and one object for `--json` out.
//
//   0  done, or whoever read the output has had enough (EPIPE)
//   1  the data, the model or the machine is at fault
//   2  the command line is at fault
//   130, 143  interrupted (main.ts)

import { type ErrorPlace, HedgerowError } from "../error.ts";

/** The command line asks for something that does not exist or does not fit together. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export interface Failure {
  exitCode: number;
  message: string;
  /** The value of "error" in the object that `--json` prints. */
  json: { code: string; message: string; at: ErrorPlace };
}

/** undefined for a closed pipe, which is no failure. */
export function failureOf(error: unknown): Failure | undefined {
  if (isClosedPipe(error)) return undefined;
  if (error instanceof HedgerowError) {
    const exitCode = error.code === "bad-option" ? 2 : 1;
    return {
      exitCode,
      message: error.message,
      json: { code: error.code, message: error.message, at: error.at },
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError) return { exitCode: 2, message, json: { code: "usage", message, at: {} } };
  const json = { code: "internal", message, at: {} };
  if (isSystemError(error)) return { exitCode: 1, message, json };
  const trace = error instanceof Error ? (error.stack ?? message) : message;
  return { exitCode: 1, message: `This is a fault of hedgerow itself: ${trace}`, json };
}

/** After the first failed write Node says that the stream is destroyed. */
function isClosedPipe(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "EPIPE" || code === "ERR_STREAM_DESTROYED";
}

/** An error of the operating system, which Node gives a code such as ENOENT. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === "string";
}

type Place = ErrorPlace | ((at: ErrorPlace) => ErrorPlace);

/** Runs; a HedgerowError that does not say in which file it is learns more of its place. */
export async function placedIn<T>(place: Place, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw placed(error, place);
  }
}

/** The same sentence with another place after it; an error that names its file, or is none of ours, as it is. */
export function placed(error: unknown, place: Place): unknown {
  if (!(error instanceof HedgerowError) || error.at.file !== undefined) return error;
  const at = typeof place === "function" ? place(error.at) : { ...error.at, ...place };
  const suffix = new HedgerowError(error.code, "", error.at).message;
  const sentence = error.message.slice(0, error.message.length - suffix.length);
  return new HedgerowError(error.code, sentence, at, { cause: error.cause });
}

/** What the operating system says of a file, as a sentence with its name. */
export function fileError(file: string, error: unknown, doing: "read" | "written"): unknown {
  if (!isSystemError(error) || error.code === "EPIPE") return error;
  return new HedgerowError("no-file", sentenceFor(error, doing), { file }, { cause: error });
}

function sentenceFor(error: NodeJS.ErrnoException, doing: "read" | "written"): string {
  switch (error.code) {
    case "ENOENT":
      return doing === "read" ? "There is no such file" : "There is no such folder to write to";
    case "ENOTDIR":
      return "A part of the path is not a folder";
    case "EEXIST":
      return "There is a file of this name already, which is not replaced";
    case "EISDIR":
      return `A folder cannot be ${doing}`;
    case "EACCES":
    case "EPERM":
      return `The file may not be ${doing} by you`;
    case "ENOSPC":
      return "There is no space left for the file";
    default:
      return `The file cannot be ${doing}: ${error.message}`;
  }
}
