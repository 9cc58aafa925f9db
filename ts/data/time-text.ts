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
const ZONE = String.raw`(?: ?(?:Z|GMT|UTC|([+-])(\d{2})(?::?(\d{2}))?))?`;
const AM_PM = "(?: ?([AP]M))?";

/** Groups: three of the date; hour, minute, second, fraction; half of the day; sign, hours and minutes of the zone. */
function pattern(date: string, half = "()"): RegExp {
  return new RegExp(`^${date}${CLOCK}${half}${ZONE}$`, "i");
}

/** How dates are written, and which groups are year, month and day. */
type Written = readonly [RegExp, year: number, month: number, day: number];
const iso: Written = [pattern(String.raw`(\d{4})[-/](\d{1,2})[-/](\d{1,2})`), 1, 2, 3];
const slashed = pattern(String.raw`(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})`, AM_PM);
const written: Readonly<Record<string, Written>> = {
  dmy: [slashed, 3, 2, 1],
  mdy: [slashed, 3, 1, 2],
  "month-name": [pattern(String.raw`(?:[a-z]{3,9},? +)?(\d{1,2})[ /-]([a-z]{3})[a-z]*[ /-](\d{4})`), 3, 2, 1],
};
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
  return moment(text, iso) ?? moment(text, written[format] ?? iso) ?? Number.NaN;
}

/** undefined where the text is not so written. */
function moment(text: string, [as, year, month, day]: Written): number | undefined {
  const match = as.exec(text);
  if (match === null) return undefined;
  const number = (group: number): number => Number(match[group] ?? 0);
  const named = months.indexOf((match[month] as string).toLowerCase()) + 1;
  const [monthNumber, minute, second] = [named || number(month), number(5), number(6)];
  let hour = number(4);
  if (match[8]) {
    if (hour < 1 || hour > 12) return Number.NaN;
    hour = (hour % 12) + (/p/i.test(match[8]) ? 12 : 0);
  }
  const midnight = Date.UTC(number(year), monthNumber - 1, number(day));
  // A day that the month does not have, or a name that is none.
  if (!(hour <= 23 && minute <= 59 && second <= 60) || new Date(midnight).getUTCMonth() !== monthNumber - 1)
    return Number.NaN;
  const zone = (number(10) * 60 + number(11)) * (match[9] === "-" ? -1 : 1);
  const fraction = Math.floor(Number(`0.${match[7] ?? 0}`) * 1000);
  return midnight + hour * 3_600_000 + (minute - zone) * 60_000 + second * 1000 + fraction;
}

/** Years 0 to 9999; a number beyond is not a time in this unit. */
function inRange(milliseconds: number): number {
  return milliseconds >= -62_167_219_200_000 && milliseconds < 253_402_300_800_000
    ? milliseconds
    : Number.NaN;
}
