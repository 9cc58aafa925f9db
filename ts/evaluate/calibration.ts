// Confidences (0 to 1) and whether each came true (0/1) in; the reliability curve and its error out. Which
// confidence is meant is the caller's choice: `evaluateProbabilities` takes the probability of the positive class
// with two classes, and that of the predicted class with more.

import { HedgerowError } from "../error.ts";
import { descendingOrder } from "./order.ts";
import type { Numbers } from "./ranking.ts";

export interface ReliabilityBin {
  /** Confidences of this bin lie above `from` (the first bin of equal width: at or above) and at or below `to`. */
  from: number;
  to: number;
  /** Weight of the rows in this bin; their number where there are no weights. */
  rows: number;
  /** Mean confidence of the rows. */
  confidence: number;
  /** Share of the rows that came true. */
  frequency: number;
}

export interface ReliabilityOptions {
  /** @default 15 */
  bins?: number;
  /**
   * "width": bins of equal width. "mass": bins of about equal weight, tied confidences never apart; the choice
   * where most confidences are near 0 or 1 and equal widths would leave the bins between them almost empty.
   * @default "width"
   */
  by?: "width" | "mass";
  weights?: Numbers | undefined;
}

/** Reliability curve: the bins that have rows, lowest confidence first. */
export function reliabilityCurve(
  confidence: Float64Array,
  cameTrue: Uint8Array,
  options: ReliabilityOptions = {},
): ReliabilityBin[] {
  const { bins = 15, by = "width", weights } = options;
  if (!Number.isInteger(bins) || bins < 1) {
    throw new HedgerowError("bad-option", `bins must be a whole number of at least 1, not ${bins}.`);
  }
  if (by === "mass") return binsOfEqualMass(confidence, cameTrue, bins, weights);
  return binsOfEqualWidth(confidence, cameTrue, bins, weights);
}

/** Expected calibration error: the mean distance between confidence and frequency, bins weighted by their rows; null without rows. */
export function expectedCalibrationError(curve: readonly ReliabilityBin[]): number | null {
  let sum = 0;
  let total = 0;
  for (const bin of curve) {
    sum += bin.rows * Math.abs(bin.confidence - bin.frequency);
    total += bin.rows;
  }
  return total === 0 ? null : sum / total;
}

function binsOfEqualWidth(
  confidence: Float64Array,
  cameTrue: Uint8Array,
  bins: number,
  weights: Numbers | undefined,
): ReliabilityBin[] {
  const rows = new Float64Array(bins);
  const predicted = new Float64Array(bins);
  const observed = new Float64Array(bins);
  for (let row = 0; row < confidence.length; row++) {
    const weight = weights === undefined ? 1 : (weights[row] as number);
    const value = confidence[row] as number;
    let bin = Math.min(bins - 1, Math.max(0, Math.ceil(value * bins) - 1));
    // The product rounds: 0.07 * 100 is above 7. A value on an edge belongs to the bin below it.
    if (bin > 0 && value <= bin / bins) bin--;
    else if (bin < bins - 1 && value > (bin + 1) / bins) bin++;
    rows[bin] = (rows[bin] as number) + weight;
    predicted[bin] = (predicted[bin] as number) + weight * value;
    if (cameTrue[row] !== 0) observed[bin] = (observed[bin] as number) + weight;
  }
  const curve: ReliabilityBin[] = [];
  for (let bin = 0; bin < bins; bin++) {
    const weight = rows[bin] as number;
    if (weight === 0) continue;
    curve.push({
      from: bin / bins,
      to: (bin + 1) / bins,
      rows: weight,
      confidence: (predicted[bin] as number) / weight,
      frequency: (observed[bin] as number) / weight,
    });
  }
  return curve;
}

function binsOfEqualMass(
  confidence: Float64Array,
  cameTrue: Uint8Array,
  bins: number,
  weights: Numbers | undefined,
): ReliabilityBin[] {
  const order = descendingOrder(confidence).reverse();
  const weightOf = (row: number): number => (weights === undefined ? 1 : (weights[row] as number));
  let total = 0;
  for (const row of order) total += weightOf(row);

  const curve: ReliabilityBin[] = [];
  let [rows, predicted, observed, seen, from] = [0, 0, 0, 0, 0];
  let share = 1; // this bin ends where `share` of the `bins` equal parts have been seen
  for (let i = 0; i < order.length; i++) {
    const row = order[i] as number;
    const weight = weightOf(row);
    const value = confidence[row] as number;
    rows += weight;
    seen += weight;
    predicted += weight * value;
    if (cameTrue[row] !== 0) observed += weight;
    const last = i + 1 === order.length;
    if (!last && confidence[order[i + 1] as number] === value) continue; // ties stay together
    if (rows === 0 || (!last && seen < (total * share) / bins)) continue;
    curve.push({ from, to: value, rows, confidence: predicted / rows, frequency: observed / rows });
    [rows, predicted, observed, from] = [0, 0, 0, value];
    share = Math.floor((seen / total) * bins) + 1; // a long run of ties may have used up several parts
  }
  return curve;
}
