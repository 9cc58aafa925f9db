// Synthetic rows for rare classes: the options `balance: "smote"` and "adasyn". In: rows laid out for training, of which only those
// trained on are looked at. Out: the same rows with synthetic ones after them.

import type { Encoder } from "../data/encode.ts";
import { HedgerowError } from "../error.ts";
import { type Core, guarded } from "../wasm/core.ts";
import type { SyntheticRows, TrainingRows } from "./training-rows.ts";

/** How rows of rare classes are made. */
export interface Oversampling {
  /** "smote": between rows drawn evenly; "adasyn": rather where other classes are near. */
  strategy: "smote" | "adasyn";
  /** Nearest neighbours of the same class that a row may be joined with. @default 5 */
  k?: number;
  /** Rows that each class is to have, as a share of those of the largest class, above 0 to 1. @default 1 */
  ratio?: number;
}

/** What the option `balance` can be. */
export type Balance = "none" | "weights" | "smote" | "adasyn" | Readonly<Oversampling>;

const DEFAULT_K = 5;
/** Neighbours of so many rows are searched at a stretch: of 100,000 rows that takes some 20 ms. */
const ROWS_A_STEP = 8;

/** The oversampling that a balance asks for; undefined where none is. Throws `bad-option`. */
export function oversampling(balance: Balance | undefined): Required<Oversampling> | undefined {
  if (balance === undefined || balance === "none" || balance === "weights") return undefined;
  const given: unknown = typeof balance === "string" ? { strategy: balance } : balance;
  const { strategy, k = DEFAULT_K, ratio = 1, ...others } = (given ?? {}) as Oversampling;
  if (strategy !== "smote" && strategy !== "adasyn") {
    const ways = '"none", "weights", "smote", "adasyn" or { strategy, k, ratio }';
    throw wrong(`balance must be ${ways}, not ${JSON.stringify(balance)}`);
  }
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw wrong(`balance has no option ${unknown}`);
  if (!(Number.isInteger(k) && k >= 1 && k <= 1000))
    throw wrong(`balance: k must be a whole number from 1 to 1000, not ${k}`);
  if (!(ratio > 0 && ratio <= 1)) throw wrong(`balance: ratio must be above 0 and at most 1, not ${ratio}`);
  return { strategy, k, ratio };
}

/**
 * The rows with synthetic ones after them. Held-out rows stay as they are, and weigh as their class does among the rows trained on,
 * so that they tell of classes in the proportions that are learned. `turn` is awaited now and then. Throws `bad-option` for a class with too few rows.
 */
export async function oversampled(
  core: Core,
  rows: TrainingRows,
  encoder: Encoder,
  { strategy, k, ratio }: Required<Oversampling>,
  seed: number,
  turn: () => Promise<void>,
): Promise<TrainingRows> {
  const training = Uint32Array.from(rows.labels.keys()).filter(
    (row) => rows.heldOut[row] === 0 && (rows.weights[row] as number) > 0,
  );
  const counts = rows.classes.map(() => 0);
  for (const row of training)
    counts[rows.labels[row] as number] = (counts[rows.labels[row] as number] ?? 0) + 1;
  const wanted = counts.map((count) =>
    count === 0 ? 0 : Math.max(count, Math.round(ratio * Math.max(...counts))),
  );
  for (const [label, count] of counts.entries()) {
    if (count > k || count === wanted[label]) continue;
    const named = `class ${JSON.stringify(rows.classes[label])} has ${count} rows to train on`;
    throw wrong(`balance: ${named}, and ${strategy} with k = ${k} needs more than ${k}; give a smaller k`);
  }
  const columns = new core.ResamplerColumns();
  // The rows of a validation dataset stand behind these and are not looked at.
  for (const [i, values] of encoder.encodeTraining(rows.dataset).entries())
    columns.add(values, encoder.columns[i]?.kind === "category");
  const adasyn = strategy === "adasyn";
  const resampler = guarded(
    () => new core.Resampler(columns, adasyn, rows.labels, training, Uint32Array.from(wanted), k, seed),
  );
  try {
    while (!guarded(() => resampler.step(ROWS_A_STEP))) await turn();
    const synthetic: SyntheticRows = {
      labels: resampler.labels(),
      columns: encoder.columns.map((_, i) => resampler.column(i)),
    };
    return appended(rows, synthetic, counts);
  } finally {
    resampler.free();
  }
}

function appended(rows: TrainingRows, synthetic: SyntheticRows, counts: readonly number[]): TrainingRows {
  const made = counts.map(() => 0);
  for (const label of synthetic.labels) made[label] = (made[label] as number) + 1;
  const factors = counts.map((count, label) => (count === 0 ? 1 : (count + (made[label] as number)) / count));
  const count = rows.rows + synthetic.labels.length;
  const all: TrainingRows = {
    ...rows,
    synthetic,
    rows: count,
    labels: new Uint16Array(count),
    weights: new Float32Array(count).fill(1),
    heldOut: new Uint8Array(count),
  };
  all.labels.set(rows.labels);
  all.labels.set(synthetic.labels, rows.rows);
  all.heldOut.set(rows.heldOut);
  for (let row = 0; row < rows.rows; row++) {
    const factor = rows.heldOut[row] === 1 ? (factors[rows.labels[row] as number] as number) : 1;
    all.weights[row] = (rows.weights[row] as number) * factor;
  }
  return all;
}

function wrong(message: string): HedgerowError {
  return new HedgerowError("bad-option", message);
}
