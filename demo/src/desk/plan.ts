// What a person chose about a training, and the same in the package's words.

import type { TrainOptions } from "hedgerow";

/** What a person chose; what is undefined is left to the package's defaults. */
export interface Plan {
  readonly method: "boosting" | "forest";
  readonly balance: "none" | "weights" | "smote" | "adasyn";
  /** Most rounds or trees. */
  readonly steps: number | undefined;
  readonly learningRate: number | undefined;
  readonly maxLeaves: number | undefined;
  readonly anomaly: boolean;
  readonly seed: number;
  /** Rows put aside to judge the model on. */
  readonly held: {
    readonly share: number;
    readonly by: "label" | "group" | "time";
    readonly column: string | undefined;
  };
}

/** The plan in the package's words; only what was chosen is said. */
export function optionsOf({
  method,
  balance,
  steps,
  learningRate,
  maxLeaves,
  anomaly,
  seed,
}: Plan): TrainOptions {
  const boosting = method === "boosting";
  return {
    method,
    ...(balance === "none" ? {} : { balance }),
    ...(steps === undefined ? {} : boosting ? { rounds: steps } : { trees: steps }),
    ...(boosting && learningRate !== undefined ? { learningRate } : {}),
    ...(maxLeaves === undefined ? {} : { maxLeaves }),
    ...(anomaly ? { anomaly } : {}),
    seed,
  };
}
