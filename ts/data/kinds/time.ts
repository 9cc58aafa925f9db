/**
 * Time: the parts of a moment that come back: hour (0 to 23, UTC) and weekday (0 is Monday); day of the month when the
 * training rows cover two months, month when they cover a year. The moment itself would tell the training period from
 * any later one, which no future row can use, so it is left out; "year" and "elapsed" (days since the first training
 * row) can be asked for with `parts`, and "timeOfDay", the hour with its fraction. Columns of dates alone have no hour. `offset`, such as
 * "+02:00", is added first: working hours are those of a place.
 */
import { describe } from "../cell.ts";
import { eachDistinct, type RawColumn } from "../column.ts";
import { Fault } from "../fault.ts";
import { fieldsOf, onlyFields, textsOf } from "../json-check.ts";
import { parseTime, type TimeFormat, timeFormats } from "../time-text.ts";
import { inferTime } from "./infer-time.ts";
import {
  type Fitted,
  type FittedColumn,
  type Kind,
  MISSING,
  type Outcome,
  PRESENT,
  type Settings,
} from "./kind.ts";

const DAY = 86_400_000;
const timeParts = ["hour", "weekday", "day", "month", "year", "elapsed", "timeOfDay"] as const;
export type TimePart = (typeof timeParts)[number];

export const time: Kind = {
  name: "time",
  infer: inferTime,

  settings(given: Settings): Settings {
    onlyFields(given, ["format", "parts", "offset"], "the kind time");
    const format = given["format"] === undefined ? "iso" : formatOf(given["format"]);
    const { parts, offset } = given;
    if (offset !== undefined) offsetOf(offset);
    return {
      format,
      ...(parts === undefined ? {} : { parts: partsOf(parts) }),
      ...(offset === undefined ? {} : { offset }),
    };
  },

  fit(name: string, settings: Settings, column: RawColumn): Fitted {
    const format = settings["format"] as TimeFormat;
    let [first, last, clock] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, false];
    eachDistinct(column, (value) => {
      const at = momentOf(value, format);
      if (at < first) first = at;
      if (at > last) last = at;
      if (at % DAY !== 0) clock = true;
    });
    const chosen = settings["parts"] as readonly TimePart[] | undefined;
    const origin = Number.isFinite(first) ? first : 0;
    const parts = chosen ?? partsFor(last - first, clock);
    return new FittedTime(name, format, parts, origin, offsetOf(settings["offset"]));
  },

  restore(name: string, settings: Settings, json: unknown): Fitted {
    const fields = fieldsOf(json, "a fitted time");
    const origin = fields["origin"];
    if (typeof origin !== "number" || !Number.isFinite(origin)) throw new Fault('"origin" must be a number');
    const parts = partsOf(fields["parts"]);
    const offset = offsetOf(settings["offset"]);
    return new FittedTime(name, settings["format"] as TimeFormat, parts, origin, offset);
  },
};

function formatOf(value: unknown): TimeFormat {
  const format = timeFormats.find((known) => known === value);
  if (format === undefined) throw new Fault(`"format" must be one of ${timeFormats.join(", ")}`);
  return format;
}

function partsOf(value: unknown): readonly TimePart[] {
  const given = textsOf(value, '"parts"');
  const parts = timeParts.filter((part) => given.includes(part));
  if (parts.length === given.length && parts.length > 0) return parts;
  throw new Fault(`"parts" must be some of ${timeParts.join(", ")}, each once`);
}

/** "+02:00" in milliseconds. */
function offsetOf(value: unknown): number {
  if (value === undefined) return 0;
  const [, sign, hours = "", minutes = ""] =
    (typeof value === "string" && /^([+-])(0\d|1[0-4]):([0-5]\d)$/.exec(value)) || [];
  if (sign === undefined) throw new Fault('"offset" must be written as "+02:00"');
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

function partsFor(span: number, clock: boolean): readonly TimePart[] {
  const parts: TimePart[] = clock ? ["hour", "weekday"] : ["weekday"];
  if (span >= 61 * DAY) parts.push("day");
  if (span >= 365 * DAY) parts.push("month");
  return parts;
}

class FittedTime implements Fitted {
  readonly columns: readonly FittedColumn[];
  readonly notes: readonly string[] = [];
  readonly #format: TimeFormat;
  readonly #parts: readonly TimePart[];
  readonly #origin: number;
  readonly #offset: number;

  constructor(name: string, format: TimeFormat, parts: readonly TimePart[], origin: number, offset: number) {
    this.columns = parts.map((part) => ({ name: `${name}.${part}`, kind: "number" }));
    this.#format = format;
    this.#parts = parts;
    this.#origin = origin;
    this.#offset = offset;
  }

  encode(value: unknown, row: Float32Array, at: number): Outcome {
    const parts = this.#parts;
    if (value === undefined || value === null) {
      for (let i = 0; i < parts.length; i++) row[at + i] = Number.NaN;
      return MISSING;
    }
    const moment = momentOf(value, this.#format);
    const [local, origin] = [moment + this.#offset, this.#origin + this.#offset];
    for (let i = 0; i < parts.length; i++) row[at + i] = partOf(parts[i] as TimePart, local, origin);
    return PRESENT;
  }

  toJSON(): unknown {
    return { parts: this.#parts, origin: this.#origin };
  }
}

function partOf(part: TimePart, moment: number, origin: number): number {
  const days = Math.floor(moment / DAY);
  switch (part) {
    case "timeOfDay":
      return (moment - days * DAY) / 3_600_000;
    case "hour":
      return Math.floor((moment - days * DAY) / 3_600_000);
    case "weekday":
      // 1970 began on a Thursday.
      return (((days + 3) % 7) + 7) % 7;
    case "day":
      return new Date(moment).getUTCDate();
    case "month":
      return new Date(moment).getUTCMonth() + 1;
    case "year":
      return new Date(moment).getUTCFullYear();
    case "elapsed":
      return (moment - origin) / DAY;
  }
}

function momentOf(value: unknown, format: TimeFormat): number {
  const moment =
    typeof value === "string" || typeof value === "number" ? parseTime(value, format) : Number.NaN;
  if (Number.isNaN(moment)) throw new Fault(`takes a time (format ${format}), not ${describe(value)}`);
  return moment;
}
