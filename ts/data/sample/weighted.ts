/**
 * Picking an index in proportion to weights. In: weights of at least 0, some above. Out: an index for a number from 0
 * to 1. The cumulative sums are built by addition alone, so they are the same on every engine.
 */
export class Weighted {
  readonly count: number;
  readonly #ends: Float64Array;
  readonly #total: number;

  constructor(weights: ArrayLike<number>) {
    this.count = weights.length;
    this.#ends = new Float64Array(weights.length);
    let sum = 0;
    for (let i = 0; i < weights.length; i++) {
      sum += weights[i] as number;
      this.#ends[i] = sum;
    }
    this.#total = sum;
  }

  /** `unit` is at least 0 and less than 1. An index of weight 0 is never picked. */
  pick(unit: number): number {
    const target = unit * this.#total;
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (target < (this.#ends[middle] as number)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Zipf's law: the weight of rank r (from 0) is 1 / (r + offset); a larger offset makes a flatter head. */
export function zipf(count: number, offset: number): Weighted {
  return new Weighted(Float64Array.from({ length: count }, (_, rank) => 1 / (rank + offset)));
}
