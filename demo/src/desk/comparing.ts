// Models of other kinds beside the one in use, on the same rows. In: a model of this visit. Out: how good and how fast each kind is.

import { type Comparison, compare, HedgerowError } from "hedgerow";
import { kept } from "./bench.ts";

const KINDS = ["majority", "logistic", "tree", "knn", "bayes", "forest", "boosting"] as const;

/** Fits each kind to the rows that the model was trained on, in a worker. */
export function compareKinds(id: string, onProgress: (share: number) => void): Promise<Comparison> {
  const { fit, held } = kept(id);
  if (fit === undefined || held === undefined)
    throw new HedgerowError(
      "bad-data",
      "To compare, the rows that the model was trained on are needed: train it here",
    );
  return compare(fit, {
    test: held,
    models: KINDS,
    workers: 1,
    onProgress: ({ done, total }) => onProgress(done / total),
  });
}
