// Fewer features. In: a labelled dataset, a learner. Out: for shorter and shorter lists of features what they cost, by cross-validation in
// which every fold ranks the features on its own training rows (Ambroise and McLachlan 2002: ranked on all rows, the test rows
// have had their say already); and the shortest list within a standard error of the best.

import type { Dataset } from "../data/dataset.ts";
import { HedgerowError } from "../error.ts";
import { explore } from "../explore/explore.ts";
import type { TrainOptions } from "../model/options.ts";
import { checkOptions } from "../model/options.ts";
import { train } from "../model/train.ts";
import { checkAborted } from "../worker/aborted.ts";
import {
  type CrossValidateOptions,
  METRICS,
  type Metric,
  type MetricMean,
  metricMeans,
} from "./cross-validate.ts";
import { evaluate, requireLabel } from "./evaluate.ts";
import type { Evaluation } from "./evaluation.ts";
import { permutationImportance } from "./permutation.ts";

/** How to rank, and how to test. */
export interface SelectOptions extends Omit<CrossValidateOptions, "workers"> {
  /**
   * "recursive": by the gain of the trees, again after each cut (Guyon et al. 2002). "permutation": by permutation importance
   * on a fifth of the training rows. "information": by mutual information with the label, each feature for itself. @default "recursive"
   */
  rank?: "recursive" | "permutation" | "information" | undefined;
  /** @default "logLoss" */
  metric?: Metric | undefined;
  /** Share of the features that each cut takes, above 0 and below 1; at least one. @default 0.25 */
  cut?: number | undefined;
}

/** What so many features give. */
export interface SelectionStep extends MetricMean {
  count: number;
}

export interface Selection {
  /** The features kept, the most important first. */
  features: string[];
  dropped: string[];
  /** From all features to one. */
  steps: SelectionStep[];
  metric: Metric;
  /** By how much the metric is worse than with the best number of features, as a mean over the folds; 0 where this is the best. */
  cost: number;
}

const LOWER: ReadonlySet<Metric> = new Set(["logLoss", "brier", "calibrationError"]);

/**
 * Selects features for a learner. `dataset.withFeatures(features)` is the dataset to train on then.
 *
 * Throws `bad-option`, `bad-label`, `aborted`, or what `train` throws.
 *
 * @example
 * const { features, steps } = await selectFeatures(alerts, { method: "forest", trees: 100 });
 * const model = await train(alerts.withFeatures(features));
 */
export async function selectFeatures(
  dataset: Dataset,
  options: TrainOptions = {},
  how: SelectOptions = {},
): Promise<Selection> {
  const { metric = "logLoss", folds = 5, by, column, seed = 0, signal, onProgress } = how;
  check(options, how, dataset);
  requireLabel(dataset);
  const counts = countsFor(dataset.schema.features.length, how.cut ?? 0.25);
  const cuts = dataset.foldRows(folds, { by, column, seed });
  const total = cuts.length * counts.length;
  const found: Evaluation[][] = counts.map(() => []);
  let done = 0;
  for (const rows of cuts) {
    const fit = dataset.select(rows.train);
    const held = dataset.select(rows.test);
    for await (const [step, names] of path(fit, options, how, counts)) {
      checkAborted(signal);
      const model = await train(fit.withFeatures(names), withSignal(options, signal));
      (found[step] as Evaluation[]).push(evaluate(model, held));
      onProgress?.({ done: ++done, total });
    }
  }
  const steps = counts.map((count, i) => ({ count, ...metricMeans(found[i] as Evaluation[])[metric] }));
  const { chosen, cost } = choose(steps, metric);
  let features: string[] = [];
  for await (const [step, names] of path(dataset, options, how, counts)) {
    features = names;
    if (counts[step] === chosen) break;
  }
  const dropped = dataset.schema.features.map(({ name }) => name).filter((name) => !features.includes(name));
  return { features, dropped, steps, metric, cost };
}

function check(options: TrainOptions, { metric, rank, cut }: SelectOptions, dataset: Dataset): void {
  checkOptions(options);
  const wrong = (message: string) => new HedgerowError("bad-option", message);
  if (options.method === "isolation")
    throw wrong("features are selected for a label; an isolation forest has none");
  if (metric !== undefined && !METRICS.includes(metric))
    throw wrong(`metric must be one of ${METRICS.join(", ")}, not ${metric}`);
  if (rank !== undefined && !["recursive", "permutation", "information"].includes(rank))
    throw wrong(`rank must be "recursive", "permutation" or "information", not ${JSON.stringify(rank)}`);
  if (cut !== undefined && !(cut > 0 && cut < 1)) throw wrong(`cut must lie between 0 and 1, not ${cut}`);
  if (dataset.schema.features.length < 2) throw wrong("there are fewer than two features to select from");
}

/** From all features down to one. */
function countsFor(all: number, cut: number): number[] {
  const counts = [all];
  for (let left = all; left > 1; ) {
    left -= Math.max(1, Math.floor(left * cut));
    counts.push(left);
  }
  return counts;
}

/** The list of features of each step, ranked on these rows alone. */
async function* path(
  fit: Dataset,
  options: TrainOptions,
  { rank = "recursive", seed = 0, signal }: SelectOptions,
  counts: readonly number[],
): AsyncGenerator<[number, string[]]> {
  let names = await ranked(fit, options, rank, seed, signal);
  for (const [step, count] of counts.entries()) {
    names = names.slice(0, count);
    yield [step, names];
    // Without the least important the others may matter otherwise.
    if (rank === "recursive" && count > 1)
      names = await ranked(fit.withFeatures(names), options, rank, seed, signal);
  }
}

/** All features of the dataset, the most important first. */
async function ranked(
  fit: Dataset,
  options: TrainOptions,
  rank: NonNullable<SelectOptions["rank"]>,
  seed: number,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  if (rank === "information") {
    const known = new Map(explore(fit).columns.map(({ name, label }) => [name, label?.information ?? 0]));
    const names = fit.schema.features.map(({ name }) => name);
    return names.sort((a, b) => (known.get(b) ?? 0) - (known.get(a) ?? 0));
  }
  if (rank === "recursive") {
    const model = await train(fit, withSignal(options, signal));
    return model.importance().map(({ feature }) => feature);
  }
  const [inner, held] = fit.split(0.8, { seed });
  const model = await train(inner, withSignal(options, signal));
  return permutationImportance(model, held, { seed, repeats: 3 }).map(({ feature }) => feature);
}

function withSignal(options: TrainOptions, signal: AbortSignal | undefined): TrainOptions {
  return signal === undefined ? options : { ...options, signal };
}

/** The fewest features within a standard error of the best number's metric (Breiman et al. 1984). */
function choose(steps: readonly SelectionStep[], metric: Metric): { chosen: number; cost: number } {
  const sign = LOWER.has(metric) ? 1 : -1;
  const badness = ({ mean }: SelectionStep): number =>
    mean === null ? Number.POSITIVE_INFINITY : sign * mean;
  const best = steps.reduce((least, step) => (badness(step) < badness(least) ? step : least));
  const bar = badness(best) + (best.standardError ?? 0);
  const fewest = steps.filter((step) => badness(step) <= bar).at(-1) ?? best;
  return { chosen: fewest.count, cost: badness(fewest) - badness(best) };
}
