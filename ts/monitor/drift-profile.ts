// What the rows a model was trained on looked like, kept in its metadata to tell later whether records still do. In: the training
// dataset and what the trees said of rows they did not see. Out: counts in bins for each encoded column, for the scores, for the labels.
// Nothing of a single record is in it but the values at which bins meet and the names of classes.

import type { Dataset } from "../data/dataset.ts";
import type { Encoder } from "../data/encode.ts";
import { Random } from "../data/random.ts";
import { HedgerowError } from "../error.ts";
import type { UnseenPredictions } from "../model/model.ts";
import { turns } from "../model/turns.ts";
import { type BinnedColumn, binCategories, binNumbers, binProbabilities } from "./bins.ts";

/** Of training rows; weights do not count. */
export interface DriftProfile {
  /** Each encoded column, in the encoder's order. */
  readonly columns: readonly BinnedColumn[];
  /** The probability of classes, by trees that had not seen the row: of two classes the second one's, else of each. */
  readonly scores?: readonly (BinnedColumn & { readonly label: string })[];
  /** Rows of each class, in class order. */
  readonly labels?: readonly number[];
}

/** Rows looked at: more would tell no more than a hundredth about a share. */
const MOST_ROWS = 10_000;

/** The number of a bin is kept in 16 bits. */
const MOST_BINS = 65_000;

/** The profile of a dataset's rows, of at most 10,000 that the seed draws. `turn` is awaited between columns, so that other work gets one. */
export async function driftProfile(
  encoder: Encoder,
  dataset: Dataset,
  seed: number,
  unseen?: Pick<UnseenPredictions, "classes" | "probabilities" | "rows">,
  turn: () => Promise<void> = turns(undefined),
): Promise<DriftProfile> {
  await turn();
  const rows = dataset.rows > MOST_ROWS ? dataset.select(drawn(dataset.rows, seed)) : dataset;
  const columns: BinnedColumn[] = [];
  for (const values of encoder.encodeColumns(rows)) {
    const column = encoder.columns[columns.length];
    columns.push(column?.kind === "category" ? binCategories(values, column.categories) : binNumbers(values));
    await turn();
  }
  return {
    columns,
    ...(unseen === undefined ? {} : { scores: scoresOf(unseen) }),
    ...(dataset.label === undefined ? {} : { labels: labelCounts(dataset) }),
  };
}

/** Row numbers in ascending order: reservoir sampling. */
function drawn(rows: number, seed: number): Uint32Array {
  const random = new Random(seed);
  const chosen = Uint32Array.from({ length: MOST_ROWS }, (_, row) => row);
  for (let row = MOST_ROWS; row < rows; row++) {
    const place = random.below(row + 1);
    if (place < MOST_ROWS) chosen[place] = row;
  }
  return chosen.sort();
}

function scoresOf({
  classes,
  probabilities,
  rows,
}: Pick<UnseenPredictions, "classes" | "probabilities" | "rows">): NonNullable<DriftProfile["scores"]> {
  const width = classes.length;
  return classes
    .map((label, index) => ({ label, index }))
    .filter(({ index }) => width > 2 || index === 1)
    .map(({ label, index }) => {
      const own = Float64Array.from(
        { length: rows },
        (_, row) => probabilities[row * width + index] as number,
      );
      return { label, ...binProbabilities(own) };
    });
}

function labelCounts({ labels, classes }: Dataset): number[] {
  const counts = classes.map(() => 0);
  for (const label of labels) counts[label] = (counts[label] as number) + 1;
  return counts;
}

/** The profile as metadata has it, checked. Throws `bad-model`. */
export function readDriftProfile(json: unknown, columns: number, classes: readonly string[]): DriftProfile {
  const profile = (json ?? {}) as Partial<DriftProfile>;
  const { scores, labels } = profile;
  const fits =
    Array.isArray(profile.columns) &&
    profile.columns.length === columns &&
    profile.columns.every(isBinned) &&
    (scores === undefined ||
      (Array.isArray(scores) &&
        scores.every(
          (each) => isBinned(each) && classes.includes((each as { label?: unknown }).label as string),
        ))) &&
    (labels === undefined || (isCounts(labels) && labels.length === classes.length));
  if (!fits) throw new HedgerowError("bad-model", "the model's profile of its training rows is damaged");
  return profile as DriftProfile;
}

function isBinned(json: unknown): json is BinnedColumn {
  const { edges, kept, counts } = (json ?? {}) as Partial<BinnedColumn>;
  const places = edges ?? kept;
  if (!Array.isArray(places) || (edges !== undefined && kept !== undefined)) return false;
  const ascending = places.every((place, i) => Number.isFinite(place) && (i === 0 || place > places[i - 1]));
  const codes =
    kept === undefined || places.every((code) => Number.isInteger(code) && code >= 0 && code < MOST_BINS);
  return (
    ascending && codes && places.length < MOST_BINS && isCounts(counts) && counts.length === places.length + 2
  );
}

function isCounts(json: unknown): json is readonly number[] {
  return Array.isArray(json) && json.every((count) => Number.isInteger(count) && count >= 0);
}
