/**
 * Text or number to a moment. In: a cell and the format of its column. Out: milliseconds since 1970 UTC, or NaN when it
 * is not a time. A time without a zone counts as UTC. ISO texts are read whatever the format is.
 */
import { parseNumber } from "./number-text.ts";

export const timeFormats = ["iso", "dmy", "mdy", "month-name", "s", "ms", "us", "ns"] as const;
/**
 * iso: 2024-06-04, 2024-06-04T06:05:15.000Z, 2024/06/04 06:05; dmy: 25/08/2024 10:00; mdy: 8/25/2024 10:00 PM;
 * month-name: 25 Aug 2024 10:00:00 GMT, 25/Aug/2024:10:00:00 +0200; s, ms, us, ns: numbers since 1970.
 */
export type TimeFormat = (typeof timeFormats)[number];

const CLOCK = String.raw`(?:[T :,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?`;
const ZONE = String.raw`(?: ?(Z|GMT|UTC|[+-]\d{2}:?\d{2}|[+-]\d{2}))?`;
const AM_PM = "(?: ?([AP]M))?";

const iso = new RegExp(`^(\\d{4})[-/](\\d{1,2})[-/](\\d{1,2})${CLOCK}${ZONE}$`, "i");
const slashed = new RegExp(`^(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{4})${CLOCK}${AM_PM}${ZONE}$`, "i");
const named = new RegExp(
  `^(?:[a-z]{3,9},? +)?(\\d{1,2})[ /-]([a-z]{3})[a-z]*[ /-](\\d{4})${CLOCK}${ZONE}$`,
  "i",
);
const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const perMillisecond: Readonly<Record<string, number>> = { s: 1e-3, ms: 1, us: 1e3, ns: 1e6 };

export function parseTime(value: string | number, format: TimeFormat): number {
  const scale = perMillisecond[format];
  if (scale !== undefined) {
    const number = typeof value === "number" ? value : parseNumber(value);
    if (Number.isFinite(number)) return inRange(number / scale);
  }
  if (typeof value === "number") return Number.NaN;
  const text = value.trim();
  const match = iso.exec(text);
  if (match !== null) return moment(+match[1]!, +match[2]!, +match[3]!, match, 4, undefined, match[8]);
  if (format === "month-name") return parseNamed(text);
  return format === "dmy" || format === "mdy" ? parseSlashed(text, format) : Number.NaN;
}

function parseSlashed(text: string, format: "dmy" | "mdy"): number {
  const match = slashed.exec(text);
  if (match === null) return Number.NaN;
  const [first, second] = [+match[1]!, +match[2]!];
  const [month, day] = format === "dmy" ? [second, first] : [first, second];
  return moment(+match[3]!, month, day, match, 4, match[8], match[9]);
}

function parseNamed(text: string): number {
  const match = named.exec(text);
  if (match === null) return Number.NaN;
  const month = months.indexOf(match[2]!.toLowerCase()) + 1;
  return moment(+match[3]!, month, +match[1]!, match, 4, undefined, match[8]);
}

/** The clock stands in four groups of the match: hour, minute, second, fraction. */
function moment(
  year: number,
  month: number,
  day: number,
  match: RegExpExecArray,
  clock: number,
  half: string | undefined,
  zone: string | undefined,
): number {
  let hour = +(match[clock] ?? 0);
  const minute = +(match[clock + 1] ?? 0);
  const second = +(match[clock + 2] ?? 0);
  const fraction = match[clock + 3] === undefined ? 0 : Math.floor(+`0.${match[clock + 3]}` * 1000);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return Number.NaN;
    hour = (hour % 12) + (half.toUpperCase() === "PM" ? 12 : 0);
  }
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60) return Number.NaN;
  const midnight = Date.UTC(year, month - 1, day);
  if (new Date(midnight).getUTCMonth() !== month - 1) return Number.NaN;
  return midnight + hour * 3_600_000 + minute * 60_000 + second * 1000 + fraction - zoneOffset(zone);
}

function zoneOffset(zone: string | undefined): number {
  if (zone === undefined || !/^[+-]/.test(zone)) return 0;
  const minutes = +zone.slice(1, 3) * 60 + +(zone.slice(3).replace(":", "") || 0);
  return (zone[0] === "-" ? -minutes : minutes) * 60_000;
}

/** Years 0 to 9999; a number beyond is not a time in this unit. */
function inRange(milliseconds: number): number {
  return milliseconds >= -62_167_219_200_000 && milliseconds < 253_402_300_800_000
    ? milliseconds
    : Number.NaN;
}
