// The models that ours are compared with: what is asked for in, something that predicts rows out. All but the first and the last are
// linfa's, in baselines.wasm, on rows prepared from the training rows alone.

import type { Dataset } from "../data/dataset.ts";
import { Random } from "../data/random.ts";
import { stratified } from "../data/split.ts";
import { topClass } from "../evaluate/top-class.ts";
import type { Predictions } from "../model/model.ts";
import { train } from "../model/train.ts";
import { type Answers, fitBaseline, type LinfaModel } from "../wasm/baselines.ts";
import { machineProbabilities } from "./machine.ts";
import { Preparation } from "./preparation.ts";

/** A baseline as plain data that travels to a worker. */
export interface BaselineLearner {
  baseline: "majority" | LinfaModel | "isolation";
  /** Seed of the rows drawn, a whole number from 0. @default 0 */
  seed?: number | undefined;
  /** Most training rows of KNN, SVM and the tree; of more, so many are drawn, each class alike. @default 10000, 8000 for an SVM, 50000 for the tree */
  sampleRows?: number | undefined;
}

/** A baseline that has learned. */
export interface FittedBaseline {
  predictMany(dataset: Dataset): Predictions;
  /** Training rows that were used, where not all were. */
  sampledRows?: number;
}

/**
 * What their cost allows: KNN keeps all rows and looks at many of them for each answer; an SVM keeps a number for each pair of rows, and
 * 8,000 rows are half a gigabyte; linfa's tree reads all rows again at each node.
 */
const MOST_ROWS: Partial<Record<BaselineLearner["baseline"], number>> = {
  knn: 10_000,
  "svm-linear": 8_000,
  "svm-rbf": 8_000,
  tree: 50_000,
};

/** Fits to the rows of a labelled dataset. Row weights are not looked at. */
export async function learnBaseline(dataset: Dataset, learner: BaselineLearner): Promise<FittedBaseline> {
  const { baseline, seed = 0 } = learner;
  if (baseline === "isolation") return isolation(dataset, seed);
  const present = presentClasses(dataset);
  if (baseline === "majority" || present.length < 2) return majority(dataset);
  const most = MOST_ROWS[baseline];
  const limit = most === undefined ? dataset.rows : (learner.sampleRows ?? most);
  const sample = limit < dataset.rows ? drawn(dataset, limit, seed) : dataset;
  const answer = await linfaModel(sample, baseline, presentClasses(sample), seed);
  return sample === dataset ? answer : { ...answer, sampledRows: sample.rows };
}

function drawn(dataset: Dataset, limit: number, seed: number): Dataset {
  const { labels, classes, rows } = dataset;
  return dataset.select(stratified(labels, classes.length, limit / rows, seed).train);
}

function presentClasses({ labels, classes }: Dataset): number[] {
  const seen = new Set(labels);
  return [...classes.keys()].filter((label) => seen.has(label));
}

/** The shares of the classes, whatever the row. */
function majority({ classes, labels }: Dataset): FittedBaseline {
  const shares = new Float64Array(classes.length);
  for (const label of labels) shares[label] = (shares[label] as number) + 1 / labels.length;
  return {
    predictMany({ rows }) {
      const probabilities = new Float64Array(rows * classes.length);
      for (let row = 0; row < rows; row++) probabilities.set(shares, row * classes.length);
      return answered(classes, probabilities);
    },
  };
}

/** The anomaly score taken for the probability of the second of two classes. */
async function isolation(dataset: Dataset, seed: number): Promise<FittedBaseline> {
  const model = await train(dataset, { method: "isolation", seed });
  const { classes } = dataset;
  return {
    predictMany(rows) {
      const { scores } = model.anomalyMany(rows);
      return answered(
        classes,
        Float64Array.from({ length: 2 * scores.length }, (_, i) => {
          const score = scores[i >> 1] as number;
          return i % 2 === 1 ? score : 1 - score;
        }),
      );
    },
  };
}

/** `present` are the classes that have rows; the others get probability 0. */
async function linfaModel(
  dataset: Dataset,
  model: LinfaModel,
  present: readonly number[],
  seed: number,
): Promise<FittedBaseline> {
  const preparation = Preparation.of(dataset);
  const places = new Map(present.map((label, place) => [label, place]));
  const training = {
    rows: preparation.apply(dataset),
    width: preparation.width,
    labels: Uint32Array.from(dataset.labels, (label) => places.get(label) as number),
    classes: present.length,
  };
  const machine = model === "svm-linear" || model === "svm-rbf";
  const answers: Answers = machine
    ? await machineProbabilities(model, training, new Random(seed))
    : await fitBaseline(model, training);
  const { classes } = dataset;
  return {
    predictMany(rows) {
      return answered(classes, spread(answers(preparation.apply(rows)), present, classes.length));
    },
  };
}

function spread(narrow: Float64Array, present: readonly number[], classes: number): Float64Array {
  if (present.length === classes) return narrow;
  const wide = new Float64Array((narrow.length / present.length) * classes);
  for (let i = 0; i < narrow.length; i++) {
    const row = Math.floor(i / present.length);
    wide[row * classes + (present[i % present.length] as number)] = narrow[i] as number;
  }
  return wide;
}

function answered(classes: readonly string[], probabilities: Float64Array): Predictions {
  const { labels } = topClass(probabilities, classes.length);
  return { rows: labels.length, classes, probabilities, labels };
}
