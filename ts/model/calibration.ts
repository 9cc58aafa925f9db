// Probabilities made true. In: what a model says about its calibration (JSON in its metadata). Out: a function that
// changes the probabilities of one row in place. Which calibration a model gets is decided in choose-calibration.ts.
// Only + - * / and our own exp and ln are used, so one record and many rows get the same bits in every engine.

import { HedgerowError } from "../error.ts";
import { exp } from "./exp.ts";
import { ln } from "./log.ts";

/**
 * Softmax of slope ln(p + squeeze) + offset, a slope and an offset a class. `squeeze` is a small vote for each class: a share
 * of 0 of a forest's trees does not mean never.
 *
 * - temperature: one slope and no offset, so the order of classes stays (Guo et al. 2017, "On calibration of modern neural
 *   networks"; the temperature is 1 / slope).
 * - platt: one slope, an offset a class. With two classes Platt scaling of the log-odds (Platt 1999), with more
 *   bias-corrected temperature scaling (Alexandari, Kundaje and Shrikumar 2020).
 * - vector: a slope and an offset a class. With two classes beta calibration (Kull, Silva Filho and Flach 2017), with more
 *   vector scaling (Guo et al. 2017) of log-probabilities.
 */
export interface Scaling {
  method: "temperature" | "platt" | "vector";
  squeeze: number;
  slopes: number[];
  offsets: number[];
}

/** A rising line through points: flat before the first and after the last. */
export interface RisingLine {
  from: number[];
  to: number[];
}

/**
 * Isotonic regression (Zadrozny and Elkan 2002): a rising line for the second of two classes, or one for each class
 * against all others and the results divided by their sum.
 */
export interface Isotonic {
  method: "isotonic";
  lines: RisingLine[];
}

/** The probabilities are as true as they come. */
export interface NoCalibration {
  method: "none";
}

export type CalibrationMap = Scaling | Isotonic | NoCalibration;

/** What a model says about its calibration. */
export type Calibration = CalibrationMap & {
  /** Unseen rows it was chosen and fitted on. */
  rows: number;
  /** Mean log-loss in nats of these rows as the trees say, class weights counted. */
  logLossBefore: number;
  /** The same after calibration, each row calibrated without itself. */
  logLossAfter: number;
};

/** Changes the `classes` probabilities from `at` on, in place. */
export type Calibrator = (probabilities: Float64Array, at: number) => void;

/** The function that a calibration means. */
export function calibrator(map: CalibrationMap, classes: number): Calibrator {
  switch (map.method) {
    case "none":
      return () => {};
    case "isotonic":
      return classes === 2 ? risingShare(map.lines[0] as RisingLine) : risingShares(map.lines);
    default:
      return scaling(map);
  }
}

function scaling({ squeeze, slopes, offsets }: Scaling): Calibrator {
  const classes = slopes.length;
  return (probabilities, at) => {
    let most = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < classes; i++) {
      const logit =
        (slopes[i] as number) * ln((probabilities[at + i] as number) + squeeze) + (offsets[i] as number);
      probabilities[at + i] = logit;
      if (logit > most) most = logit;
    }
    let sum = 0;
    for (let i = 0; i < classes; i++) {
      const weight = exp((probabilities[at + i] as number) - most);
      probabilities[at + i] = weight;
      sum += weight;
    }
    for (let i = 0; i < classes; i++) probabilities[at + i] = (probabilities[at + i] as number) / sum;
  };
}

function risingShare(line: RisingLine): Calibrator {
  return (probabilities, at) => {
    const second = alongLine(line, probabilities[at + 1] as number);
    probabilities[at] = 1 - second;
    probabilities[at + 1] = second;
  };
}

function risingShares(lines: readonly RisingLine[]): Calibrator {
  return (probabilities, at) => {
    let sum = 0;
    lines.forEach((line, i) => {
      const share = alongLine(line, probabilities[at + i] as number);
      probabilities[at + i] = share;
      sum += share;
    });
    for (let i = 0; i < lines.length; i++) probabilities[at + i] = (probabilities[at + i] as number) / sum;
  };
}

function alongLine({ from, to }: RisingLine, x: number): number {
  // The first point that is not below x.
  let low = 0;
  let high = from.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((from[middle] as number) < x) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return to[0] as number;
  if (low === from.length) return to[low - 1] as number;
  const [x0, x1] = [from[low - 1] as number, from[low] as number];
  const [y0, y1] = [to[low - 1] as number, to[low] as number];
  // Rounding must not carry the result past the end of the piece: the line rises.
  return Math.min(y1, y0 + ((x - x0) / (x1 - x0)) * (y1 - y0));
}

/** A calibration read from JSON; undefined where the model has none. Throws `bad-model` where it is damaged. */
export function readCalibration(json: unknown, classes: number): CalibrationMap | undefined {
  if (json === undefined) return undefined;
  if (typeof json !== "object" || json === null || !isMap(json, classes)) {
    throw new HedgerowError("bad-model", "the model's calibration is damaged");
  }
  return json;
}

function isMap(map: Partial<CalibrationMap>, classes: number): map is CalibrationMap {
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
