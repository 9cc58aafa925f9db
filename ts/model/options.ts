// What `train` can be told. Defaults are written here once; everything is checked before any work begins.

import type { Dataset } from "../data/dataset.ts";
import { HedgerowError } from "../error.ts";
import { type Balance, oversampling } from "./balance.ts";
import { CALIBRATE, type Calibrate } from "./choose-calibration.ts";
import { type ConstraintOptions, checkConstraints } from "./constraints.ts";
import type { Model } from "./model.ts";

/** The learners. */
export type Method = "boosting" | "forest" | "isolation";

/** What `onProgress` is told after each round or tree. */
export interface Progress {
  /** Rounds or trees done. */
  done: number;
  /** Rounds or trees there will be at most. */
  total: number;
  /** Mean log-loss of the training rows in nats; boosting only. */
  trainingLoss?: number;
  /** Mean log-loss of the held-out rows in nats; boosting with validation only. */
  validationLoss?: number;
  /** In the second pass, on all rows; see `retrain`. */
  retraining?: boolean;
}

/** Options of `train`. Names are scikit-learn's and LightGBM's where these exist. */
export interface TrainOptions extends ConstraintOptions {
  /** @default "boosting" */
  method?: Method;
  /** Most boosting rounds; with validation, training stops earlier. @default 1000, or 200 without validation */
  rounds?: number;
  /** Trees of a forest. @default 300, or 100 for isolation */
  trees?: number;
  /** Shrinkage of each boosting round, above 0 to 1. @default 0.05 */
  learningRate?: number;
  /** Most leaves a tree; 0 is no limit. @default 15 for boosting, 0 for a forest */
  maxLeaves?: number;
  /** Most tests on a path; 0 is no limit. @default 8 for boosting, 0 for a forest */
  maxDepth?: number;
  /** Least training rows in a leaf. @default 5 */
  minRowsPerLeaf?: number;
  /** Least sum of hessians (boosting) or weights (forest) in a leaf. @default 0.3 for boosting, 0 for a forest */
  minWeightPerLeaf?: number;
  /** Least gain of a split. @default 0 */
  minGain?: number;
  /** L2 regularisation of leaf values. @default 0.1 for boosting, 0 for a forest */
  l2?: number;
  /** Weight that draws a rare category's mean to zero before categories are sorted. @default 10 for boosting, 0 for a forest */
  categorySmoothing?: number;
  /** Further l2 for cuts of more than four sorted categories. @default 0 */
  categoryL2?: number;
  /**
   * Least rows of a category at a node to be sorted, where more than four are seen: rarer ones go with the others, and a cut does not
   * pay for what chance might gain it, as it does with 0. For many rows, where chance has little to say but rare categories are many
   * (LightGBM has 10). @default 0
   */
  minRowsPerCategory?: number;
  /** Share of the rows each tree is grown on (a forest draws with replacement). @default 1 */
  subsample?: number;
  /** Share of the columns each tree may use. @default 1 */
  featureSubsample?: number;
  /** Share of the tree's columns tried at each node; "sqrt" is their square root. @default 0.3 for boosting, "sqrt" for a forest */
  nodeFeatureSubsample?: number | "sqrt";
  /** Most bins a number column is cut into, 2 to 255. @default 255 */
  bins?: number;
  /**
   * "weights": all classes weigh the same, short for `classWeights: "balanced"`. "smote" and "adasyn" make rows of the rarer classes, from
   * training rows only, until each class has as many as the largest; held-out rows stay real, and a model without these rows is
   * tested beside it: `model.info.training.synthetic` tells both macro-F1. @default "none"
   */
  balance?: Balance;
  /**
   * Factor of each class's row weights. "balanced": all classes weigh the same. "balanced-subsample": the same within each
   * tree's own draw of rows (forest only). @default 1 each
   */
  classWeights?: "balanced" | "balanced-subsample" | Readonly<Record<string, number>>;
  /**
   * Boosting: the rows that tell when to stop, a share of the training rows (stratified) or a labelled dataset; 0 is none.
   * With neither this nor `retrain: false` nor a `timeBudget`, little data (rows times trees a round up to 20,000) is watched in five
   * folds instead: each row by the trees that were not grown on its fold.
   * @default five folds of little data, else 0.1
   */
  validation?: number | Dataset;
  /**
   * Goes on from this classifier: `rounds` more rounds, or `trees` more trees, of its method, in its encoder and bins, on a dataset of
   * the same features and no other classes; `monotone` and `interactions` are the model's. Boosting keeps no new round where none
   * lowers the validation loss. Rows that the model has seen can tell neither when to stop nor how far its probabilities are
   * true: on those give `validation: 0`.
   * @default from nothing
   */
  from?: Model;
  /** Rounds without a lower validation loss before training stops. @default 30 */
  patience?: number;
  /**
   * Most workers, 1 to 64; 1 is the calling thread itself. Any number gives the same bytes. They grow a forest's trees, or share the
   * work of each boosting round (from 16,384 rows on, where threads may share memory: in Node 22 and later, and on pages that are isolated from other
   * origins). Where a runtime has none (Cloudflare Workers, service workers), the calling thread does it all. @default 1
   */
  workers?: number;
  /**
   * How probabilities are made true, on rows that the trees did not see (out-of-bag rows of a forest, validation rows of
   * boosting; without any, not at all). "auto" takes the method of the lowest log-loss over folds of these rows. With class
   * weights, probabilities are made true for classes weighted so: the label stays what the weights ask for.
   * @default "auto"
   */
  calibrate?: Calibrate;
  /**
   * Boosting with a share of the rows held out: when they have told how many rounds are best, train once more on all rows for that many.
   * The rows unseen by the first pass give `model.unseen` and the calibration. @default true
   */
  retrain?: boolean;
  /** Adds one more output to a classifier: how unlike the training rows a record is, for `model.anomaly`. @default false */
  anomaly?: boolean;
  /** Rows that each tree of an isolation forest sees (method isolation, or anomaly: true). @default 256 */
  sampleRows?: number;
  /**
   * Share of the training rows that are to count as anomalous, above 0 to 0.5: it sets the threshold of the anomaly score
   * (method isolation, or anomaly: true). "none": the threshold is 0.5. @default "none"
   */
  contamination?: number | "none";
  /** Seed of everything drawn, a whole number from 0. @default 0 */
  seed?: number;
  /** Milliseconds after which training ends with what it has; at least one round or tree is done. @default no limit */
  timeBudget?: number;
  /** Ends training with an error `aborted`. */
  signal?: AbortSignal;
  /**
   * Called after each round or tree. Where it returns false, training ends as when a `timeBudget` is spent: with the best it has so far.
   * From "hedgerow/worker" the answer has a way to go, and a few more rounds may be done meanwhile.
   */
  onProgress?: (progress: Progress) => unknown;
}

