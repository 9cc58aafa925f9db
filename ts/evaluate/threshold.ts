// Scores of the positive class and 0/1 truth in, a threshold and what it does on those rows out. The rows must be
// held-out or out-of-bag: on rows the model was fitted to, every threshold looks better than it is.
//
// A row is positive if and only if `score >= threshold`. A chosen threshold is the score of a row; where the rule
// asks for no positive row at all, it is the next f64 above the highest score. So rows with equal scores always
// fall on the same side, and with a false-positive rate of 0 a row that ties with the highest negative is not
// positive. Keep a threshold as f64: rounded to f32 it may move to the other side of its own row.

import { HedgerowError } from "../error.ts";
import { upperRateBound } from "./binomial-bound.ts";
import { type Numbers, type Ranking, rank } from "./ranking.ts";

/** How to choose. Of equally good thresholds the highest wins. */
export type ThresholdRule =
  /** The most true positives with at most this share of the negative rows; 0: none of them. */
  | { maxFalsePositiveRate: number }
  /** The highest F-beta; above 1, recall counts for more than precision. */
  | { fBeta: number }
  /** The lowest total cost; rightly judged rows cost nothing. */
  | { costs: { falsePositive: number; falseNegative: number } };

/** What a threshold does on the rows it was tried on. */
export interface OperatingPoint {
  /** Positive is `score >= threshold`. */
  threshold: number;
  /** Null without negative rows. */
  falsePositiveRate: number | null;
  /** Recall. Null without positive rows. */
  truePositiveRate: number | null;
  /** Null where no row is positive at this threshold. */
  precision: number | null;
  /** Weight of the rows, their number where there are no weights; so the next three. */
  truePositives: number;
  falsePositives: number;
  positives: number;
  negatives: number;
}

/** An upper bound on the false-positive rate on new rows that are like these (drawn as these were, same model). With weights it is approximate. */
export interface RateBound {
  upper: number;
  confidence: number;
  /**
   * "chosen": it holds although the threshold was chosen on the same rows. "fixed": it is the bound of a threshold
   * fixed beforehand, a little too low for one that was chosen.
   */
  holdsFor: "chosen" | "fixed";
}

export interface ChosenThreshold extends OperatingPoint {
  bound: RateBound;
}

export interface ThresholdOptions {
  weights?: Numbers | undefined;
  /** Of the bound. @default 0.95 */
  confidence?: number;
}

/**
 * Chooses a threshold by a rule.
 *
 * @example
 * chooseThreshold(Float64Array.of(0.2, 0.6, 0.6, 0.9), Uint8Array.of(0, 0, 1, 1), { maxFalsePositiveRate: 0 });
 * // { threshold: 0.9, falsePositiveRate: 0, truePositiveRate: 0.5, precision: 1, ... bound: { upper: 0.776, ... } }
 */
export function chooseThreshold(
  scores: Float64Array,
  truth: Uint8Array,
  rule: ThresholdRule,
  options: ThresholdOptions = {},
): ChosenThreshold {
  const { weights, confidence = 0.95 } = options;
  checkOptions(rule, confidence);
  checkRows(scores, truth, weights);
  const ranking = rank(scores, truth, weights);
  if (ranking.negatives === 0 || ranking.positives === 0) {
    const missing = ranking.negatives === 0 ? "negative" : "positive";
    throw new HedgerowError("bad-data", `A threshold cannot be chosen on rows of which none is ${missing}.`);
  }
  const entry = best(ranking, rule);
  const threshold = entry < 0 ? nextAbove(ranking.thresholds[0] as number) : ranking.thresholds[entry];
  const point = operatingPoint(threshold as number, {
    truePositives: entry < 0 ? 0 : (ranking.truePositives[entry] as number),
    falsePositives: entry < 0 ? 0 : (ranking.falsePositives[entry] as number),
    positives: ranking.positives,
    negatives: ranking.negatives,
  });
  return { ...point, bound: rateBound(point, rule, confidence, truth, weights) };
}

/** What a threshold chosen elsewhere does on these rows. */
export function precisionRecallAt(
  scores: Float64Array,
  truth: Uint8Array,
  threshold: number,
  weights?: Numbers,
): OperatingPoint {
  checkRows(scores, truth, weights);
  if (!Number.isFinite(threshold)) {
    throw new HedgerowError("bad-option", `A threshold must be a finite number, not ${threshold}.`);
  }
  const counts = { truePositives: 0, falsePositives: 0, positives: 0, negatives: 0 };
  for (let row = 0; row < scores.length; row++) {
    const weight = weights === undefined ? 1 : (weights[row] as number);
    const alarm = (scores[row] as number) >= threshold ? weight : 0;
    if (truth[row] === 0) {
      counts.negatives += weight;
      counts.falsePositives += alarm;
    } else {
      counts.positives += weight;
      counts.truePositives += alarm;
    }
  }
  return operatingPoint(threshold, counts);
}

