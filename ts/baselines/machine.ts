// A support vector machine that answers with probabilities: decision values of training rows are fitted by Platt's sigmoid (for more classes
// a softmax with one slope, and an offset a class). They come from three folds that hold the rows out; with a linear machine and many
// rows a column from the machine itself, whose few weights cannot fit single rows: that takes less than half the time.

import type { Random } from "../data/random.ts";
import type { Scaling } from "../model/calibration.ts";
import { exp } from "../model/exp.ts";
import { fitPlatt } from "../model/scaling.ts";
import { type Answers, type BaselineRows, fitBaseline, type LinfaModel } from "../wasm/baselines.ts";

const FOLDS = 3;
/** Rows a column from which a linear machine's own decision values are taken. */
const MANY_ROWS = 50;

export async function machineProbabilities(
  model: LinfaModel,
  training: BaselineRows,
  random: Random,
): Promise<Answers> {
  const own = model === "svm-linear" && training.labels.length >= MANY_ROWS * training.width;
  const held = own ? undefined : await heldOutValues(model, training, random);
  const answers = await fitBaseline(model, training);
  const { slopes, offsets } = fitSigmoid(training, held ?? answers(training.rows));
  return (rows) => softmax(answers(rows), slopes, offsets);
}

/** 0 for rows that no fold holds out. */
async function heldOutValues(
  model: LinfaModel,
  training: BaselineRows,
  random: Random,
): Promise<Float64Array> {
  const { classes, labels } = training;
  const folds = dealt(labels, classes, random);
  const values = new Float64Array(labels.length * classes);
  for (let fold = 0; fold < FOLDS; fold++) {
    const held = [...folds.keys()].filter((row) => folds[row] === fold);
    const rest = [...folds.keys()].filter((row) => folds[row] !== fold);
    const answers = await fitBaseline(model, selected(training, rest));
    const told = answers(selected(training, held).rows);
    for (const [i, row] of held.entries())
      values.set(told.subarray(i * classes, (i + 1) * classes), row * classes);
  }
  return values;
}

function fitSigmoid({ labels, classes }: BaselineRows, values: Float64Array): Scaling {
  const rows = {
    rows: labels.length,
    classes,
    probabilities: values,
    logs: values,
    squeeze: 0,
    truth: Uint16Array.from(labels),
    weights: new Float64Array(labels.length).fill(1),
  };
  return fitPlatt(rows, Uint32Array.from(labels.keys()));
}

/** A fold for each row, the classes alike. A class with fewer rows than folds is trained on in each fold: its rows are held out in none. */
function dealt(labels: Uint32Array, classes: number, random: Random): Int8Array {
  const folds = new Int8Array(labels.length).fill(-1);
  let next = 0;
  for (let label = 0; label < classes; label++) {
    const rows = [...labels.keys()].filter((row) => labels[row] === label);
    if (rows.length < FOLDS) continue;
    for (const row of random.shuffle(rows)) folds[row] = next++ % FOLDS;
  }
  return folds;
}

function selected({ rows, width, labels, classes }: BaselineRows, chosen: readonly number[]): BaselineRows {
  const some = new Float64Array(chosen.length * width);
  for (const [i, row] of chosen.entries()) some.set(rows.subarray(row * width, (row + 1) * width), i * width);
  return { rows: some, width, labels: Uint32Array.from(chosen, (row) => labels[row] as number), classes };
}

/** In place. */
function softmax(values: Float64Array, slopes: readonly number[], offsets: readonly number[]): Float64Array {
  const classes = slopes.length;
  for (let at = 0; at < values.length; at += classes) {
    const logits = slopes.map((slope, k) => slope * (values[at + k] as number) + (offsets[k] as number));
    const most = Math.max(...logits);
    const shares = logits.map((logit) => exp(logit - most));
    const sum = shares.reduce((all, share) => all + share, 0);
    for (let k = 0; k < classes; k++) values[at + k] = (shares[k] as number) / sum;
  }
  return values;
}
