// Whether what a model says about its calibration can be applied: numbers of the right count, in a range where nothing overflows.

import { HedgerowError } from "../error.ts";
import type { CalibrationMap, RisingLine } from "./calibration.ts";

/** Throws `bad-model` where a model's calibration is damaged; undefined is none. */
export function checkCalibration(json: unknown, classes: number): void {
  if (json === undefined) return;
  if (typeof json !== "object" || json === null || !isMap(json, classes)) {
    throw new HedgerowError("bad-model", "the model's calibration is damaged");
  }
}

function isMap(map: Partial<CalibrationMap>, classes: number): boolean {
  switch (map.method) {
    case "none":
      return true;
    case "temperature":
    case "platt":
    case "vector":
      return (
        isPositive(map.squeeze) &&
        isNumbers(map.slopes, classes) &&
        map.slopes.every(isPositive) &&
        isNumbers(map.offsets, classes)
      );
    case "isotonic": {
      const { lines } = map;
      return Array.isArray(lines) && lines.length === (classes === 2 ? 1 : classes) && lines.every(isRising);
    }
    default:
      return false;
  }
}

function isRising(line: Partial<RisingLine> | null): boolean {
  if (typeof line !== "object" || line === null) return false;
  const { from, to } = line;
  if (!Array.isArray(from) || from.length === 0) return false;
  if (!isNumbers(from, from.length) || !isNumbers(to, from.length)) return false;
  const rises = from.every((x, i) => i === 0 || x > (from[i - 1] as number));
  return rises && to.every((y, i) => y > 0 && y < 1 && (i === 0 || y >= (to[i - 1] as number)));
}

/** Far from where a logarithm times a slope, or its exponential, would leave the range of numbers. */
const MOST = 1e30;

function isPositive(value: unknown): boolean {
  return typeof value === "number" && value >= 1 / MOST && value <= MOST;
}

function isNumbers(values: unknown, count: number): values is number[] {
  return (
    Array.isArray(values) &&
    values.length === count &&
    values.every((value) => typeof value === "number" && Math.abs(value) <= MOST)
  );
}
