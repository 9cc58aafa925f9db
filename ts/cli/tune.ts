// `hedgerow tune`: labelled data in, the options that do best there and a model trained with them out. Ctrl-C ends the search,
// not the command: what was best so far is trained. With --state a later call goes on.

import { readFile } from "node:fs/promises";
import type { Metric } from "../evaluate/cross-validate.ts";
import { METRICS } from "../evaluate/cross-validate.ts";
import { defaultSpace } from "../evaluate/default-spaces.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { type SearchOptions, type SearchResult, search } from "../evaluate/search.ts";
import type { SearchSpace } from "../evaluate/search-space.ts";
import type { SearchState } from "../evaluate/search-state.ts";
import { type Arguments, HELP, JSON_OUTPUT, type OptionSpec } from "./arguments.ts";
import type { Command } from "./command.ts";
import { findFiles } from "./data-file.ts";
import { DATA_NOTE, dataOf, LABELLED_OPTIONS } from "./data-options.ts";
import { fileError, isSystemError, UsageError } from "./failure.ts";
import { keeping } from "./feeds.ts";
import { type Io, print } from "./io.ts";
import { checkOutput, writeWhole } from "./output-file.ts";
import { printEvaluation } from "./print-evaluation.ts";
import { warningsOf } from "./print-inference.ts";
import { printWarnings } from "./print-warnings.ts";
import { startProgress } from "./progress.ts";
import { readTraining, TRAINING_DATA_OPTIONS } from "./read-training.ts";
import { TRAIN_OPTIONS, trainOptions } from "./train-options.ts";
import { modelReport, printSaved } from "./train-report.ts";
import { printTrials } from "./trial-table.ts";

/** Options of training that a search has in its own sense. */
const OWN: ReadonlySet<string> = new Set(["workers", "time-budget"]);

export const CROSS_OPTIONS: readonly OptionSpec[] = [
  { name: "folds", value: "K", help: "folds of the cross-validation (default: 5)" },
  {
    name: "fold-by",
    value: "HOW",
    help: "label: classes evenly over the folds (default); group=COL: no group on both sides; time or time=COL: train on what was before",
  },
  {
    name: "workers",
    value: "N",
    help: "fits at the same time, 1 to 64; the result is the same (default: 1)",
  },
];

export const tuneCommand: Command = {
  name: "tune",
  summary: "search for the options that do best in cross-validation",
  usage: "DATA... --label COL [-o MODEL] [options]",
  options: [
    ...TRAINING_DATA_OPTIONS,
    { name: "trials", value: "N", help: "settings to try (default: 30)" },
    { name: "metric", value: "M", help: `what is to be best: ${METRICS.join(", ")} (default: logLoss)` },
    {
      name: "space",
      value: "FILE",
      help: 'JSON: {"maxLeaves": [15, 31], "learningRate": {"low": 0.02, "high": 0.2, "log": true}} (default: the options that matter most)',
    },
    { name: "grid", help: "all combinations of the values of --space instead of settings drawn" },
    { name: "no-halving", help: "every trial on all rows, instead of all on few and the better on more" },
    ...CROSS_OPTIONS,
    { name: "time-budget", value: "S", help: "seconds after which no trial is begun" },
    {
      name: "state",
      value: "FILE",
      help: "keeps the trials done in this file, and goes on from it where it is there",
    },
    ...TRAIN_OPTIONS.filter(({ name }) => !OWN.has(name)),
    ...LABELLED_OPTIONS,
    JSON_OUTPUT,
    HELP,
  ],
  notes: [
    DATA_NOTE,
    "Ctrl-C ends the search: the best setting so far is trained on all rows and saved. A second Ctrl-C ends it all.",
  ],
  examples: [
    "hedgerow tune alerts.csv --label grade --workers 2 -o alerts.bin",
    "hedgerow tune alerts.csv --label grade --method forest --fold-by group=org --state tune.json -o alerts.bin",
  ],
  run,
};

