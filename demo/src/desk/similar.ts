// Alerts like one. In: a model, earlier rows and a record. Out: the rows whose explanations are nearest to the record's: the model
// judges them as it does for the same reasons. Distances of contributions need no scaling: all are in the unit of the margin, and a
// field that does not matter to the model does not matter here.

import type { Dataset, Explanation, Model } from "hedgerow";
import { thinned } from "./arranging.ts";

export interface SimilarAlert {
  readonly record: Readonly<Record<string, unknown>>;
  readonly truth: string | undefined;
  readonly probability: number;
  /** 1 for the same contributions, towards 0 for ever less similar ones. */
  readonly similarity: number;
}

const MOST_ROWS = 1500;
const SHOWN = 5;

interface Reference {
  readonly of: Dataset;
  readonly vectors: readonly Float64Array[];
}

/** Explanations of the earlier rows are made once for each model and class. */
const references = new WeakMap<Model, Map<string, Reference>>();

export function similarTo(
  model: Model,
  earlier: Dataset,
  record: Readonly<Record<string, unknown>>,
  label: string,
  except: number | undefined,
): SimilarAlert[] {
  const rows = thinned(earlier, MOST_ROWS);
  const distances = new Float64Array(rows.rows);
  let size = 0;
  for (const each of labelsOf(model, record, label)) {
    const own = vectorOf(model, model.explain(record, { label: each }));
    size += squares(own);
    referenceOf(model, rows, earlier, each).forEach((vector, row) => {
      distances[row] = (distances[row] as number) + squares(own, vector);
    });
  }
  const whole = rows.rows === earlier.rows;
  return Array.from(distances, (sum, row) => ({ row, distance: Math.sqrt(sum) }))
    .filter(({ row }) => !(whole && row === except))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, SHOWN)
    .map(({ row, distance }) => {
      const found = rows.record(row);
      return {
        record: found,
        truth: rows.label === undefined ? undefined : rows.classes[rows.labels[row] as number],
        probability: model.predict(found).probabilities[label] as number,
        similarity: 1 / (1 + distance / (Math.sqrt(size) || 1)),
      };
    });
}

/** One class says all of two; of more, the likeliest ones have a say each. */
function labelsOf(model: Model, record: Readonly<Record<string, unknown>>, label: string): string[] {
  if (model.classes.length === 2) return [label];
  const shares = Object.entries(model.predict(record).probabilities).sort((a, b) => b[1] - a[1]);
  return shares.slice(0, 3).map(([name]) => name);
}

function referenceOf(model: Model, rows: Dataset, of: Dataset, label: string): readonly Float64Array[] {
  const known = references.get(model) ?? new Map<string, Reference>();
  references.set(model, known);
  let found = known.get(label);
  if (found?.of !== of) {
    found = { of, vectors: Array.from(model.explainMany(rows, { label }), (each) => vectorOf(model, each)) };
    known.set(label, found);
  }
  return found.vectors;
}

/** Contributions in the order of the features. */
function vectorOf(model: Model, { contributions }: Explanation): Float64Array {
  const index = new Map(model.encoder.features.map(({ name }, i) => [name, i]));
  const vector = new Float64Array(index.size);
  for (const { feature, contribution } of contributions) vector[index.get(feature) as number] = contribution;
  return vector;
}

/** Sum of the squared differences; to nothing but zeros, of the squares. */
function squares(a: Float64Array, b?: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b?.[i] ?? 0)) ** 2;
  return sum;
}