/** Settings of the trees that go to the core as they are. */
export const TREE_SETTINGS: readonly (
  | "maxLeaves"
  | "maxDepth"
  | "minRowsPerLeaf"
  | "minWeightPerLeaf"
  | "minGain"
  | "l2"
  | "categorySmoothing"
  | "categoryL2"
  | "minRowsPerCategory"
  | "subsample"
  | "featureSubsample"
)[] = [
  "maxLeaves",
  "maxDepth",
  "minRowsPerLeaf",
  "minWeightPerLeaf",
  "minGain",
  "l2",
  "categorySmoothing",
  "categoryL2",
  "minRowsPerCategory",
  "subsample",
  "featureSubsample",
];

const COUNTS: readonly (keyof TrainOptions)[] = ["rounds", "trees", "patience", "minRowsPerLeaf"];
const LIMITS: readonly (keyof TrainOptions)[] = ["maxLeaves", "maxDepth", "minRowsPerCategory"];
const AMOUNTS: readonly (keyof TrainOptions)[] = [
  "minWeightPerLeaf",
  "minGain",
  "l2",
  "categorySmoothing",
  "categoryL2",
];
const SHARES: readonly (keyof TrainOptions)[] = ["learningRate", "subsample", "featureSubsample"];
const OTHERS: readonly (keyof TrainOptions)[] = [
  "method",
  "workers",
  "seed",
  "nodeFeatureSubsample",
  "bins",
  "balance",
  "classWeights",
  "validation",
  "monotone",
  "interactions",
  "from",
  "calibrate",
  "retrain",
  "anomaly",
  "sampleRows",
  "contamination",
  "timeBudget",
  "signal",
  "onProgress",
];
const KNOWN: ReadonlySet<string> = new Set([...COUNTS, ...LIMITS, ...AMOUNTS, ...SHARES, ...OTHERS]);
const BOOSTING_ONLY: readonly (keyof TrainOptions)[] = [
  "rounds",
  "learningRate",
  "validation",
  "patience",
  "retrain",
];
const METHODS: readonly Method[] = ["boosting", "forest", "isolation"];
/** What an isolation forest can be told. */
const ISOLATION: ReadonlySet<string> = new Set([
  "method",
  "trees",
  "sampleRows",
  "contamination",
  "bins",
  "seed",
  "timeBudget",
  "signal",
  "onProgress",
]);

