/**
 * When things happen: twelve weeks from Monday 3 March 2025, UTC, fewer on weekends, more in working hours. In: random
 * numbers. Out: whole seconds since the start, and their text in ISO 8601.
 */
import { Weighted } from "./weighted.ts";

const START = Date.UTC(2025, 2, 3);
const WEEKS = 12;
const DAYS: Weighted = new Weighted(
  Array.from({ length: 7 * WEEKS }, (_, day) => (day % 7 < 5 ? 4 : day % 7 === 5 ? 2 : 1)),
);
const HOURS: Weighted = new Weighted([
  4, 4, 5, 5, 4, 4, 3, 4, 6, 8, 9, 9, 8, 8, 9, 9, 8, 7, 5, 4, 3, 3, 3, 3,
]);

/** Each argument is at least 0 and less than 1. */
export function pickHour(dayUnit: number, hourUnit: number): number {
  return (DAYS.pick(dayUnit) * 24 + HOURS.pick(hourUnit)) * 3600;
}

/** 0 to 23. */
export function hourOf(seconds: number): number {
  return Math.floor(seconds / 3600) % 24;
}

/** Monday to Friday. */
export function isWeekday(seconds: number): boolean {
  return Math.floor(seconds / 86400) % 7 < 5;
}

export function timeText(seconds: number): string {
  return new Date(START + seconds * 1000).toISOString();
}
