/**
 * Time: the parts of a moment that come back: hour (0 to 23, UTC) and weekday (0 is Monday), day of the month, month; or year
 * and elapsed (days since the first training row) and timeOfDay (the hour with its fraction), where they were asked for. `offset`, such as "+02:00",
 * is added first: working hours are those of a place.
 */
import { describe } from "../cell.ts";
import { Fault } from "../fault.ts";
import { parseTime, type TimeFormat } from "../time-text.ts";
import { PRESENT, type Restore } from "./kind.ts";

/** Milliseconds. */
export const DAY = 86_400_000;
export type TimePart = "hour" | "weekday" | "day" | "month" | "year" | "elapsed" | "timeOfDay";

export interface FittedTime {
  readonly parts: readonly TimePart[];
  /** The first training row. */
  readonly origin: number;
}

export const time: Restore = (name, settings, fitted) => {
  const { parts, origin } = fitted as FittedTime;
  const offset = offsetOf(settings["offset"]);
  return {
    columns: parts.map((part) => ({ name: `${name}.${part}`, kind: "number" })),
    encode(value, row, at) {
      const moment = momentOf(value, settings["format"] as TimeFormat) + offset;
      for (let i = 0; i < parts.length; i++)
        row[at + i] = partOf(parts[i] as TimePart, moment, origin + offset);
      return PRESENT;
    },
  };
};

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

/** "+02:00" in milliseconds: midnight there is as much before midnight in UTC. */
function offsetOf(offset: unknown): number {
  return -Date.parse(`1970-01-01T00:00${offset ?? "Z"}`);
}

export function momentOf(value: unknown, format: TimeFormat): number {
  const moment =
    typeof value === "string" || typeof value === "number" ? parseTime(value, format) : Number.NaN;
  if (Number.isNaN(moment)) throw new Fault(`takes a time (format ${format}), not ${describe(value)}`);
  return moment;
}
