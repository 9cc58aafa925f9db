// Feeds and records in, records with more fields out: for each feed and each column that holds addresses, domains, hashes or URLs, whether it
// is in the feed, how sure the feed is, how many days it has been known. The same code makes them of training data and of one record at
// the edge; what was looked up in what stands in the model as plain data, the feeds do not, so that they can be renewed without training.

import { type Cell, cellAt, type NumberColumn, type RawColumn } from "../data/column.ts";
import { Field } from "../data/field.ts";
import { listNames } from "../data/nearest.ts";
import { parseTime } from "../data/time-text.ts";
import { HedgerowError } from "../error.ts";
import type { RawRecord } from "../model/predictor.ts";
import type { EnrichmentSpec } from "./enrichment-spec.ts";
import type { Feed } from "./feed.ts";

const DAY = 86_400_000;

/** seen is 0 or 1; confidence 0 to 100 and days from 0 are there where it was seen and the feed says so. */
const PARTS = ["seen", "confidence", "days"] as const;

export class Enricher {
  readonly spec: EnrichmentSpec;
  /** The fields it adds, in order. */
  readonly names: readonly string[];
  /** In the order of the spec. */
  readonly feeds: readonly Feed[];
  readonly #fields: readonly Field[];
  readonly #time: Field | undefined;

  /** Throws `bad-option` where a feed that the spec names is not given. */
  constructor(feeds: readonly Feed[], spec: EnrichmentSpec) {
    this.spec = spec;
    this.feeds = spec.feeds.map((name) => feedNamed(feeds, name));
    this.#fields = spec.columns.map((name) => new Field(name));
    this.#time = spec.time === undefined ? undefined : new Field(spec.time.column);
    this.names = spec.columns.flatMap((column) =>
      spec.feeds.flatMap((feed) => PARTS.map((part) => fieldName(column, feed, part))),
    );
  }

  /**
   * The record with what the feeds say of it.
   *
   * @example
   * model.predict(enricher.record(alert));
   */
  record(record: RawRecord): Record<string, unknown> {
    const time = this.#time?.read(record);
    const values = this.#valuesOf((i) => this.#fields[i]?.read(record), time);
    const added = this.names.flatMap((name, i) => {
      const value = values[i] as number;
      return Number.isNaN(value) ? [] : [[name, value] as const];
    });
    return { ...record, ...Object.fromEntries(added) };
  }

  /** The columns it adds to these; a column of the spec that is not among them counts as missing. */
  columns(columns: readonly RawColumn[], rows: number): NumberColumn[] {
    const byName = new Map(columns.map((column) => [column.name, column]));
    for (const name of this.names)
      if (byName.has(name))
        throw new HedgerowError("bad-data", "The data has a column of this name already", { column: name });
    const read = this.spec.columns.map((name) => byName.get(name));
    const time = this.spec.time && byName.get(this.spec.time.column);
    const added = this.names.map(() => new Float64Array(rows));
    for (let row = 0; row < rows; row++) {
      const cell = (column: RawColumn | undefined): Cell => column && cellAt(column, row);
      const values = this.#valuesOf((i) => cell(read[i]), cell(time));
      for (const [i, value] of values.entries()) (added[i] as Float64Array)[row] = value;
    }
    return this.names.map((name, i) => ({ kind: "numbers", name, values: added[i] as Float64Array }));
  }

  #valuesOf(value: (column: number) => unknown, time: unknown): number[] {
    const { format } = this.spec.time ?? {};
    const moment =
      format !== undefined && (typeof time === "string" || typeof time === "number")
        ? parseTime(time, format)
        : Number.NaN;
    const day = Number.isNaN(moment) ? undefined : Math.floor(moment / DAY);
    return this.#fields.flatMap((_, column) => {
      const given = value(column);
      return this.feeds.flatMap((feed) => numbersOf(feed, given, day));
    });
  }
}

/** seen, confidence, days. A cell of several values is as seen as the surest of them. */
function numbersOf(feed: Feed, value: unknown, day: number | undefined): [number, number, number] {
  if (value === undefined || value === null) return [Number.NaN, Number.NaN, Number.NaN];
  const texts = Array.isArray(value) ? value : [value];
  const hits = texts.flatMap((text) => (typeof text === "string" ? (feed.find(text, day) ?? []) : []));
  if (hits.length === 0) return [0, Number.NaN, Number.NaN];
  const surest = hits.reduce((a, b) => ((b.confidence ?? -1) > (a.confidence ?? -1) ? b : a));
  const reference = day ?? feed.newest;
  const days =
    surest.since === undefined || reference === undefined
      ? Number.NaN
      : Math.max(0, reference - surest.since);
  return [1, surest.confidence ?? Number.NaN, days];
}

function fieldName(column: string, feed: string, part: (typeof PARTS)[number]): string {
  return part === "seen" ? `${column} in ${feed}` : `${column} in ${feed}: ${part}`;
}

function feedNamed(feeds: readonly Feed[], name: string): Feed {
  const feed = feeds.find((each) => each.name === name);
  if (feed !== undefined) return feed;
  const given = feeds.length === 0 ? "none is given" : `given: ${listNames(feeds.map((each) => each.name))}`;
  throw new HedgerowError("bad-option", `The feed ${JSON.stringify(name)} is needed; ${given}`);
}
