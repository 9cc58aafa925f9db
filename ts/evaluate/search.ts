// Choosing options by cross-validation. In: a labelled dataset, a space of options. Out: the table of trials, the best setting, and the
// model of all rows trained with it. The same for the same seed, whatever the number of workers.

import type { Dataset } from "../data/dataset.ts";
import type { SplitRows } from "../data/split.ts";
import { HedgerowError } from "../error.ts";
import type { Model } from "../model/model.ts";
import { checkOptions, type TrainOptions } from "../model/options.ts";
import { train } from "../model/train.ts";
import type { FoldPool } from "../worker/fold-pool.ts";
import { type CrossValidateOptions, crossFit, METRICS, type Metric, openFolds } from "./cross-validate.ts";
import { type Halving, type Rung, rungsOf, thinned } from "./halving.ts";
import { drawSettings, gridSettings, type SearchSpace, type Settings } from "./search-space.ts";
import { identify, resumed, type SearchState, type Trial } from "./search-state.ts";

/** What `onProgress` of a search is told. */
export interface SearchProgress {
  /** Trials done, those on fewer rows counted too. */
  done: number;
  total: number;
  best: Trial | undefined;
}

export interface SearchOptions extends Omit<CrossValidateOptions, "onProgress"> {
  /** Settings drawn at random, or all combinations of the values. @default "random" */
  strategy?: "random" | "grid";
  /** Settings to draw. @default 30 */
  trials?: number;
  /** What is to be best: the lowest logLoss, brier or calibrationError, the highest of any other. @default "logLoss" */
  metric?: Metric;
  /** Tries all on few rows first and only the better ones on more; "none" tries all on all rows. @default { factor: 3, leastRows: 500 } */
  halving?: Halving | "none";
  /** Milliseconds after which no trial is begun; one on the fewest rows is always done. @default no limit */
  timeBudget?: number;
  /** Ends the search, not the call: what was best so far is trained. (`signal` ends it all with an error.) */
  enough?: AbortSignal;
  /** Goes on from a state that `onTrial` was told: its trials are not done again. */
  resume?: SearchState;
  /** Called after each trial with all that a later run needs to go on. */
  onTrial?: (state: SearchState) => void;
  onProgress?: (progress: SearchProgress) => void;
}

export interface SearchResult {
  /** The best setting of those tried on the most rows. */
  best: Trial;
  /** All trials; the better first, those on more rows before all others. */
  trials: Trial[];
  /** Whether every trial that was planned is done. */
  complete: boolean;
  /** Of all rows, by the best setting. */
  model: Model;
}

const LOWER: ReadonlySet<Metric> = new Set(["logLoss", "brier", "calibrationError"]);

/**
 * Searches the options of `train`. `base` are options that all trials share. Boosting is not trained a second time on all
 * rows within a trial (`retrain`), which takes half the time and changes no order that was seen.
 *
 * Throws `bad-option`, `bad-label`, `aborted`, or what `train` throws.
 *
 * @example
 * const { best, model } = await search(alerts, { learningRate: { low: 0.02, high: 0.2, log: true }, maxLeaves: [15, 31, 63] });
 */
export async function search(
  dataset: Dataset,
  space: SearchSpace,
  base: TrainOptions = {},
  options: SearchOptions = {},
): Promise<SearchResult> {
  const { metric = "logLoss", seed = 0, folds = 5, by, column, signal } = options;
  checkSearch(options, metric);
  checkOptions(base);
  if (typeof base.validation === "object" || base.from !== undefined)
    throw new HedgerowError(
      "bad-option",
      "a search takes neither a validation dataset nor a model to go on from",
    );
  const settings =
    options.strategy === "grid"
      ? gridSettings(space, base)
      : drawSettings(space, base, options.trials ?? 30, seed);
  const { signal: _signal, onProgress: _onProgress, ...shared } = base;
  const asked = { space, base: shared, strategy: options.strategy, metric, seed, folds, by, column };
  const identity = identify(dataset, { ...asked, halving: options.halving, settings: settings.length });
  const trials = resumed(options.resume, identity);
  const opened = await openFolds(dataset, { ...options, folds, seed, onProgress: undefined });
  try {
    const run = new Search(dataset, settings, shared, metric, opened, { ...options, seed });
    const complete = await run.all(identity, trials);
    const ranked = rank(trials, metric);
    const [best] = ranked;
    if (best === undefined) throw new HedgerowError("bad-option", "the search ended before its first trial");
    const last: TrainOptions = { ...shared, ...best.settings, ...(signal === undefined ? {} : { signal }) };
    opened.pool.close();
    return { best, trials: ranked, complete, model: await train(dataset, last) };
  } finally {
    opened.pool.close();
  }
}

