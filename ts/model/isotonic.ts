// Isotonic regression. In: scores in rising order, which rows are of the class, and weights. Out: a rising line. Neighbours
// in the wrong order are pooled until there are none (pool adjacent violators: Ayer et al. 1955; for probabilities Zadrozny
// and Elkan 2002); the line runs between the centres of the pools, so that unlike scores seldom become alike.

import type { Isotonic, RisingLine } from "./calibration.ts";
import type { CalibrationRows } from "./calibration-rows.ts";

/** Most points of a line: more say nothing, and the model carries them. */
const MOST_POINTS = 200;
/** An imaginary row of the class below all scores, and one of the others above: no pool is ever sure (Laplace). */
const IMAGINARY = 1;

interface Pool {
  weight: number;
  /** Sums over its rows, times their weights. */
  score: number;
  ofClass: number;
}

/** Below so many rows of a class, its probabilities stay as they are. */
const LEAST_ROWS = 5;
const UNCHANGED: RisingLine = { from: [0, 1], to: [1e-6, 1 - 1e-6] };

/** The lines for the rows `part`. */
export function fitIsotonic(data: CalibrationRows, part: Uint32Array): Isotonic {
  const { classes } = data;
  const lines: RisingLine[] = [];
  for (let k = classes === 2 ? 1 : 0; k < classes; k++) {
    const order = part.slice().sort((a, b) => scoreOf(a, k) - scoreOf(b, k) || a - b);
    const ofClass = Uint8Array.from(order, (row) => (data.truth[row] === k ? 1 : 0));
    const count = ofClass.reduce((sum, is) => sum + is, 0);
    const enough = Math.min(count, order.length - count) >= LEAST_ROWS;
    const scores = Float64Array.from(order, (row) => scoreOf(row, k));
    const weights = Float64Array.from(order, (row) => data.weights[row] as number);
    lines.push(enough ? risingLine(scores, ofClass, weights) : UNCHANGED);
  }
  return { method: "isotonic", lines };

  function scoreOf(row: number, k: number): number {
    return data.probabilities[row * classes + k] as number;
  }
}

/** The line from `scores` (rising) to the share of rows that are of the class. */
export function risingLine(scores: Float64Array, ofClass: Uint8Array, weights: Float64Array): RisingLine {
  const pools = fewer(pool(scores, ofClass, weights));
  const from: number[] = [];
  const to: number[] = [];
  for (const { weight, score, ofClass: count } of pools) {
    const x = short(score / weight);
    const y = short(count / weight);
    // Rounded, two centres may have become one.
    if (from.length > 0 && x <= (from.at(-1) as number)) continue;
    from.push(x);
    to.push(y);
  }
  return { from, to };
}

function pool(scores: Float64Array, ofClass: Uint8Array, weights: Float64Array): Pool[] {
  const pools: Pool[] = [];
  const add = (next: Pool): void => {
    let last = pools.at(-1);
    // Without division: the share of the last pool is not below the next one's.
    while (last !== undefined && last.ofClass * next.weight >= next.ofClass * last.weight) {
      next.weight += last.weight;
      next.score += last.score;
      next.ofClass += last.ofClass;
      pools.pop();
      last = pools.at(-1);
    }
    pools.push(next);
  };
  const imaginary = (score: number, is: number): Pool => ({
    weight: IMAGINARY,
    score: IMAGINARY * score,
    ofClass: IMAGINARY * is,
  });
  add(imaginary(scores[0] as number, 1));
  for (let row = 0; row < scores.length; ) {
    const score = scores[row] as number;
    const next = { weight: 0, score: 0, ofClass: 0 };
    for (; row < scores.length && scores[row] === score; row++) {
      const weight = weights[row] as number;
      next.weight += weight;
      next.score += weight * score;
      next.ofClass += weight * (ofClass[row] as number);
    }
    if (next.weight > 0) add(next);
  }
  add(imaginary(scores.at(-1) as number, 0));
  return pools;
}

/** Neighbours put together where there are too many pools, about the same weight each. */
function fewer(pools: Pool[]): Pool[] {
  if (pools.length <= MOST_POINTS) return pools;
  const total = pools.reduce((sum, { weight }) => sum + weight, 0);
  const joined: Pool[] = [];
  let seen = 0;
  let part = -1;
  for (const next of pools) {
    const now = Math.min(MOST_POINTS - 1, Math.floor((seen / total) * MOST_POINTS));
    const last = joined.at(-1);
    if (now > part || last === undefined) joined.push({ ...next });
    else {
      last.weight += next.weight;
      last.score += next.score;
      last.ofClass += next.ofClass;
    }
    part = now;
    seen += next.weight;
  }
  return joined;
}

/** Seven digits, about what an f32 has: JSON stays small. */
function short(value: number): number {
  return Number(value.toPrecision(7));
}
