// Indicators in, a feed that finds them out: a sorted table of 64-bit hashes with confidence and days. 13 bytes an indicator, so that a feed of
// 100,000 is 1.3 MB in a worker's memory or a key-value entry; the texts themselves are not kept.
//
// A value that is not in the feed is found by chance once in 2^64 / size. Whoever makes an indicator collide makes another value suspicious,
// and hides none.

import { HedgerowError } from "../error.ts";
import { hash64 } from "./hash64.ts";
import { type Indicator, keysOf, type NetworkLengths } from "./indicator.ts";

/** One line of a feed. */
export interface FeedEntry extends Indicator {
  /** 0 to 100, where the feed says so. */
  confidence?: number | undefined;
  /** Days since 1970 from which on it is known, and until which it counts. */
  since?: number | undefined;
  until?: number | undefined;
}

/** What a feed says of a value. */
export interface FeedHit {
  /** 0 to 100; undefined where the feed says nothing. */
  confidence: number | undefined;
  /** Days since 1970. */
  since: number | undefined;
}

/** A line that is no indicator. */
export interface FeedProblem {
  /** Line of the file, or number of the object of a bundle, from 1. */
  line: number;
  message: string;
}

/** What a feed is made of; all arrays have one entry an indicator, sorted by hash. */
export interface FeedParts {
  name: string;
  high: Uint32Array;
  low: Uint32Array;
  confidence: Uint8Array;
  since: Uint16Array;
  until: Uint16Array;
  lengths: NetworkLengths;
}

export const NO_CONFIDENCE = 255;
export const NO_DAY = 0xffff;

export class Feed {
  readonly name: string;
  readonly size: number;
  /** Lines that were left out; told of by the reader, not saved. */
  readonly problems: readonly FeedProblem[];
  /** Lines left out, also those not listed in `problems`. */
  readonly skipped: number;
  /** The last day on which an indicator was added, in days since 1970: what ages count from where a record has no time. */
  readonly newest: number | undefined;
  readonly #parts: FeedParts;

  constructor(parts: FeedParts, problems: readonly FeedProblem[] = [], skipped: number = problems.length) {
    this.name = parts.name;
    this.size = parts.high.length;
    this.problems = problems;
    this.skipped = skipped;
    this.#parts = parts;
    let newest = -1;
    for (const day of parts.since) if (day !== NO_DAY && day > newest) newest = day;
    this.newest = newest < 0 ? undefined : newest;
  }

  /** Of entries with one key the surest counts, from the first day of any to the last. */
  static fromEntries(
    name: string,
    entries: Iterable<FeedEntry>,
    problems: readonly FeedProblem[] = [],
    skipped?: number,
  ): Feed {
    const byKey = new Map<string, FeedEntry>();
    for (const entry of entries) {
      const known = byKey.get(entry.key);
      byKey.set(entry.key, known === undefined ? entry : merged(known, entry));
    }
    return new Feed(partsOf(name, [...byKey.values()]), problems, skipped);
  }

  /** @internal */
  get parts(): FeedParts {
    return this.#parts;
  }

  /**
   * What the feed says of a value: an address by the smallest network it lies in, a domain by itself or its nearest parent, a URL by itself
   * or its host, a hash. With a `day` (since 1970), an entry that was not yet known then, or no longer counted, is none.
   *
   * @example
   * feed.find("www.evil.example"); // { confidence: 90, since: 20412 }
   */
  find(value: string, day?: number): FeedHit | undefined {
    for (const key of keysOf(value, this.#parts.lengths)) {
      const at = this.#at(key);
      if (at < 0) continue;
      const { confidence, since, until } = this.#parts;
      const [from, to] = [since[at] as number, until[at] as number];
      if (day !== undefined && ((from !== NO_DAY && from > day) || (to !== NO_DAY && to < day))) continue;
      const sure = confidence[at] as number;
      return {
        confidence: sure === NO_CONFIDENCE ? undefined : sure,
        since: from === NO_DAY ? undefined : from,
      };
    }
    return undefined;
  }

  #at(key: string): number {
    const { high, low } = this.#parts;
    const [upper, lower] = hash64(key);
    let [left, right] = [0, high.length];
    while (left < right) {
      const middle = (left + right) >>> 1;
      const first = high[middle] as number;
      if (first < upper || (first === upper && (low[middle] as number) < lower)) left = middle + 1;
      else right = middle;
    }
    return left < high.length && high[left] === upper && low[left] === lower ? left : -1;
  }
}

function merged(a: FeedEntry, b: FeedEntry): FeedEntry {
  const known = <T extends "confidence" | "since">(name: T) =>
    [a[name], b[name]].filter((value) => value !== undefined);
  const [confidences, days] = [known("confidence"), known("since")];
  return {
    ...a,
    confidence: confidences.length === 0 ? undefined : Math.max(...confidences),
    since: days.length === 0 ? undefined : Math.min(...days),
    // Without an end it has none.
    until: a.until === undefined || b.until === undefined ? undefined : Math.max(a.until, b.until),
  };
}

function partsOf(name: string, entries: readonly FeedEntry[]): FeedParts {
  const hashed = entries.map((entry) => ({ entry, hash: hash64(entry.key) }));
  hashed.sort(({ hash: a }, { hash: b }) => a[0] - b[0] || a[1] - b[1]);
  const lengths = { 4: new Set<number>(), 6: new Set<number>() };
  for (const { network } of entries) if (network !== undefined) lengths[network.version].add(network.bits);
  const longestFirst = (set: ReadonlySet<number>): number[] => [...set].sort((a, b) => b - a);
  const day = (value: number | undefined): number =>
    value === undefined ? NO_DAY : Math.min(NO_DAY - 1, Math.max(0, Math.floor(value)));
  return {
    name,
    high: Uint32Array.from(hashed, ({ hash }) => hash[0]),
    low: Uint32Array.from(hashed, ({ hash }) => hash[1]),
    confidence: Uint8Array.from(hashed, ({ entry }) => confidenceByte(entry.confidence)),
    since: Uint16Array.from(hashed, ({ entry }) => day(entry.since)),
    until: Uint16Array.from(hashed, ({ entry }) => day(entry.until)),
    lengths: { 4: longestFirst(lengths[4]), 6: longestFirst(lengths[6]) },
  };
}

function confidenceByte(value: number | undefined): number {
  if (value === undefined) return NO_CONFIDENCE;
  if (value >= 0 && value <= 100) return Math.round(value);
  throw new HedgerowError("bad-data", `A confidence is a number from 0 to 100, not ${value}`);
}
