// The audit log as a file. In: decisions as they are answered. Out: lines of a hash chain at the end of a JSONL file, which goes on from where it
// ended before. Lines are written together a few times a second, in order; what was answered is on the disk when `close` is done.

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { createInterface } from "node:readline";
import { HedgerowError } from "../error.ts";
import { ChainCheck, chained } from "./audit-chain.ts";
import type { Decision } from "./service.ts";

export interface AuditOptions {
  /** Write the records too: they may hold what a log should not keep. @default false */
  records?: boolean;
  /** Hears that lines could not be written; they are tried again with the next. */
  onFault?: (error: unknown) => void;
}

/** Milliseconds between writes. */
const OFTEN = 100;

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Checks a log from its beginning; how many lines it has, and the last one's hash. Throws `bad-data`, `no-file`. */
export async function verifyAuditLog(file: string): Promise<{ lines: number; hash: string }> {
  const check = new ChainCheck(sha256);
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: 0 }))
      check.add(line);
  } catch (error) {
    if (error instanceof HedgerowError)
      throw new HedgerowError(error.code, bare(error), { file, ...error.at });
    throw new HedgerowError("no-file", "The log can not be read", { file }, { cause: error });
  }
  return { lines: check.lines, hash: check.hash };
}

function bare({ message, at }: HedgerowError): string {
  return message.slice(0, -new HedgerowError("bad-data", "", at).message.length);
}

export class AuditLog {
  readonly #file: FileHandle;
  readonly #options: AuditOptions;
  readonly #timer: NodeJS.Timeout;
  #seq: number;
  #hash: string;
  #waiting = "";
  #writing: Promise<void> = Promise.resolve();

  private constructor(
    file: FileHandle,
    { lines, hash }: { lines: number; hash: string },
    options: AuditOptions,
  ) {
    this.#file = file;
    this.#options = options;
    this.#seq = lines;
    this.#hash = hash;
    this.#timer = setInterval(() => void this.flush(), OFTEN).unref();
  }

  /** Opens a log, new or to go on with; one whose chain is broken is refused (`bad-data`). */
  static async open(path: string, options: AuditOptions = {}): Promise<AuditLog> {
    const file = await open(path, "a");
    try {
      return new AuditLog(file, await verifyAuditLog(path), options);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Takes a decision; for `onDecision`. */
  readonly add = ({ record, ...decision }: Decision): void => {
    const seq = ++this.#seq;
    const time = new Date().toISOString();
    const entry = { seq, time, ...decision, ...(this.#options.records === true ? { record } : {}) };
    const { line, hash } = chained(entry, this.#hash, sha256);
    this.#hash = hash;
    this.#waiting += `${line}\n`;
  };

  /** Writes what is waiting; done when it is on the disk, or when the fault was told. */
  flush(): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      const text = this.#waiting;
      if (text === "") return;
      this.#waiting = "";
      try {
        await this.#file.appendFile(text);
        await this.#file.datasync();
      } catch (error) {
        this.#waiting = text + this.#waiting;
        this.#options.onFault?.(error);
      }
    });
    return this.#writing;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
    await this.#file.close();
  }
}
