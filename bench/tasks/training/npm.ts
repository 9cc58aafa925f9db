// Trainers of the npm registry, each on as much as it can take, and hedgerow on the same.

import { type Draw, datasetOf, draw } from "../../data/numbers.ts";
import { evaluate, type TrainOptions, train } from "../../hedgerow.ts";
import {
  decisionTree,
  mlRandomForest,
  mlXgboost,
  type NpmTrainer,
  ydfTraining,
} from "../../peers/npm-trainers.ts";
import { type Group, timeGroup } from "../../results.ts";
import { type Context, fromPeer } from "../context.ts";
import { FEATURES } from "./options.ts";

export async function* npm(context: Context): AsyncGenerator<Group> {
  const { quick } = context;
  const rounds = quick ? 3 : 100;
  const plain = { learningRate: 0.1, maxDepth: 6, maxLeaves: 0 } as const;
  const ydfBoosting: TrainOptions = {
    ...plain,
    method: "boosting",
    rounds: 300,
    validation: 0.1,
    retrain: false,
  };
  const ydfForest: TrainOptions = { method: "forest", trees: 300, maxDepth: 16, minRowsPerLeaf: 5 };
  const jobs: [peer: string, id: string, work: string, rows: number, TrainOptions, NpmTrainer][] = [
    [
      "ydf-training",
      "ydf-boosting",
      "boosting at ydf-training's default sizes, 20,000 x 30",
      20_000,
      ydfBoosting,
      ydfTraining("GradientBoostedTreesLearner"),
    ],
    [
      "ydf-training",
      "ydf-forest",
      "forest at ydf-training's default sizes, 20,000 x 30",
      20_000,
      ydfForest,
      ydfTraining("RandomForestLearner"),
    ],
    [
      "ml-xgboost",
      "ml-xgboost",
      "boosting, 20,000 x 30, 100 rounds of depth 6",
      20_000,
      { ...plain, method: "boosting", rounds, validation: 0 },
      mlXgboost(rounds),
    ],
    [
      "ml-random-forest",
      "ml-random-forest",
      "forest, 1,000 x 30, 5 trees",
      1000,
      { method: "forest", trees: 5 },
      mlRandomForest(quick ? 1 : 5),
    ],
    [
      "decision-tree",
      "decision-tree",
      "forest, 2,000 x 30, 10 trees",
      2000,
      { method: "forest", trees: 10 },
      decisionTree(quick ? 1 : 10),
    ],
  ];
  for (const [peer, id, work, rows, options, trainer] of jobs) {
    if (!context.wants(`train.npm.${id}`)) continue;
    const fit = draw({ rows: quick ? 300 : rows, features: FEATURES, seed: 1 });
    const test = draw({ rows: quick ? 100 : Math.min(rows, 5000), features: FEATURES, seed: 2 });
    yield npmGroup(context, peer, `train.npm.${id}`, work, { fit, test, options, trainer });
  }
}

interface NpmJob {
  fit: Draw;
  test: Draw;
  options: TrainOptions;
  trainer: NpmTrainer;
}

async function npmGroup(
  context: Context,
  peer: string,
  id: string,
  work: string,
  { fit, test, options, trainer }: NpmJob,
): Promise<Group> {
  context.say(`${id}: ${work}`);
  const [dataset, testSet] = [datasetOf(fit), datasetOf(test)];
  const quality: Record<string, Record<string, number>> = {};
  const ours = async (): Promise<number> => {
    const start = performance.now();
    const model = await train(dataset, { calibrate: "none", ...options });
    const seconds = (performance.now() - start) / 1000;
    quality["hedgerow"] = { accuracy: evaluate(model, testSet).accuracy };
    return seconds;
  };
  const theirs = await fromPeer(context, peer, id, async () => {
    const { seconds, accuracy } = await trainer(fit, test);
    quality[peer] = { accuracy };
    return seconds;
  });
  const before = await ours();
  const again = await ours();
  // The peer runs once, since it takes so long; hedgerow before it is warmed up and after it are both kept.
  const runs = new Map([["hedgerow", [before, again]]]);
  if (theirs !== undefined) runs.set(peer, [theirs]);
  return timeGroup(id, work, runs, { quality });
}
