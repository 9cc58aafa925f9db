// What the bouts of training have in common.

import type { TrainOptions } from "../../hedgerow.ts";

/** Columns of the made-up rows. */
export const FEATURES = 30;

/**
 * What LightGBM's defaults are: all columns at each node, no l2, leaves of 20 rows; of categories those of 10 rows are sorted (its
 * cat_smooth is both that and what means are drawn to 0 by), and their cuts have an l2 of 10.
 */
export const AS_LIGHTGBM: TrainOptions = {
  method: "boosting",
  learningRate: 0.1,
  maxLeaves: 31,
  maxDepth: 0,
  minRowsPerLeaf: 20,
  minWeightPerLeaf: 1e-3,
  l2: 0,
  categorySmoothing: 10,
  categoryL2: 10,
  minRowsPerCategory: 10,
  nodeFeatureSubsample: 1,
  bins: 255,
};
