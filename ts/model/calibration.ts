// Probabilities made true. In: what a model says about its calibration (JSON in its metadata). Out: a function that
// changes the probabilities of one row in place. Which calibration a model gets is decided in choose-calibration.ts.
// Only + - * / and our own exp and ln are used, so one record and many rows get the same bits in every engine.

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
