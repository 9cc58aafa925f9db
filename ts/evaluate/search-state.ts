// A search on its way, as JSON that a later run can go on from. In: what is searched. Out: the trials done, if they are of the
// same search.

import type { Dataset } from "../data/dataset.ts";
import { HedgerowError } from "../error.ts";
import type { Settings } from "./search-space.ts";

/** One setting on one rung. */
export interface Trial {
  /** Which setting. */
  trial: number;
  /** Which rung, from 0; the last has all rows. */
  rung: number;
  /** Share of the training rows. */
  share: number;
  settings: Settings;
  /** Mean of the metric over the folds; null where no fold could tell. */
  score: number | null;
  standardError: number | null;
  seconds: number;
}

/** What a search was asked, as far as it decides its scores, and its trials. */
export interface SearchState {
  search: unknown;
  trials: Trial[];
}

/** What must be the same for scores to mean the same. */
export function identify(dataset: Dataset, question: Readonly<Record<string, unknown>>): unknown {
  const { rows, label, classes, schema } = dataset;
  const data = {
    rows,
    label,
    classes,
    features: schema.features.map(({ name, kind }) => `${name}: ${kind}`),
  };
  let check = 0;
  for (const [row, each] of dataset.labels.entries()) check = (Math.imul(check, 31) + each + row) | 0;
  // As it comes back from JSON.
  return JSON.parse(JSON.stringify({ data: { ...data, check }, ...question }));
}

/** The trials of a state. Throws `bad-option` where it is of another search. */
export function resumed(state: SearchState | undefined, search: unknown): Trial[] {
  if (state === undefined) return [];
  if (typeof state !== "object" || state === null || !Array.isArray(state.trials))
    throw new HedgerowError("bad-option", "resume must be the state of an earlier search");
  if (JSON.stringify(state.search) === JSON.stringify(search)) return [...state.trials];
  const [mine, other] = [search, state.search] as Record<string, unknown>[];
  const unlike = Object.keys(mine ?? {}).filter(
    (key) => JSON.stringify(mine?.[key]) !== JSON.stringify(other?.[key]),
  );
  throw new HedgerowError("bad-option", `the state is of another search: it differs in ${unlike.join(", ")}`);
}
