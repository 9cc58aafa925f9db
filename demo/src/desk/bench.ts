// What lies on the desk: the table as it was read, the dataset made of it, and the models. It lives in the worker; the page has
// names and numbers of it only.

import { type Dataset, HedgerowError, type Model, type UnseenPredictions } from "hedgerow";

/** A model and the rows it can be judged on. */
export interface Kept {
  readonly id: string;
  model: Model;
  /** Predictions of training rows by trees that did not see them; of a model of this session only. */
  unseen: UnseenPredictions | undefined;
  /** The rows it was trained on, and those put aside to judge it; of a model of this session only. */
  fit: Dataset | undefined;
  held: Dataset | undefined;
}

export const bench: {
  raw: Dataset | undefined;
  data: Dataset | undefined;
  readonly models: Map<string, Kept>;
} = { raw: undefined, data: undefined, models: new Map() };

export function rawTable(): Dataset {
  if (bench.raw === undefined)
    throw new HedgerowError("bad-data", "There is no data yet: open a file or a sample");
  return bench.raw;
}

export function dataset(): Dataset {
  if (bench.data === undefined)
    throw new HedgerowError(
      "bad-data",
      "There is no data yet: open a file or a sample, and choose its label",
    );
  return bench.data;
}

export function kept(id: string): Kept {
  const found = bench.models.get(id);
  if (found === undefined) throw new HedgerowError("bad-option", "This model is not on the desk any more");
  return found;
}
