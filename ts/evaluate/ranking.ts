// Scores and 0/1 truth in; the ranking of the rows by score, and what is read off it, out. Rows with the same
// score are one step of the ranking, so that no result depends on the order of tied rows. All of it is exact
// for counts; with weights, the sums are rounded as any f64 sum is.

import { descendingOrder } from "./order.ts";

/** Any array of numbers; one weight a row where it is called `weights`. */
export type Numbers = Float32Array | Float64Array | readonly number[];

/** One entry for each distinct score, highest first: what lies at or above it. */
export interface Ranking {
  readonly thresholds: Float64Array;
  /** Weight of the positive rows with `score >= thresholds[i]`. */
  readonly truePositives: Float64Array;
  /** Weight of the negative rows with `score >= thresholds[i]`. */
  readonly falsePositives: Float64Array;
  readonly positives: number;
  readonly negatives: number;
}

export interface RocPoint {
  /** Positive is `score >= threshold`; null at the start of the curve, where no row is. */
  threshold: number | null;
  falsePositiveRate: number;
  truePositiveRate: number;
}

export interface PrecisionRecallPoint {
  threshold: number;
  precision: number;
  recall: number;
}

/**
 * Ranks rows by score. Rows of weight 0 take no part.
 *
 * @example
 * rocAuc(rank(Float64Array.of(0.1, 0.4, 0.35, 0.8), Uint8Array.of(0, 0, 1, 1))); // 0.75
 */
export function rank(scores: Float64Array, truth: Uint8Array, weights?: Numbers): Ranking {
  const order = descendingOrder(scores);
  const thresholds = new Float64Array(order.length);
  const truePositives = new Float64Array(order.length);
  const falsePositives = new Float64Array(order.length);
  let entries = 0;
  let positives = 0;
  let negatives = 0;
  for (let i = 0; i < order.length; i++) {
    const row = order[i] as number;
    const weight = weights === undefined ? 1 : (weights[row] as number);
    if (weight === 0) continue;
    const score = scores[row] as number;
    if (entries === 0 || thresholds[entries - 1] !== score) thresholds[entries++] = score;
    if (truth[row] === 0) negatives += weight;
    else positives += weight;
    truePositives[entries - 1] = positives;
    falsePositives[entries - 1] = negatives;
  }
  return {
    thresholds: thresholds.slice(0, entries),
    truePositives: truePositives.slice(0, entries),
    falsePositives: falsePositives.slice(0, entries),
    positives,
    negatives,
  };
}

/** Area under the ROC curve: the share of (positive, negative) pairs in the right order, ties half; null with one side only. */
export function rocAuc(ranking: Ranking): number | null {
  const { truePositives, falsePositives, positives, negatives } = ranking;
  if (positives === 0 || negatives === 0) return null;
  let area = 0;
  let lastTrue = 0;
  let lastFalse = 0;
  for (let i = 0; i < truePositives.length; i++) {
    const hits = truePositives[i] as number;
    const alarms = falsePositives[i] as number;
    area += (alarms - lastFalse) * (hits + lastTrue);
    lastTrue = hits;
    lastFalse = alarms;
  }
  return Math.min(1, area / (2 * positives * negatives));
}

/** Average precision, scikit-learn's `average_precision_score` (steps, no interpolation); null with one side only. */
export function averagePrecision(ranking: Ranking): number | null {
  const { truePositives, falsePositives, positives, negatives } = ranking;
  if (positives === 0 || negatives === 0) return null;
  let sum = 0;
  let lastTrue = 0;
  for (let i = 0; i < truePositives.length; i++) {
    const hits = truePositives[i] as number;
    if (hits === lastTrue) continue;
    sum += ((hits - lastTrue) * hits) / (hits + (falsePositives[i] as number));
    lastTrue = hits;
  }
  return Math.min(1, sum / positives);
}

/**
 * The ROC curve from (0, 0) to (1, 1), only its corners. `resolution` thins it for a plot: a corner stays only
 * where the curve has moved by 1/resolution since the last one kept. Empty with one side only.
 */
export function rocCurve(ranking: Ranking, resolution: number = Number.POSITIVE_INFINITY): RocPoint[] {
  const { thresholds, truePositives, falsePositives, positives, negatives } = ranking;
  if (positives === 0 || negatives === 0) return [];
  const points: RocPoint[] = [{ threshold: null, falsePositiveRate: 0, truePositiveRate: 0 }];
  const step = 1 / resolution;
  let x = 0;
  let y = 0;
  for (let i = 0; i < thresholds.length; i++) {
    const hits = truePositives[i] as number;
    const alarms = falsePositives[i] as number;
    if (i + 1 < thresholds.length) {
      const nextTrue = (truePositives[i + 1] as number) - hits;
      const nextFalse = (falsePositives[i + 1] as number) - alarms;
      const straight = (hits - y) * nextFalse === (alarms - x) * nextTrue;
      if (straight || (hits - y) / positives + (alarms - x) / negatives < step) continue;
    }
    points.push({
      threshold: thresholds[i] as number,
      falsePositiveRate: alarms / negatives,
      truePositiveRate: hits / positives,
    });
    x = alarms;
    y = hits;
  }
  return points;
}

/**
 * The precision-recall curve, highest threshold first; runs of steps that add no positive row are reduced to their
 * two ends. `resolution` as in `rocCurve`, on recall plus precision. Empty without positive rows.
 */
export function precisionRecallCurve(
  ranking: Ranking,
  resolution: number = Number.POSITIVE_INFINITY,
): PrecisionRecallPoint[] {
  const { thresholds, truePositives, falsePositives, positives } = ranking;
  const points: PrecisionRecallPoint[] = [];
  if (positives === 0) return points;
  const step = 1 / resolution;
  const end = thresholds.length - 1;
  for (let i = 0; i <= end; i++) {
    const hits = truePositives[i] as number;
    const precision = hits / (hits + (falsePositives[i] as number));
    const recall = hits / positives;
    const last = points.at(-1);
    if (last !== undefined && i < end) {
      if (hits === truePositives[i - 1] && hits === truePositives[i + 1]) continue;
      if (Math.abs(recall - last.recall) + Math.abs(precision - last.precision) < step) continue;
    }
    points.push({ threshold: thresholds[i] as number, precision, recall });
  }
  return points;
}
