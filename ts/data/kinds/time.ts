/**
 * When a column is a time, and which of its parts come back: hour and weekday; day of the month when the training rows cover two
 * months, month when they cover a year. The moment itself would tell the training period from any later one, which no future
 * row can use, so it is left out; "year", "elapsed" and "timeOfDay" can be asked for with `parts`. Columns of dates alone have no hour.
 */
import { eachDistinct, type RawColumn } from "../column.ts";
import { Fault } from "../fault.ts";
import { fieldsOf, onlyFields, textsOf } from "../json-check.ts";
import { type TimeFormat, timeFormats } from "../time-text.ts";
import { DAY, momentOf, type TimePart } from "./encode-time.ts";
import { inferTime } from "./infer-time.ts";
import type { Kind, Learnt, Settings } from "./kind.ts";

const timeParts: readonly TimePart[] = ["hour", "weekday", "day", "month", "year", "elapsed", "timeOfDay"];

export const time: Kind = {
  name: "time",
  infer: inferTime,

  settings(given: Settings): Settings {
    onlyFields(given, ["format", "parts", "offset"], "the kind time");
    const format = given["format"] === undefined ? "iso" : formatOf(given["format"]);
    const { parts, offset } = given;
    if (offset !== undefined && !(typeof offset === "string" && /^[+-](0\d|1[0-4]):[0-5]\d$/.test(offset)))
      throw new Fault('"offset" must be written as "+02:00"');
    return {
      format,
      ...(parts === undefined ? {} : { parts: partsOf(parts) }),
      ...(offset === undefined ? {} : { offset }),
    };
  },

  fit(settings: Settings, column: RawColumn): Learnt {
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
    return { fitted: { parts: chosen ?? partsFor(last - first, clock), origin }, notes: [] };
  },

  check(fitted: unknown): void {
    const { origin, parts } = fieldsOf(fitted, "a fitted time");
    if (typeof origin !== "number" || !Number.isFinite(origin)) throw new Fault('"origin" must be a number');
    partsOf(parts);
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

function partsFor(span: number, clock: boolean): readonly TimePart[] {
  const parts: TimePart[] = clock ? ["hour", "weekday"] : ["weekday"];
  if (span >= 61 * DAY) parts.push("day");
  if (span >= 365 * DAY) parts.push("month");
  return parts;
}
