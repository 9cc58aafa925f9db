// The options of `hedgerow train` that are TrainOptions: declared for the help text, and turned into what `train`
// takes. `--learning-rate` is learningRate, and so on; defaults are the library's own.

import { HedgerowError } from "../error.ts";
import { CALIBRATE } from "../model/choose-calibration.ts";
import type { Direction } from "../model/constraints.ts";
import { inherited } from "../model/earlier.ts";
import type { Model } from "../model/model.ts";
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
  minWeightPerLeaf: "least hessian sum (forest: weight) in a leaf (default: 0.3; forest: 0)",
  minGain: "least gain of a split (default: 0)",
  l2: "regularisation of leaf values (default: 0.1; forest: 0)",
  categorySmoothing: "draws rare categories to the mean (default: 10; forest: 0)",
  categoryL2: "further l2 for cuts of many sorted categories (default: 0)",
  minRowsPerCategory: "least rows of a category at a node to be sorted (default: 0)",
  subsample: "share of the rows for each tree (default: 1)",
  featureSubsample: "share of the columns for each tree (default: 1)",
  bins: "most bins of a number, 2 to 255 (default: 255)",
  workers: "workers that share the training, 1 to 64; the model is the same (default: 1)",
  sampleRows: "isolation: rows that each tree sees (default: 256)",
  patience: "boosting: rounds without improvement before it stops (default: 30)",
};

const BALANCES = ["none", "weights", "smote", "adasyn"] as const;

export const TRAIN_OPTIONS: readonly OptionSpec[] = [
  { name: "method", value: "M", help: "boosting, forest or isolation (default: boosting)" },
  {
    name: "balance",
    value: "B",
    help: "none; weights: all classes weigh the same; smote or adasyn: make rows of rare classes (default: none)",
  },
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
  {
    name: "monotone",
    value: "COL=WAY",
    multiple: true,
    help: "larger values never lower (increasing) or raise (decreasing) the probability of the second class, or of COL=WAY:CLASS; may be repeated",
  },
  {
    name: "interactions",
    value: "A,B",
    multiple: true,
    help: "columns that may meet on a path; all others are one more group; may be repeated",
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

/**
 * Checked already: what is out of range is a usage error that names the option as it was typed. `from` is what `--resume` read;
 * `without` are options that a command has in a sense of its own.
 */
export function trainOptions(
  given: Arguments,
  { from, without = new Set() }: { from?: Model | undefined; without?: ReadonlySet<string> } = {},
): TrainOptions {
  const options: TrainOptions = {};
  for (const name of Object.keys(NUMBERS) as (keyof typeof NUMBERS)[]) {
    const value = without.has(dashed(name)) ? undefined : given.number(dashed(name));
    if (value !== undefined) options[name] = value;
  }
  const seconds = without.has("time-budget") ? undefined : given.number("time-budget");
  const share = given.text("node-feature-subsample");
  const all: TrainOptions = {
    ...options,
    ...present("method", given.choice("method", ["boosting", "forest", "isolation"])),
    ...present("balance", given.choice("balance", BALANCES)),
    ...present("classWeights", classWeights(given.text("class-weights"))),
    ...present("validation", given.number("validation")),
    ...present("nodeFeatureSubsample", share === "sqrt" ? share : given.number("node-feature-subsample")),
    ...present("monotone", monotone(given.all("monotone"))),
    ...present("interactions", groups(given.all("interactions"))),
    ...present("anomaly", given.flag("anomaly") ? true : undefined),
    ...present("contamination", given.number("contamination")),
    ...present("retrain", given.flag("no-retrain") ? false : undefined),
    ...present("calibrate", given.choice("calibrate", CALIBRATE)),
    ...present("seed", given.number("seed")),
    ...present("timeBudget", seconds === undefined ? undefined : seconds * 1000),
  };
  return checked({ ...all, ...present("from", from) });
}

/** The options with those that come with a model. */
function checked(given: TrainOptions): TrainOptions {
  try {
    const options = inherited(given);
    checkOptions(options);
    return options;
  } catch (error) {
    if (!(error instanceof HedgerowError)) throw error;
    const named = error.message.replace(/^[a-z][A-Za-z0-9]*(?=:? )/, (name) => `--${dashed(name)}`);
    throw new UsageError(named.replace("classWeights", "--class-weights"));
  }
}

/** `failed_logins=increasing`, or `failed_logins=increasing:TP`; a column's name may hold "=" itself. */
function monotone(pairs: readonly string[]): TrainOptions["monotone"] {
  if (pairs.length === 0) return undefined;
  const rules = pairs.map((pair) => {
    const [, column, direction, label] = /^(.+)=(increasing|decreasing)(?::(.+))?$/.exec(pair) ?? [];
    if (column === undefined || direction === undefined)
      throw new UsageError(
        `--monotone is written column=increasing or column=decreasing:class, not "${pair}"`,
      );
    const way = direction as Direction;
    return [column, label === undefined ? way : { direction: way, label }] as const;
  });
  return Object.fromEntries(rules);
}

function groups(lists: readonly string[]): TrainOptions["interactions"] {
  return lists.length === 0 ? undefined : lists.map((list) => list.split(",").map((name) => name.trim()));
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
