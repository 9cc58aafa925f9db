// The options of `hedgerow train` that are TrainOptions: declared for the help text, and turned into what `train`
// takes. `--learning-rate` is learningRate, and so on; defaults are the library's own.

import { HedgerowError } from "../error.ts";
import { CALIBRATE } from "../model/choose-calibration.ts";
import { checkOptions, type TrainOptions } from "../model/options.ts";
import type { Arguments, OptionSpec } from "./arguments.ts";
import { UsageError } from "./failure.ts";

type NumberOption = {
  [K in keyof TrainOptions]-?: NonNullable<TrainOptions[K]> extends number ? K : never;
}[keyof TrainOptions];

const NUMBERS: Readonly<Record<Exclude<NumberOption, "seed" | "timeBudget">, string>> = {
  rounds: "boosting: most rounds (default: 1000, or 200 without validation rows)",
  trees: "forest: trees (default: 300)",
  learningRate: "boosting: shrinkage of each round (default: 0.05)",
  maxLeaves: "most leaves a tree, 0 for no limit (default: 15; forest: 0)",
  maxDepth: "most tests on a path, 0 for no limit (default: 8; forest: 0)",
  minRowsPerLeaf: "least rows in a leaf (default: 5)",
  minWeightPerLeaf: "least hessian sum (forest: weight) in a leaf (default: 1; forest: 0)",
  minGain: "least gain of a split (default: 0)",
  l2: "regularisation of leaf values (default: 0.1; forest: 0)",
  categorySmoothing: "draws rare categories to the mean (default: 10; forest: 0)",
  categoryL2: "further l2 for splits of many categories (default: 10; forest: 0)",
  subsample: "share of the rows for each tree (default: 1)",
  featureSubsample: "share of the columns for each tree (default: 1)",
  bins: "most bins of a number, 2 to 255 (default: 255)",
  workers: "forest: workers that grow trees, 1 to 64; the model is the same (default: 1)",
  sampleRows: "isolation: rows that each tree sees (default: 256)",
  patience: "boosting: rounds without improvement before it stops (default: 30)",
};

export const TRAIN_OPTIONS: readonly OptionSpec[] = [
  { name: "method", value: "M", help: "boosting, forest or isolation (default: boosting)" },
  { name: "balance", value: "B", help: "none, or weights: all classes weigh the same (default: none)" },
  {
    name: "class-weights",
    value: "W",
    help: "balanced, balanced-subsample (forest), or factors such as TP=2,FP=0.5",
  },
  {
    name: "validation",
    value: "SHARE",
    help: "boosting: share of the rows that tell when to stop (default: five folds of little data, else 0.1)",
  },
  ...Object.entries(NUMBERS).map(([name, help]) => ({ name: dashed(name), value: "N", help })),
  {
    name: "node-feature-subsample",
    value: "N",
    help: "share of the columns at each node, or sqrt (default: 0.3; forest: sqrt)",
  },
  { name: "anomaly", help: "a classifier that also tells how unlike the training rows a record is" },
  {
    name: "contamination",
    value: "SHARE",
    help: "isolation, --anomaly: share of the training rows that count as anomalous (default: the score decides, above 0.5)",
  },
  { name: "no-retrain", help: "boosting: do not train once more on all rows, validation rows included" },
  {
    name: "calibrate",
    value: "METHOD",
    help: `how probabilities are made true: ${CALIBRATE.join(", ")} (default: auto)`,
  },
  { name: "seed", value: "N", help: "seed of everything drawn, the split too (default: 0)" },
  { name: "time-budget", value: "S", help: "seconds after which training ends with what it has" },
];

/** Checked already: what is out of range is a usage error that names the option as it was typed. */
export function trainOptions(given: Arguments): TrainOptions {
  const options: TrainOptions = {};
  for (const name of Object.keys(NUMBERS) as (keyof typeof NUMBERS)[]) {
    const value = given.number(dashed(name));
    if (value !== undefined) options[name] = value;
  }
  const seconds = given.number("time-budget");
  const share = given.text("node-feature-subsample");
  const all: TrainOptions = {
    ...options,
    ...present("method", given.choice("method", ["boosting", "forest", "isolation"])),
    ...present("balance", given.choice("balance", ["none", "weights"])),
    ...present("classWeights", classWeights(given.text("class-weights"))),
    ...present("validation", given.number("validation")),
    ...present("nodeFeatureSubsample", share === "sqrt" ? share : given.number("node-feature-subsample")),
    ...present("anomaly", given.flag("anomaly") ? true : undefined),
    ...present("contamination", given.number("contamination")),
    ...present("retrain", given.flag("no-retrain") ? false : undefined),
    ...present("calibrate", given.choice("calibrate", CALIBRATE)),
    ...present("seed", given.number("seed")),
    ...present("timeBudget", seconds === undefined ? undefined : seconds * 1000),
  };
  check(all);
  return all;
}

function check(options: TrainOptions): void {
  try {
    checkOptions(options);
  } catch (error) {
    if (!(error instanceof HedgerowError)) throw error;
    const named = error.message.replace(/^[a-z][A-Za-z0-9]*(?=:? )/, (name) => `--${dashed(name)}`);
    throw new UsageError(named.replace("classWeights", "--class-weights"));
  }
}

function classWeights(text: string | undefined): TrainOptions["classWeights"] {
  if (text === undefined || text === "balanced" || text === "balanced-subsample") return text;
  const weights: [string, number][] = text.split(",").map((pair) => {
    const at = pair.lastIndexOf("=");
    const factor = Number(pair.slice(at + 1));
    if (at < 1 || pair.endsWith("=") || Number.isNaN(factor))
      throw new UsageError(`--class-weights is written class=factor,class=factor, not "${text}"`);
    return [pair.slice(0, at), factor];
  });
  return Object.fromEntries(weights);
}

function present<K extends keyof TrainOptions>(name: K, value: TrainOptions[K] | undefined): TrainOptions {
  return value === undefined ? {} : { [name]: value };
}

/** maxLeaves -> max-leaves. */
function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
