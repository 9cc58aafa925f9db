// Successive halving (Jamieson and Talwalkar 2016). In: how many trials, how hard to thin them. Out: rungs, each with the share of
// the rows its trials learn from; of each rung the best go on to the next.

import { Random } from "../data/random.ts";
import type { SplitRows } from "../data/split.ts";

/** How a search thins its trials. */
export interface Halving {
  /** One of so many trials goes on, on so many times as many rows; above 1. @default 3 */
  factor?: number;
  /** Least training rows of a rung. @default 500 */
  leastRows?: number;
}

export interface Rung {
  /** Share of the training rows. */
  share: number;
  /** Trials at most. */
  trials: number;
}

/** The rungs, the last on all rows. One rung is no halving. */
export function rungsOf(trials: number, trainRows: number, { factor = 3, leastRows = 500 }: Halving): Rung[] {
  const rungs: Rung[] = [{ share: 1, trials }];
  let share = 1;
  // The first rung has all trials; so many rungs that the last has one or a few.
  for (let left = trials; left >= factor && (share / factor) * trainRows >= leastRows; left /= factor) {
    share /= factor;
    rungs.unshift({ share, trials });
  }
  for (const [i, rung] of rungs.entries()) rung.trials = Math.max(1, Math.ceil(trials / factor ** i));
  return rungs;
}

/** Folds whose training rows are thinned to a share, of each class at least one. */
export function thinned(
  folds: readonly SplitRows[],
  labels: Uint16Array,
  share: number,
  seed: number,
): SplitRows[] {
  if (share >= 1) return [...folds];
  return folds.map(({ train, test }, fold) => {
    const byClass = new Map<number, number[]>();
    for (const row of train) {
      const label = labels[row] as number;
      const rows = byClass.get(label);
      if (rows === undefined) byClass.set(label, [row]);
      else rows.push(row);
    }
    const random = new Random((seed % 2 ** 32) * 101 + fold);
    const kept = [...byClass.values()].flatMap((rows) =>
      random.shuffle(rows).slice(0, Math.max(1, Math.round(rows.length * share))),
    );
    return { train: Uint32Array.from(kept).sort(), test };
  });
}