/** Throws a HedgerowError `bad-option` that names the first option which is unknown or out of range. */
export function checkOptions(options: TrainOptions): void {
  for (const name of Object.keys(options)) {
    if (!KNOWN.has(name)) throw wrong(`there is no option ${name}`);
  }
  const { method = "boosting" } = options;
  if (!METHODS.includes(method)) {
    throw wrong(`method must be "boosting", "forest" or "isolation", not ${JSON.stringify(method)}`);
  }
  const forest = method === "forest";
  for (const name of forest ? BOOSTING_ONLY : method === "boosting" ? ["trees" as const] : []) {
    if (options[name] !== undefined) throw wrong(`${name} is for ${forest ? "boosting" : "a forest"} only`);
  }
  checkNumbers(options);
  checkAnomaly(options, method);
  if (method === "isolation" && (options.workers ?? 1) > 1)
    throw wrong("workers is for boosting and forests only");
  checkBalance(options, forest);
  checkConstraints(options);
  const { validation, timeBudget, calibrate } = options;
  if (calibrate !== undefined && !CALIBRATE.includes(calibrate)) {
    throw wrong(`calibrate must be one of ${CALIBRATE.join(", ")}, not ${JSON.stringify(calibrate)}`);
  }
  if (typeof validation === "number" && !(validation >= 0 && validation <= 0.9)) {
    throw wrong(`validation must be a share from 0 to 0.9 or a dataset, not ${validation}`);
  }
  if (options.retrain !== undefined && typeof options.retrain !== "boolean")
    throw wrong("retrain must be true or false");
  if (timeBudget !== undefined && !(timeBudget > 0))
    throw wrong(`timeBudget must be above 0 ms, not ${timeBudget}`);
}

function checkNumbers(options: TrainOptions): void {
  const numbers = (names: readonly (keyof TrainOptions)[], fits: (n: number) => boolean, range: string) => {
    for (const name of names) {
      const value = options[name];
      if (value === undefined || (typeof value === "number" && fits(value))) continue;
      throw wrong(`${name} must be ${range}, not ${String(value)}`);
    }
  };
  const most = 2 ** 31 - 1;
  numbers(COUNTS, (n) => Number.isInteger(n) && n >= 1 && n <= most, "a whole number from 1");
  numbers(LIMITS, (n) => Number.isInteger(n) && n >= 0 && n <= most, "a whole number from 0");
  numbers(["workers"], (n) => Number.isInteger(n) && n >= 1 && n <= 64, "a whole number from 1 to 64");
  numbers(["sampleRows"], (n) => Number.isInteger(n) && n >= 2 && n <= most, "a whole number from 2");
  numbers(["seed"], (n) => Number.isSafeInteger(n) && n >= 0, "a whole number from 0");
  numbers(AMOUNTS, (n) => n >= 0 && n <= 1e30, "a number from 0");
  numbers(SHARES, (n) => n > 0 && n <= 1, "above 0 and at most 1");
  numbers(["bins"], (n) => Number.isInteger(n) && n >= 2 && n <= 255, "a whole number from 2 to 255");
  if (options.nodeFeatureSubsample !== "sqrt") {
    numbers(["nodeFeatureSubsample"], (n) => n > 0 && n <= 1, 'above 0 and at most 1, or "sqrt"');
  }
}

function checkAnomaly(options: TrainOptions, method: Method): void {
  const { anomaly, contamination } = options;
  if (anomaly !== undefined && typeof anomaly !== "boolean") {
    throw wrong(`anomaly must be true or false, not ${String(anomaly)}`);
  }
  for (const name of Object.keys(options) as (keyof TrainOptions)[]) {
    if (options[name] === undefined) continue;
    if (method === "isolation" && !ISOLATION.has(name)) throw wrong(`${name} is not for an isolation forest`);
    if (method !== "isolation" && anomaly !== true && (name === "sampleRows" || name === "contamination")) {
      throw wrong(`${name} is for method isolation, or for a classifier with anomaly: true`);
    }
  }
  const share = typeof contamination === "number" && contamination > 0 && contamination <= 0.5;
  if (contamination !== undefined && contamination !== "none" && !share) {
    throw wrong(`contamination must be above 0 and at most 0.5, or "none", not ${String(contamination)}`);
  }
}

function checkBalance(options: TrainOptions, forest: boolean): void {
  const { balance, classWeights } = options;
  const strategy = oversampling(balance)?.strategy ?? balance;
  if (strategy !== undefined && strategy !== "none" && classWeights !== undefined) {
    throw wrong(`balance: ${strategy} and classWeights exclude each other`);
  }
  if (classWeights === "balanced-subsample" && !forest) {
    throw wrong("classWeights: balanced-subsample is for a forest only");
  }
  const isName =
    classWeights === undefined || classWeights === "balanced" || classWeights === "balanced-subsample";
  if (!isName && (typeof classWeights !== "object" || classWeights === null)) {
    throw wrong('classWeights must be "balanced", "balanced-subsample" or a number a class');
  }
}

function wrong(message: string): HedgerowError {
  return new HedgerowError("bad-option", message);
}
