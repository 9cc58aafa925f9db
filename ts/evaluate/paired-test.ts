// Whether two models tested on the same rows differ beyond chance. In: what both got right, or their scores on the same folds. Out: the
// two-sided p-value that they are equally good.

import { betaDistribution } from "./binomial-bound.ts";

/**
 * McNemar's exact test (McNemar 1947) on rows of one test part: of the rows that only one model got right, either should have half.
 * 1 where there is none.
 */
export function mcNemar(first: ArrayLike<number>, second: ArrayLike<number>): number {
  let [onlyFirst, onlySecond] = [0, 0];
  for (let row = 0; row < first.length; row++) {
    if (first[row] === second[row]) continue;
    if (first[row] === 1) onlyFirst++;
    else onlySecond++;
  }
  const trials = onlyFirst + onlySecond;
  const fewer = Math.min(onlyFirst, onlySecond);
  if (2 * fewer === trials) return 1;
  // The lower tail of the binomial distribution: P(X <= fewer) = I_1/2(trials - fewer, fewer + 1).
  return Math.min(1, 2 * betaDistribution(0.5, trials - fewer, fewer + 1));
}

/**
 * The corrected resampled t-test (Nadeau and Bengio 2003, "Inference for the generalization error") on the differences of two models'
 * scores, fold by fold: training parts of folds overlap, so the variance of the mean is not a k-th of that of a fold but
 * 1/k + testRows / trainRows of it. null with fewer than two folds.
 */
export function correctedTTest(
  differences: readonly number[],
  testRows: number,
  trainRows: number,
): number | null {
  const folds = differences.length;
  if (folds < 2) return null;
  const mean = differences.reduce((sum, each) => sum + each, 0) / folds;
  if (mean === 0) return 1;
  const variance = differences.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (folds - 1);
  const t = mean / Math.sqrt((1 / folds + testRows / trainRows) * variance);
  const freedom = folds - 1;
  // Student's distribution function by the incomplete beta function.
  return Number.isFinite(t) ? betaDistribution(freedom / (freedom + t * t), freedom / 2, 0.5) : 0;
}
