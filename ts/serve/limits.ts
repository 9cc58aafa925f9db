// How much a request may ask for. In: what the caller gives. Out: all limits, checked.

import { HedgerowError } from "../error.ts";

export interface Limits {
  /** Bytes of a JSON body, and of one line of a stream. @default 1048576 */
  bodyBytes: number;
  /** Bytes of a whole stream of lines. @default 268435456 */
  streamBytes: number;
  /** Records in one JSON body; a tenth of that may be explained at once. @default 1000 */
  records: number;
  /** Characters of one text or field name. @default 65536 */
  stringLength: number;
  /** Levels of objects and lists within a record. @default 32 */
  nesting: number;
}

const DEFAULTS: Limits = {
  bodyBytes: 2 ** 20,
  streamBytes: 2 ** 28,
  records: 1000,
  stringLength: 2 ** 16,
  nesting: 32,
};

/** Throws `bad-option` for a limit that is unknown or no whole number from 1. */
export function limitsWith(given: Partial<Limits> = {}): Limits {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(DEFAULTS, name)) throw new HedgerowError("bad-option", `there is no limit ${name}`);
    if (!(Number.isSafeInteger(value) && value >= 1))
      throw new HedgerowError("bad-option", `the limit ${name} must be a whole number from 1, not ${value}`);
  }
  return { ...DEFAULTS, ...given };
}
