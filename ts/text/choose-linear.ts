/**
 * How closely to fit, by cross-validation inside the training rows. In: counted terms, labels, folds, and the costs and n-gram
 * lengths to try. Out: the ones chosen, and with them the margins of each row by the fit that did not see it, which
 * calibration and thresholds need. Each fold has a vocabulary and idf of its own.
 *
 * Fits that can not be told apart are not chosen among by luck: of n-gram lengths, and then of costs, the smallest is taken
 * whose misses are within two standard errors of the fewest, the error being that of the difference row by row (after the rule
 * of Breiman, Friedman, Olshen and Stone 1984).
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
  const byLength: Float64Array[][] = [];
  for (const gramLength of gramLengths) byLength.push(await heldOutMargins(task, costs, gramLength));
  const misses = byLength.map((byCost) => byCost.map((margins) => missesOf(task, margins)));
  const length = firstAsGood(misses.map(fewest));
  const cost = firstAsGood(misses[length] as Float64Array[]);
  return {
    cost: costs[cost] as number,
    gramLength: gramLengths[length] as number,
    margins: byLength[length]?.[cost] as Float64Array,
  };
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

function fewest(all: readonly Float64Array[]): Float64Array {
  return all.reduce((best, each) => (sumOf(each) < sumOf(best) ? each : best));
}

/** The first that has not surely more misses than the one of the fewest; each has a number a row. */
export function firstAsGood(misses: readonly Float64Array[]): number {
  const best = fewest(misses);
  return misses.findIndex((each) => !isSurelyMore(each, best));
}

/** Whether the mean difference, row by row, is above 0 by more than two of its standard errors. */
export function isSurelyMore(misses: Float64Array, others: Float64Array): boolean {
  const differences = misses.map((miss, row) => miss - (others[row] as number));
  const mean = sumOf(differences) / differences.length;
  const squares = differences.map((difference) => (difference - mean) * (difference - mean));
  const variance = sumOf(squares) / differences.length;
  return mean > 2 * Math.sqrt(variance / differences.length);
}

async function heldOutMargins(
  task: LinearTask,
  costs: readonly number[],
  gramLength: number,
): Promise<Float64Array[]> {
  const { core, corpus, labels, labelCount, folds, foldCount, features, emphasis, seed, next } = task;
  const found = costs.map(() => new Float64Array(labels.length * labelCount));
  for (let fold = 0; fold < foldCount; fold++) {
    const used = trainingRows(task, fold);
    const { rows } = fitFeatures(corpus, used, gramLength, features);
    const linear = new LinearRows(core, rows, labels, seed, emphasis);
    const left = leftOut(labels.length, used);
    try {
      for (let label = 0; label < labelCount; label++) {
        const margins = linear.scan(label, used, costs);
        for (const [c, target] of found.entries()) {
          left.forEach((row, i) => {
            if (folds[row] === fold)
              target[row * labelCount + label] = margins[c * left.length + i] as number;
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

/** The rows that train where this fold is held out. */
export function trainingRows({ folds, always }: LinearTask, fold: number): number[] {
  return [...rowsWhere(folds, (each) => each >= 0 && each !== fold), ...always];
}

export function rowsWhere(folds: Int8Array, fits: (fold: number) => boolean): number[] {
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

/** For each held-out row 0 where the label of its largest margin is one of its own, else 1. */
export function missesOf({ labels, labelCount, folds }: LinearTask, margins: Float64Array): Float64Array {
  const misses: number[] = [];
  labels.forEach((own, row) => {
    if (own === undefined || (folds[row] as number) < 0) return;
    const from = row * labelCount;
    let best = 0;
    for (let k = 1; k < labelCount; k++)
      if ((margins[from + k] as number) > (margins[from + best] as number)) best = k;
    misses.push(own.includes(best) ? 0 : 1);
  });
  return Float64Array.from(misses);
}
