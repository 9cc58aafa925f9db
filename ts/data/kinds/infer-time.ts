/**
 * Whether a column is a time, and in which format. Texts: every value must read in one format. Numbers: milliseconds,
 * microseconds and nanoseconds of the years 2000 to 2040 are plain from the values (whole numbers that large are hardly
 * ever anything else); seconds need a name that says so too, since byte counts reach the same size.
 */

import { parseNumber } from "../number-text.ts";
import { count, type Profile } from "../profile.ts";
import { parseTime, type TimeFormat } from "../time-text.ts";
import type { Inference } from "./kind.ts";

const START = 946_684_800;
const END = 2_208_988_800;
const units: readonly (readonly [TimeFormat, number])[] = [
  ["s", 1],
  ["ms", 1e3],
  ["us", 1e6],
  ["ns", 1e9],
];
const timeName =
  /(^|[._\s-])(ts|time|timestamp|epoch|date|datetime|when|at|created|updated|seen)$|(time|timestamp|date|epoch)(_?utc|_?(in_?)?(sec|secs|seconds|ms|millis))?$/i;
const durationName = /(duration|elapsed|delta|diff|interval|uptime|runtime|ttl|lifetime|latency|timeout)/i;

export function inferTime(profile: Profile): Inference | undefined {
  if (profile.type === "numbers") {
    const { least, most, whole } = profile.numbers;
    return inferUnit(profile, least, most, whole);
  }
  if (profile.type !== "texts") return undefined;
  return inferText(profile) ?? inferNumericTexts(profile);
}

function inferText(profile: Profile): Inference | undefined {
  const reads = (format: TimeFormat): boolean =>
    profile.texts.every(({ text }) => !Number.isNaN(parseTime(text, format)));
  const reason = (as: string): string => `all ${count(profile.present)} values read as ${as}`;
  if (reads("iso")) return { reason: reason("ISO 8601 times"), settings: { format: "iso" } };
  const [mdy, dmy] = [reads("mdy"), reads("dmy")];
  if (mdy && dmy) {
    const notes = [
      'every day is 12 or less, so month/day is a guess; say { kind: "time", format: "dmy" } for day/month',
    ];
    return { reason: reason("month/day/year times"), settings: { format: "mdy" }, notes };
  }
  if (mdy) return { reason: reason("month/day/year times"), settings: { format: "mdy" } };
  if (dmy) return { reason: reason("day/month/year times"), settings: { format: "dmy" } };
  if (reads("month-name"))
    return { reason: reason("times with month names"), settings: { format: "month-name" } };
  return undefined;
}

/** Labels and JSON strings can hold epoch times as text. */
function inferNumericTexts(profile: Profile): Inference | undefined {
  let [least, most, whole] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, true];
  for (const { text } of profile.texts) {
    const number = parseNumber(text);
    if (Number.isNaN(number)) return undefined;
    least = Math.min(least, number);
    most = Math.max(most, number);
    whole = whole && Number.isInteger(number);
  }
  return inferUnit(profile, least, most, whole);
}

function inferUnit(profile: Profile, least: number, most: number, whole: boolean): Inference | undefined {
  const named = timeName.test(profile.name) && !durationName.test(profile.name);
  for (const [format, scale] of units) {
    if (least < START * scale || most >= END * scale) continue;
    if (!named && (format === "s" || !whole)) return undefined;
    const why = named ? "and the name says time" : "as whole numbers";
    return { reason: `every value is a moment of 2000 to 2040 in ${format}, ${why}`, settings: { format } };
  }
  return undefined;
}
