// Boosting that tells by folds when to stop. In: the rows and the options. Out: a stepper whose step is one more round in every
// fold. A fold's trees are grown on the rows of all others, so every row has a say in when to stop and in the calibration:
// a tenth of few rows tells more noise than truth.

import type { Dataset } from "../data/dataset.ts";
import type { Encoder } from "../data/encode.ts";
import { stratifiedFolds } from "../data/folds.ts";
import type { Core } from "../wasm/core.ts";
import { oversampling } from "./balance.ts";
import { openPredictor } from "./open-predictor.ts";
import type { TrainOptions } from "./options.ts";
import { type Losses, makeStepper, type Stepper } from "./stepper.ts";
import type { TrainingRows } from "./training-rows.ts";
import { joinUnseen } from "./unseen.ts";

export const FOLDS = 5;
/** Rows times trees a round; of more rows a tenth tells enough, and folds would cost minutes. */
const MOST_WORK = 20_000;

/**
 * Whether folds tell when to stop: in boosting of few rows that was told nothing else. Folds leave no one model behind, so
 * there must be a second pass, and time for it.
 */
export function isCrossFitted(dataset: Dataset, options: TrainOptions): boolean {
  const { method = "boosting", validation, retrain, timeBudget, from, balance } = options;
  if (method !== "boosting" || validation !== undefined || retrain === false || timeBudget !== undefined)
    return false;
  // What an earlier model has seen no fold can hide from it; synthetic rows would have to be made in each fold.
  if (from !== undefined || oversampling(balance) !== undefined) return false;
  const { length: classes } = dataset.classes;
  // More rows than classes: some class has two, so some fold has rows.
  return dataset.rows > classes && dataset.rows * (classes === 2 ? 1 : classes) <= MOST_WORK;
}

/** One fold: a learner that watches its rows, and what all rows of either side weigh. */
interface Fold {
  stepper: Stepper;
  weight: Record<keyof Losses, number>;
}

/** All folds as one learner. Of `rows` none are held out; `scorer` is the scorer's compiled module. */
export function crossFitStepper(
  loaded: Core,
  rows: TrainingRows,
  encoder: Encoder,
  options: TrainOptions,
  scorer: WebAssembly.Module,
): Stepper {
  const folds: Fold[] = [];
  const free = (): void => {
    for (const { stepper } of folds) stepper.free();
  };
  try {
    for (const part of eachFold(rows, options.seed ?? 0)) {
      folds.push({ stepper: makeStepper(loaded, part, encoder, options), weight: weigh(part) });
    }
  } catch (error) {
    free();
    throw error;
  }
  const first = (folds[0] as Fold).stepper;
  // What was asked for last is what the folds' own models are made of.
  let last: Parameters<Stepper["bytes"]> = [0, new Uint8Array()];
  return {
    total: first.total,
    start: {},
    async step() {
      const losses: Losses[] = [];
      for (const { stepper } of folds) losses.push(await stepper.step());
      return { ...pooled("training", losses, folds), ...pooled("validation", losses, folds) };
    },
    bytes(...asked) {
      last = asked;
      return first.bytes(...asked);
    },
    unseen() {
      const predictions = folds.map(({ stepper }) =>
        stepper.unseen(openPredictor(scorer, stepper.bytes(...last))),
      );
      return joinUnseen(predictions.filter((prediction) => prediction !== undefined));
    },
    free,
  };
}

/** The rows once for each fold, with that fold held out. A row that is its class's only one is trained on by all. */
function eachFold(rows: TrainingRows, seed: number): TrainingRows[] {
  const counts: number[] = [];
  for (const label of rows.labels) counts[label] = (counts[label] ?? 0) + 1;
  const foldOf = stratifiedFolds(rows.labels, FOLDS, seed).map((fold, row) =>
    counts[rows.labels[row] as number] === 1 ? FOLDS : fold,
  );
  const parts: TrainingRows[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const heldOut = foldOf.map((of) => (of === fold ? 1 : 0));
    const validationRows = heldOut.reduce((sum, mark) => sum + mark, 0);
    if (validationRows > 0) parts.push({ ...rows, heldOut, validationRows });
  }
  return parts;
}

function weigh({ weights, heldOut }: TrainingRows): Fold["weight"] {
  const sums = { training: 0, validation: 0 };
  weights.forEach((weight, row) => {
    sums[heldOut[row] === 1 ? "validation" : "training"] += weight;
  });
  return sums;
}

/** The mean over the folds that have this loss, each by what its rows weigh. */
function pooled(name: keyof Losses, losses: readonly Losses[], folds: readonly Fold[]): Losses {
  let sum = 0;
  let total = 0;
  losses.forEach((loss, i) => {
    const { weight } = folds[i] as Fold;
    if (loss[name] === undefined || weight[name] === 0) return;
    sum += loss[name] * weight[name];
    total += weight[name];
  });
  return total > 0 ? { [name]: sum / total } : {};
}
