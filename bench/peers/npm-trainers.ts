// Trainers of the npm registry. In: columns and labels. Out: seconds of the fit, and the share of test rows answered rightly.

import { createRequire } from "node:module";
import { resolve } from "node:path";
import { columnName, type Draw } from "../data/numbers.ts";
import { timed } from "../measure.ts";
import { importPeer, PEERS_FOLDER } from "./install.ts";

export interface NpmFit {
  seconds: number;
  accuracy: number;
}

/** A fit: trains on the first draw and answers the second. */
export type NpmTrainer = (fit: Draw, test: Draw) => Promise<NpmFit>;

interface YdfTraining {
  new (
    label: string,
    task: string,
  ): { train(csv: string): { predict(csv: string): number[]; unload(): void } };
}

/** ydf-training takes CSV and no settings. */
export function ydfTraining(learner: "GradientBoostedTreesLearner" | "RandomForestLearner"): NpmTrainer {
  return async (fit, test) => {
    const start =
      await importPeer<(settings: object) => Promise<Record<string, YdfTraining>>>("ydf-training");
    const Learner = (await start({ print: silent, printErr: silent }))[learner] as YdfTraining;
    const [rows, other] = [toCSV(fit), toCSV(test)];
    let model: ReturnType<InstanceType<YdfTraining>["train"]> | undefined;
    const seconds = quietly(() =>
      timed(1, () => {
        model = new Learner("label", "CLASSIFICATION").train(rows);
      }),
    );
    const answers = model?.predict(other) ?? [];
    model?.unload();
    return { seconds, accuracy: shareRight(test, (row) => ((answers[row] as number) > 0.5 ? 1 : 0)) };
  };
}

function silent(): void {}

/** Some libraries tell their progress on standard output, which is the results' place. */
function quietly<T>(work: () => T): T {
  const { log } = console;
  console.log = silent;
  try {
    return work();
  } finally {
    console.log = log;
  }
}

function toCSV({ columns, labels }: Draw): string {
  const lines = Array.from(labels, (label, row) =>
    [...columns.map((column) => column[row]), `c${label}`].join(","),
  );
  return [[...columns.map((_, f) => columnName(f)), "label"].join(","), ...lines].join("\n");
}

interface MlXgboost {
  new (
    options: Record<string, unknown>,
  ): {
    train(rows: number[][], labels: number[]): void;
    predict(rows: number[][]): number[];
    free(): void;
  };
}

export function mlXgboost(rounds: number): NpmTrainer {
  return async (fit, test) => {
    const XGBoost = (await importPeer<Promise<MlXgboost>>("ml-xgboost")) as unknown as MlXgboost;
    const booster = new XGBoost({
      booster: "gbtree",
      objective: "binary:logistic",
      max_depth: 6,
      eta: 0.1,
      silent: 1,
      iterations: rounds,
    });
    const seconds = timed(1, () => booster.train(rowsOf(fit), [...fit.labels]));
    const answers = booster.predict(rowsOf(test));
    booster.free();
    return { seconds, accuracy: shareRight(test, (row) => ((answers[row] as number) > 0.5 ? 1 : 0)) };
  };
}

interface MlForest {
  RandomForestClassifier: new (
    options: Record<string, unknown>,
  ) => { train(rows: number[][], labels: number[]): void; predict(rows: number[][]): number[] };
}

export function mlRandomForest(trees: number): NpmTrainer {
  return async (fit, test) => {
    const { RandomForestClassifier } = await importPeer<MlForest>("ml-random-forest");
    const forest = new RandomForestClassifier({ nEstimators: trees, seed: 1, maxFeatures: 5, noOOB: true });
    const seconds = timed(1, () => forest.train(rowsOf(fit), [...fit.labels]));
    const answers = forest.predict(rowsOf(test));
    return { seconds, accuracy: shareRight(test, (row) => answers[row] as number) };
  };
}

type Cells = Record<string, string>;

interface DecisionTreeForest {
  new (
    target: string,
    features: string[],
    options: Record<string, unknown>,
  ): { train(rows: Cells[]): void; predict(row: Cells): string };
}

/** decision-tree splits on equal values only: numbers are given as tenths of their range. */
export function decisionTree(trees: number): NpmTrainer {
  return async (fit, test) => {
    const file = createRequire(resolve(PEERS_FOLDER, "package.json")).resolve("decision-tree");
    const { default: Forest } = (await import(resolve(file, "../random-forest.js"))) as {
      default: DecisionTreeForest;
    };
    const names = fit.columns.map((_, f) => columnName(f));
    const forest = new Forest("label", names, { nEstimators: trees, randomState: 1 });
    const seconds = timed(1, () => forest.train(tenths(fit)));
    const answers = tenths(test).map((row) => forest.predict(row));
    return { seconds, accuracy: shareRight(test, (row) => Number(answers[row])) };
  };
}

function tenths({ columns, labels }: Draw): Cells[] {
  return Array.from(labels, (label, row) => {
    const cells = columns.map((column, f) => [
      columnName(f),
      String(Math.round((column[row] as number) * 2)),
    ]);
    return { ...Object.fromEntries(cells), label: String(label) } as Cells;
  });
}

function rowsOf({ columns, labels }: Draw): number[][] {
  return Array.from(labels, (_, row) => columns.map((column) => column[row] as number));
}

function shareRight({ labels }: Draw, answer: (row: number) => number): number {
  return labels.reduce((sum, label, row) => sum + (answer(row) === label ? 1 : 0), 0) / labels.length;
}
