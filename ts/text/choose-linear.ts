/**
 * How closely to fit, by cross-validation inside the training rows. In: counted terms, labels, folds, and the costs and n-gram
 * lengths to try. Out: the ones chosen, and with them the margins of each row by the fit that did not see it, which
 * calibration and thresholds need. Each fold has a vocabulary and idf of its own.
 *
 * The n-gram length is that of the most hits. The cost is the smallest whose hits are within a standard error of the most
 * (Breiman, Friedman, Olshen, Stone 1984): of costs that can not be told apart the one that fits least closely.
 */
import type { Core } from "../wasm/core.ts";
import type { Corpus } from "./corpus.ts";
import { type FeatureSettings, fitFeatures } from "./features.ts";
import { LinearRows, type RowLabels } from "./linear.ts";

export interface LinearChoice {
  readonly cost: number;
  readonly gramLength: number;
  /** Row after row, one a label; 0 for rows that are in no fold. */
  readonly margins: Float64Array;
}

export interface LinearTask {
  readonly core: Core;
  readonly corpus: Corpus;
  readonly labels: RowLabels;
  readonly labelCount: number;
  /** Fold of each row, -1 for rows that train in none. */
  readonly folds: Int8Array;
  readonly foldCount: number;
  readonly features: FeatureSettings;
  readonly emphasis: Float32Array;
  readonly seed: number;
  /** Rows that train in every fold and are held out in none. */
  readonly always: readonly number[];
  /** Awaited after each separation. */
  readonly next: () => Promise<void>;
}

export async function chooseLinear(
  task: LinearTask,
  costs: readonly number[],
  gramLengths: readonly number[],
): Promise<LinearChoice> {
  let chosen: { choice: LinearChoice; hits: number } | undefined;
  for (const gramLength of gramLengths) {
    const byCost = await heldOutMargins(task, costs, gramLength);
    const hits = byCost.map((margins) => hitsOf(task, margins));
    const most = Math.max(...hits);
    if (chosen !== undefined && most <= chosen.hits) continue;
    const rows = task.folds.filter((fold) => fold >= 0).length;
    const error = Math.sqrt((most * (rows - most)) / rows);
    const at = hits.findIndex((each) => each >= most - error);
    const choice = { cost: costs[at] as number, gramLength, margins: byCost[at] as Float64Array };
    chosen = { choice, hits: most };
  }
  return (chosen as { choice: LinearChoice }).choice;
}

async function heldOutMargins(
  task: LinearTask,
  costs: readonly number[],
  gramLength: number,
): Promise<Float64Array[]> {
  const { core, corpus, labels, labelCount, folds, foldCount, features, emphasis, seed, always, next } = task;
  const found = costs.map(() => new Float64Array(labels.length * labelCount));
  for (let fold = 0; fold < foldCount; fold++) {
    const training = rowsWhere(folds, (each) => each >= 0 && each !== fold);
    const { rows } = fitFeatures(corpus, training, gramLength, features);
    const linear = new LinearRows(core, rows, labels, seed, emphasis);
    const used = [...training, ...always];
    const left = leftOut(labels.length, used);
    try {
      for (let label = 0; label < labelCount; label++) {
        const margins = linear.scan(label, used, costs);
        for (const [c, target] of found.entries()) {
          left.forEach((row, i) => {
            if (folds[row] === fold) target[row * labelCount + label] = margins[c * left.length + i] as number;
          });
        }
        await next();
      }
    } finally {
      linear.free();
    }
  }
  return found;
}

function rowsWhere(folds: Int8Array, fits: (fold: number) => boolean): number[] {
  const rows: number[] = [];
  folds.forEach((fold, row) => {
    if (fits(fold)) rows.push(row);
  });
  return rows;
}

function leftOut(rows: number, training: readonly number[]): number[] {
  const used = new Uint8Array(rows);
  for (const row of training) used[row] = 1;
  return rowsWhere(Int8Array.from(used), (mark) => mark === 0);
}

/** Held-out rows whose label of the largest margin is one of theirs. */
export function hitsOf({ labels, labelCount, folds }: LinearTask, margins: Float64Array): number {
  let hits = 0;
  labels.forEach((own, row) => {
    if (own === undefined || (folds[row] as number) < 0) return;
    const from = row * labelCount;
    let best = 0;
    for (let k = 1; k < labelCount; k++)
      if ((margins[from + k] as number) > (margins[from + best] as number)) best = k;
    if (own.includes(best)) hits++;
  });
  return hits;
}
