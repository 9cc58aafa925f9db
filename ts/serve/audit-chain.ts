// A log that shows whether it was changed afterwards. In: entries. Out: lines of JSON, each with the SHA-256 of the line before and of itself, so that a
// line can not be changed, dropped or put in between without all after it being made anew. What it can not show is that lines were cut off at
// the end, or that all were made anew: for that, keep the last hash elsewhere now and then.

import { HedgerowError } from "../error.ts";

/** What is written of a decision. */
export interface AuditEntry {
  /** From 1, without gaps. */
  seq: number;
  /** When it was answered, ISO 8601. */
  time: string;
  id: string;
  label: string;
  probability: number;
  abstain?: true;
  /** SHA-256 of the model's bytes. */
  model: string;
  /** The record, only where it was asked for. */
  record?: Readonly<Record<string, unknown>>;
}

/** The hash before the first line. */
export const GENESIS: string = "0".repeat(64);

/** SHA-256 of a text in hex digits. */
export type Hash = (text: string) => string;

/** The line of an entry, without its newline, and its hash. */
export function chained(entry: AuditEntry, previous: string, sha256: Hash): { line: string; hash: string } {
  const body = JSON.stringify({ ...entry, prev: previous });
  const hash = sha256(body);
  return { line: `${body.slice(0, -1)},"hash":"${hash}"}`, hash };
}

/** Checks a log line by line. */
export class ChainCheck {
  /** Lines checked. */
  lines = 0;
  hash: string = GENESIS;
  readonly #sha256: Hash;

  constructor(sha256: Hash) {
    this.#sha256 = sha256;
  }

  /** Throws `bad-data` with the line's number where the chain is broken. */
  add(line: string): void {
    this.lines++;
    const wrong = (what: string) =>
      new HedgerowError("bad-data", `The log is broken: ${what}`, { line: this.lines });
    const cut = /^(\{.*),"hash":"([0-9a-f]{64})"\}$/s.exec(line);
    if (cut === null) throw wrong("this is no line of it, or only a part of one");
    const [, body = "", hash = ""] = cut;
    if (this.#sha256(`${body}}`) !== hash) throw wrong("the line was changed");
    const { seq, prev } = JSON.parse(line) as { seq: unknown; prev: unknown };
    if (prev !== this.hash || seq !== this.lines)
      throw wrong("lines before it are missing, or others were put there");
    this.hash = hash;
  }
}