/** The entry of the ranking that serves the rule best; -1: above all of them. */
function best(ranking: Ranking, rule: ThresholdRule): number {
  const { truePositives, falsePositives, positives, negatives } = ranking;
  const gain = (hits: number, alarms: number): number => {
    if ("maxFalsePositiveRate" in rule) {
      // Divided, as the caller would: 0.29 * 100 is below 29, but 29 / 100 is 0.29.
      return alarms / negatives <= rule.maxFalsePositiveRate ? hits : Number.NEGATIVE_INFINITY;
    }
    if ("fBeta" in rule) {
      const square = rule.fBeta * rule.fBeta;
      return ((1 + square) * hits) / (square * positives + hits + alarms);
    }
    return -(rule.costs.falsePositive * alarms + rule.costs.falseNegative * (positives - hits));
  };
  let entry = -1;
  let highest = gain(0, 0);
  for (let i = 0; i < truePositives.length; i++) {
    const value = gain(truePositives[i] as number, falsePositives[i] as number);
    if (value <= highest) continue;
    highest = value;
    entry = i;
  }
  return entry;
}

type Counts = Pick<OperatingPoint, "truePositives" | "falsePositives" | "positives" | "negatives">;

function operatingPoint(threshold: number, counts: Counts): OperatingPoint {
  const { truePositives, falsePositives, positives, negatives } = counts;
  const alarms = truePositives + falsePositives;
  return {
    threshold,
    falsePositiveRate: negatives === 0 ? null : falsePositives / negatives,
    truePositiveRate: positives === 0 ? null : truePositives / positives,
    precision: alarms === 0 ? null : truePositives / alarms,
    ...counts,
  };
}

/**
 * With a limit of k false positives among n, the threshold lies above the (k + 1)-th highest negative score. The
 * share of new negatives above that one is distributed as Beta(k + 1, n - k) or lower, whichever threshold
 * above it is then chosen: Clopper and Pearson's bound for the k allowed, not for the fewer that occurred, holds.
 * With weights both counts are effective counts, and k is not rounded down, which would lower the bound.
 */
function rateBound(
  point: OperatingPoint,
  rule: ThresholdRule,
  confidence: number,
  truth: Uint8Array,
  weights: Numbers | undefined,
): RateBound {
  const negatives = weights === undefined ? point.negatives : effectiveNegatives(truth, weights);
  if ("maxFalsePositiveRate" in rule) {
    let allowed = rule.maxFalsePositiveRate * negatives;
    if (weights === undefined) {
      allowed = Math.floor(allowed);
      if ((allowed + 1) / negatives <= rule.maxFalsePositiveRate) allowed++; // the product may round down
    }
    return { upper: upperRateBound(allowed, negatives, confidence), confidence, holdsFor: "chosen" };
  }
  const events = (point.falsePositiveRate as number) * negatives;
  return { upper: upperRateBound(events, negatives, confidence), confidence, holdsFor: "fixed" };
}

/** How many negative rows of equal weight would say as much as these (Kish's effective sample size). */
function effectiveNegatives(truth: Uint8Array, weights: Numbers): number {
  let sum = 0;
  let squares = 0;
  for (let row = 0; row < truth.length; row++) {
    if (truth[row] !== 0) continue;
    const weight = weights[row] as number;
    sum += weight;
    squares += weight * weight;
  }
  return (sum * sum) / squares;
}

/** The smallest f64 above a finite number. */
function nextAbove(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return view.getFloat64(0);
}

function checkOptions(rule: ThresholdRule, confidence: number): void {
  if (!(confidence > 0 && confidence < 1)) {
    throw new HedgerowError("bad-option", `confidence must lie between 0 and 1, not ${confidence}.`);
  }
  if ("maxFalsePositiveRate" in rule) {
    const rate = rule.maxFalsePositiveRate;
    if (rate >= 0 && rate < 1) return;
    throw new HedgerowError(
      "bad-option",
      `maxFalsePositiveRate must be at least 0 and below 1, not ${rate}.`,
    );
  }
  if ("fBeta" in rule) {
    if (rule.fBeta > 0 && Number.isFinite(rule.fBeta)) return;
    throw new HedgerowError("bad-option", `fBeta must be a finite number above 0, not ${rule.fBeta}.`);
  }
  for (const [name, cost] of Object.entries(rule.costs)) {
    if (cost >= 0 && Number.isFinite(cost)) continue;
    throw new HedgerowError(
      "bad-option",
      `The cost ${name} must be a finite number of at least 0, not ${cost}.`,
    );
  }
}

function checkRows(scores: Float64Array, truth: Uint8Array, weights: Numbers | undefined): void {
  if (truth.length !== scores.length || (weights !== undefined && weights.length !== scores.length)) {
    throw new HedgerowError("bad-data", "Scores, truth and weights must have the same number of rows.");
  }
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row] as number;
    const weight = weights === undefined ? 1 : (weights[row] as number);
    if (!Number.isFinite(score)) {
      throw new HedgerowError("bad-value", `A score must be a finite number, not ${score}.`, {
        row: row + 1,
      });
    }
    if (!(weight >= 0 && Number.isFinite(weight))) {
      throw new HedgerowError("bad-value", `A weight must be a finite number of at least 0, not ${weight}.`, {
        row: row + 1,
      });
    }
  }
}
