/**
 * Rows without a label, learnt from. In: a task, the fit chosen for it, and the rows without a label. Out: those that are
 * labelled with confidence by the fit, with the label it gave them, if that helps: inside each fold the fit that did not see
 * the held-out rows labels, is trained again with what it labelled, and must then miss fewer of them, by more than two
 * standard errors. Where it does not, nothing is learnt from them (self-training; Scudder 1965).
 */
import {
  isSurelyMore,
  type LinearChoice,
  type LinearTask,
  missesOf,
  rowsWhere,
  trainingRows,
} from "./choose-linear.ts";
import { fitFeatures } from "./features.ts";
import { LinearRows } from "./linear.ts";

export interface SelfTrained {
  /** The label of each row that is learnt from; empty where that was refused. */
  readonly labels: ReadonlyMap<number, number>;
  /** Held-out accuracy with less without these rows. */
  readonly gain: number;
  readonly margins: Float64Array;
}

/** A row is labelled where the largest margin leads the next by so much, and is on the label's side. */
const LEAST_LEAD = 0.5;

export async function selfTrained(
  task: LinearTask,
  choice: LinearChoice,
  unlabelled: readonly number[],
): Promise<SelfTrained> {
  const margins = new Float64Array(choice.margins.length);
  for (let fold = 0; fold < task.foldCount; fold++) {
    const training = trainingRows(task, fold);
    const guessed = await guess(task, choice, training, unlabelled);
    const held = rowsWhere(task.folds, (each) => each === fold);
    const found = await marginsOf(withLabels(task, guessed), choice, [...training, ...guessed.keys()], held);
    held.forEach((row, i) => {
      const from = i * task.labelCount;
      margins.set(found.subarray(from, from + task.labelCount), row * task.labelCount);
    });
  }
  const [before, after] = [missesOf(task, choice.margins), missesOf(task, margins)];
  const mean = (misses: Float64Array): number => misses.reduce((sum, miss) => sum + miss, 0) / misses.length;
  const gain = mean(before) - mean(after);
  if (!isSurelyMore(before, after)) return { labels: new Map(), gain, margins: choice.margins };
  const all = [...rowsWhere(task.folds, (fold) => fold >= 0), ...task.always];
  return { labels: await guess(task, choice, all, unlabelled), gain, margins };
}

/** The task where these rows have these labels. */
export function withLabels(task: LinearTask, guessed: ReadonlyMap<number, number>): LinearTask {
  const labels = [...task.labels];
  for (const [row, label] of guessed) labels[row] = [label];
  return { ...task, labels };
}

async function guess(
  task: LinearTask,
  choice: LinearChoice,
  training: readonly number[],
  rows: readonly number[],
): Promise<Map<number, number>> {
  const margins = await marginsOf(task, choice, training, rows);
  const guessed = new Map<number, number>();
  rows.forEach((row, i) => {
    const own = margins.subarray(i * task.labelCount, (i + 1) * task.labelCount);
    let [best, next] = [0, Number.NEGATIVE_INFINITY];
    for (let k = 1; k < own.length; k++) {
      const margin = own[k] as number;
      if (margin > (own[best] as number)) [best, next] = [k, own[best] as number];
      else if (margin > next) next = margin;
    }
    if ((own[best] as number) > 0 && (own[best] as number) - next >= LEAST_LEAD) guessed.set(row, best);
  });
  return guessed;
}

/** Margins of these rows by the fit of the training rows: row after row, one a label. */
async function marginsOf(
  task: LinearTask,
  { cost, gramLength }: LinearChoice,
  training: readonly number[],
  wanted: readonly number[],
): Promise<Float64Array> {
  const { core, corpus, labels, labelCount, features, emphasis, seed, next } = task;
  const { rows } = fitFeatures(corpus, training, gramLength, features);
  const linear = new LinearRows(core, rows, labels, seed, emphasis);
  const used = new Set(training);
  const places = new Map(
    [...labels.keys()].filter((row) => !used.has(row)).map((row, place) => [row, place]),
  );
  const found = new Float64Array(wanted.length * labelCount);
  try {
    for (let label = 0; label < labelCount; label++) {
      const margins = linear.scan(label, training, [cost]);
      wanted.forEach((row, i) => {
        found[i * labelCount + label] = margins[places.get(row) as number] as number;
      });
      await next();
    }
  } finally {
    linear.free();
  }
  return found;
}
