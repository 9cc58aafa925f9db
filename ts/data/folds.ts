// Rows in folds for cross-validation. In: for each row its class, the number of folds and a seed. Out: the fold of each row.

import { Random } from "./random.ts";

/** Every class is spread evenly over the folds, 0 to `folds` - 1; the same for the same seed. */
export function stratifiedFolds(labels: Uint16Array, folds: number, seed: number): Uint8Array {
  const order = new Random(seed).shuffle(Uint32Array.from(labels.keys()));
  const foldOf = new Uint8Array(labels.length);
  const next: number[] = [];
  for (const row of order) {
    const label = labels[row] as number;
    // Each class starts at another fold, so that classes of one row do not meet in the first.
    const fold = next[label] ?? label % folds;
    foldOf[row] = fold;
    next[label] = (fold + 1) % folds;
  }
  return foldOf;
}
