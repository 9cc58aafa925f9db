/**
 * Class probabilities from whole points. In: one whole number a class. Out: weights that are in proportion to the
 * probabilities; a point multiplies a class's odds by 1.6. The powers come from repeated multiplication, not from
 * Math.exp, whose last bits may differ between engines.
 */
const STEP = 1.6;
const LIMIT = 120;

const POWERS: Float64Array = powers();

function powers(): Float64Array {
  const table = new Float64Array(2 * LIMIT + 1);
  table[LIMIT] = 1;
  for (let i = 1; i <= LIMIT; i++) {
    table[LIMIT + i] = (table[LIMIT + i - 1] as number) * STEP;
    table[LIMIT - i] = (table[LIMIT - i + 1] as number) / STEP;
  }
  return table;
}

/** Points beyond +-120 count as 120. */
export function weightOf(points: number): number {
  return POWERS[LIMIT + Math.max(-LIMIT, Math.min(LIMIT, Math.round(points)))] as number;
}

/** The class that a number from 0 to 1 falls on when the unit interval is cut in proportion to the weights. */
export function pickClass(weights: ArrayLike<number>, unit: number): number {
  let total = 0;
  for (let k = 0; k < weights.length; k++) total += weights[k] as number;
  let rest = unit * total;
  for (let k = 0; k < weights.length - 1; k++) {
    rest -= weights[k] as number;
    if (rest < 0) return k;
  }
  return weights.length - 1;
}

/** The class of the largest weight; the first one on a tie. */
export function bestClass(weights: ArrayLike<number>): number {
  let best = 0;
  for (let k = 1; k < weights.length; k++) {
    if ((weights[k] as number) > (weights[best] as number)) best = k;
  }
  return best;
}