function checkSearch({ strategy = "random", halving, timeBudget }: SearchOptions, metric: Metric): void {
  const wrong = (message: string) => new HedgerowError("bad-option", message);
  if (strategy !== "random" && strategy !== "grid")
    throw wrong(`strategy must be "random" or "grid", not ${JSON.stringify(strategy)}`);
  if (!METRICS.includes(metric)) throw wrong(`metric must be one of ${METRICS.join(", ")}, not ${metric}`);
  if (timeBudget !== undefined && !(timeBudget > 0))
    throw wrong(`timeBudget must be above 0 ms, not ${timeBudget}`);
  if (halving === undefined || halving === "none") return;
  const { factor = 3, leastRows = 500 } = halving;
  if (!(factor > 1)) throw wrong(`halving: factor must be above 1, not ${factor}`);
  if (!(leastRows >= 1)) throw wrong(`halving: leastRows must be at least 1, not ${leastRows}`);
}

/** One search on its way. */
class Search {
  readonly #dataset: Dataset;
  readonly #settings: readonly Settings[];
  readonly #base: TrainOptions;
  readonly #metric: Metric;
  readonly #folds: readonly SplitRows[];
  readonly #pool: FoldPool;
  readonly #options: SearchOptions & { seed: number };
  readonly #rungs: readonly Rung[];
  readonly #started = performance.now();

  constructor(
    dataset: Dataset,
    settings: readonly Settings[],
    base: TrainOptions,
    metric: Metric,
    opened: { folds: SplitRows[]; pool: FoldPool },
    options: SearchOptions & { seed: number },
  ) {
    this.#dataset = dataset;
    this.#settings = settings;
    this.#base = base.method === "forest" || base.retrain !== undefined ? base : { ...base, retrain: false };
    this.#metric = metric;
    this.#folds = opened.folds;
    this.#pool = opened.pool;
    this.#options = options;
    const trainRows = Math.min(...opened.folds.map(({ train }) => train.length));
    this.#rungs =
      options.halving === "none"
        ? [{ share: 1, trials: settings.length }]
        : rungsOf(settings.length, trainRows, options.halving ?? {});
  }

  /** Rung after rung; whether all was done. Adds to `trials`. */
  async all(identity: unknown, trials: Trial[]): Promise<boolean> {
    let candidates = this.#settings.map((_, trial) => trial);
    for (const [rung, { share, trials: most }] of this.#rungs.entries()) {
      candidates = candidates.slice(0, most);
      const folds = thinned(this.#folds, this.#dataset.labels, share, this.#options.seed);
      const done = new Set(trials.filter((each) => each.rung === rung).map(({ trial }) => trial));
      const todo = candidates.filter((trial) => !done.has(trial));
      const begun = await this.#inParallel(todo, trials.length === 0, async (trial) => {
        trials.push(await this.#try(trial, rung, share, folds));
        this.#options.onTrial?.({ search: identity, trials: [...trials] });
        this.#options.onProgress?.({
          done: trials.length,
          total: this.#rungs.reduce((sum, each) => sum + each.trials, 0),
          best: rank(trials, this.#metric)[0],
        });
      });
      if (begun < todo.length) return false;
      const here = trials.filter((each) => each.rung === rung);
      candidates = rank(here, this.#metric).map(({ trial }) => trial);
    }
    return true;
  }

  async #try(trial: number, rung: number, share: number, folds: readonly SplitRows[]): Promise<Trial> {
    const settings = this.#settings[trial] as Settings;
    const started = performance.now();
    const found = await crossFit(this.#dataset, { ...this.#base, ...settings }, folds, this.#pool);
    const { mean, standardError } = found.metrics[this.#metric];
    const seconds = (performance.now() - started) / 1000;
    return { trial, rung, share, settings, score: mean, standardError, seconds };
  }

  /** As many at a time as keep all workers busy; how many were begun before it was enough. */
  async #inParallel(
    todo: readonly number[],
    first: boolean,
    work: (trial: number) => Promise<void>,
  ): Promise<number> {
    let next = 0;
    const line = async (): Promise<void> => {
      // Without one trial there is nothing to train.
      while (next < todo.length && ((first && next === 0) || !this.#isEnough()))
        await work(todo[next++] as number);
    };
    const lines = Math.ceil((this.#options.workers ?? 1) / this.#folds.length);
    await Promise.all(Array.from({ length: lines }, line));
    return next;
  }

  #isEnough(): boolean {
    const { timeBudget, enough } = this.#options;
    if (enough?.aborted === true) return true;
    return timeBudget !== undefined && performance.now() - this.#started >= timeBudget;
  }
}

/** The better first; trials on more rows before all on fewer, of equals the earlier. */
function rank(trials: readonly Trial[], metric: Metric): Trial[] {
  const sign = LOWER.has(metric) ? 1 : -1;
  const value = ({ score }: Trial): number => (score === null ? Number.POSITIVE_INFINITY : sign * score);
  return [...trials].sort((a, b) => b.rung - a.rung || value(a) - value(b) || a.trial - b.trial);
}
