// How good the answers are with default options on real sets, as the mean of five seeds, beside native libraries at their defaults
// on the same rows. A learner that draws nothing gives the same model for every seed and is trained once.

import { readFileSync, writeFileSync } from "node:fs";
import { isThere, REAL_SETS, type RealSet } from "../data/real.ts";
import { type Dataset, evaluate, evaluateProbabilities, type Method, train } from "../hedgerow.ts";
import { mean } from "../measure.ts";
import { workFile } from "../peers/install.ts";
import type { Figure, Group } from "../results.ts";
import { type Context, fromPeer, needPython } from "./context.ts";

const SEEDS = 5;
/** No further seed of a peer begins after this many seconds of training. */
const PATIENCE = 40;

const NATIVE: readonly [name: string, peer: string, drawsNothing: boolean][] = [
  ["LightGBM", "lightgbm", true],
  ["XGBoost", "xgboost", true],
  ["HistGradientBoosting", "scikit-learn", false],
  ["RandomForest", "scikit-learn", false],
  ["ExtraTrees", "scikit-learn", false],
  ["ydf boosting", "ydf", false],
  ["ydf forest", "ydf", false],
];

interface Scores {
  accuracy: number;
  macroF1: number;
  logLoss: number;
  /** Of one training. */
  seconds: number;
}

export async function* quality(context: Context): AsyncGenerator<Group> {
  const sets = context.quick ? REAL_SETS.filter(({ name }) => name === "guide-actions") : REAL_SETS;
  for (const set of sets) {
    if (!context.wants(`quality.${set.name}`)) continue;
    if (isThere(set)) yield await measured(context, set);
    else context.absent.push(`${set.name}: the data is not there; set HEDGEROW_DATA`);
  }
}

async function measured(context: Context, set: RealSet): Promise<Group> {
  context.say(`quality: ${set.name}`);
  const { train: fit, test } = await set.read();
  const seeds = context.quick ? 1 : SEEDS;
  const figures: Figure[] = [];
  for (const method of ["boosting", "forest"] as const) {
    const all: Scores[] = [];
    for (let seed = 0; seed < seeds; seed++) all.push(await own(method, fit, test, seed));
    figures.push(figureOf(`hedgerow ${method}`, all));
  }
  if (context.python) {
    const file = workFile("table.json");
    writeFileSync(file, JSON.stringify(tableOf(fit, test)));
    await context.python.call("quality.keep", { name: set.name, file });
  }
  for (const [name, peer, drawsNothing] of NATIVE) {
    const all = await fromPeer(context, peer, `${name} on ${set.name}`, () =>
      native(context, set.name, name, test, drawsNothing ? 1 : seeds),
    );
    if (all) figures.push(figureOf(name, all));
  }
  const work = `${set.name}: ${fit.rows.toLocaleString("en")} training rows, ${test.rows.toLocaleString("en")} test rows, ${fit.classes.length} classes`;
  return { id: `quality.${set.name}`, work, unit: "score", figures, notes: [] };
}

async function own(method: Method, fit: Dataset, test: Dataset, seed: number): Promise<Scores> {
  const start = performance.now();
  const model = await train(fit, { method, seed });
  const seconds = (performance.now() - start) / 1000;
  const { accuracy, macroF1, logLoss } = evaluate(model, test);
  return { accuracy, macroF1, logLoss, seconds };
}

async function native(
  context: Context,
  table: string,
  learner: string,
  test: Dataset,
  seeds: number,
): Promise<Scores[]> {
  const out = workFile("probabilities.bin");
  const all: Scores[] = [];
  let spent = 0;
  for (let seed = 0; seed < seeds && spent < PATIENCE; seed++) {
    const seconds = await needPython(context).call<number>("quality.fit", { table, learner, seed, out });
    const probabilities = new Float64Array(new Uint8Array(readFileSync(out)).buffer);
    const { classes, labels } = test;
    const { accuracy, macroF1, logLoss } = evaluateProbabilities({ classes, labels, probabilities });
    all.push({ accuracy, macroF1, logLoss, seconds });
    spent += seconds;
  }
  return all;
}

function figureOf(name: string, all: readonly Scores[]): Figure {
  const of = (key: keyof Scores): number => mean(all.map((one) => one[key]));
  const value = of("accuracy");
  const quality = { macroF1: of("macroF1"), logLoss: of("logLoss"), seconds: of("seconds") };
  return { name, value, median: value, runs: all.length, quality };
}

/** What quality.py reads. */
function tableOf(fit: Dataset, test: Dataset): object {
  const columns = fit.schema.features.map(({ name, kind }) => {
    const number = kind === "number";
    const cells = (dataset: Dataset): (string | number | null)[] =>
      Array.from({ length: dataset.rows }, (_, row) => cellOf(dataset, name, row, number));
    return { name, kind: number ? "number" : "text", train: cells(fit), test: cells(test) };
  });
  return { columns, labels: [...fit.labels], classes: fit.classes.length };
}

function cellOf(dataset: Dataset, name: string, row: number, number: boolean): string | number | null {
  const column = dataset.find(name);
  if (column === undefined) return null;
  if (column.kind === "strings") {
    const text = column.dictionary[column.codes[row] as number];
    return number ? numberOf(text) : (text ?? null);
  }
  const value = column.values[row];
  if (number) return numberOf(value);
  return value === undefined || Number.isNaN(value) ? null : String(value);
}

function numberOf(value: unknown): number | null {
  const number = value === undefined || value === null || value === "" ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : null;
}
