// What a search tries when nothing is said: the options that matter most of each learner, around their defaults.

import { HedgerowError } from "../error.ts";
import type { Method } from "../model/options.ts";
import type { SearchSpace } from "./search-space.ts";

const SPACES: Readonly<Partial<Record<Method, SearchSpace>>> = {
  boosting: {
    learningRate: { low: 0.02, high: 0.15, log: true },
    maxLeaves: { low: 7, high: 95, log: true, integer: true },
    minRowsPerLeaf: { low: 1, high: 60, log: true, integer: true },
    l2: { low: 0.01, high: 10, log: true },
    subsample: { low: 0.6, high: 1 },
    nodeFeatureSubsample: { low: 0.2, high: 1 },
  },
  forest: {
    minRowsPerLeaf: { low: 1, high: 30, log: true, integer: true },
    maxDepth: [0, 8, 12, 16, 24],
    nodeFeatureSubsample: ["sqrt", 0.3, 0.5, 0.8],
    subsample: { low: 0.5, high: 1 },
  },
};

/** The space of a method. Throws `bad-option` for one that has none. */
export function defaultSpace(method: Method = "boosting"): SearchSpace {
  const space = SPACES[method];
  if (space === undefined)
    throw new HedgerowError(
      "bad-option",
      "a search is for boosting and forests: it needs a label to be right about",
    );
  return space;
}