async function run(given: Arguments, io: Io): Promise<void> {
  const names = dataOf(given.operands);
  const [output, stateFile] = [given.text("output"), given.text("state")];
  const base = trainOptions(given, { without: OWN });
  const space = await readSpace(given.text("space"), () => defaultSpace(base.method));
  const files = await findFiles(names);
  for (const file of [output, stateFile]) if (file !== undefined) await checkOutput(file, files);
  const resume = stateFile === undefined ? undefined : await readState(stateFile);
  const { parts, dataset, enricher } = await readTraining(given, names, io);
  const options: SearchOptions = { ...searchOptions(given), ...(resume === undefined ? {} : { resume }) };
  const found = await searchInterruptibly(parts.train, space, base, options, stateFile, io);
  const { best, trials, complete } = found;
  const model = await keeping(found.model, enricher);
  const warnings = warningsOf(dataset);
  const test = parts.test === undefined ? null : evaluate(model, parts.test);
  const written =
    output === undefined ? undefined : await writeWhole(output, (sink) => sink.write(model.save()));
  const metric = given.choice("metric", METRICS) ?? "logLoss";
  if (given.flag("json")) {
    const report = { metric, complete, best, trials, test, model: modelReport(model, written), warnings };
    return print(io.stdout, JSON.stringify(report));
  }
  await printWarnings(warnings, io);
  const { width, colour } = io;
  const lines = [printTrials(found, metric, io)];
  if (test !== null) lines.push(printEvaluation(test, { title: parts.testName, width, colour }));
  lines.push(written === undefined ? "not saved: -o FILE does that" : printSaved(written));
  await print(io.stdout, lines.join("\n\n"));
}

function searchOptions(given: Arguments): SearchOptions {
  const seconds = given.number("time-budget");
  const metric: Metric | undefined = given.choice("metric", METRICS);
  const [trials, seed] = [given.number("trials"), given.number("seed")];
  return {
    ...crossOptions(given),
    ...(metric === undefined ? {} : { metric }),
    ...(trials === undefined ? {} : { trials }),
    ...(seed === undefined ? {} : { seed }),
    ...(given.flag("grid") ? { strategy: "grid" } : {}),
    ...(given.flag("no-halving") ? { halving: "none" } : {}),
    ...(seconds === undefined ? {} : { timeBudget: seconds * 1000 }),
  };
}

/** How to cross-validate, as `CROSS_OPTIONS` say. */
export function crossOptions(
  given: Arguments,
): Pick<SearchOptions, "folds" | "workers" | "by" | "column" | "seed"> {
  const how = given.text("fold-by") ?? "label";
  const [by, ...rest] = how.split("=");
  const column = rest.length === 0 ? undefined : rest.join("=");
  if (by !== "label" && by !== "time" && !(by === "group" && column !== undefined))
    throw new UsageError(`--fold-by is label, group=COL, time or time=COL, not "${how}"`);
  return {
    by,
    column,
    folds: given.number("folds"),
    workers: given.number("workers"),
    seed: given.number("seed"),
  };
}

async function searchInterruptibly(
  dataset: Parameters<typeof search>[0],
  space: SearchSpace,
  base: Parameters<typeof search>[2],
  options: SearchOptions,
  stateFile: string | undefined,
  io: Io,
): Promise<SearchResult> {
  const progress = startProgress({
    title: `tuning ${base?.method ?? "boosting"}`,
    unit: "trials",
    stream: io.progress,
    colour: io.colour,
  });
  const enough = new AbortController();
  const ungentle = io.onInterrupt(() => {
    progress.finish();
    io.progress.write("hedgerow: no more trials; training with the best so far (Ctrl-C again ends it all)\n");
    enough.abort();
  });
  let saving: Promise<unknown> = Promise.resolve();
  const save = (state: SearchState): void => {
    if (stateFile === undefined) return;
    saving = saving.then(() => writeWhole(stateFile, (sink) => sink.write(JSON.stringify(state))));
    saving.catch(() => {});
  };
  try {
    const found = await search(dataset, space, base, {
      ...options,
      enough: enough.signal,
      onTrial: save,
      onProgress: ({ done, total, best }) =>
        progress.update({ done, total, ...(best?.score == null ? {} : { loss: best.score }) }),
    });
    await saving;
    return found;
  } finally {
    ungentle();
    progress.finish();
  }
}

async function readSpace(file: string | undefined, otherwise: () => SearchSpace): Promise<SearchSpace> {
  if (file === undefined) return otherwise();
  return (await readJSON(file)) as SearchSpace;
}

async function readState(file: string): Promise<SearchState | undefined> {
  try {
    return (await readJSON(file)) as SearchState;
  } catch (error) {
    if (isSystemError(error) && error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function readJSON(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (isSystemError(error) && error.code === "ENOENT") throw error;
    throw fileError(file, error, "read");
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${(error as Error).message}`);
  }
}
