// Training: the same rows, the same shape of trees, one thread, binning included on every side; the quality beside each time.

import { spawnSync } from "node:child_process";
import { cpus } from "node:os";
import { resolve } from "node:path";
import { guideData } from "../data/guide.ts";
import { type Draw, datasetOf, draw } from "../data/numbers.ts";
import { evaluate, type TrainOptions, train as trainFully, trainPlainly } from "../hedgerow.ts";
import { exponent, interleave, timedAsync } from "../measure.ts";
import {
  decisionTree,
  mlRandomForest,
  mlXgboost,
  type NpmTrainer,
  ydfTraining,
} from "../peers/npm-trainers.ts";
import { peerFit, share } from "../peers/trainers.ts";
import { type Group, timeGroup, valueGroup } from "../results.ts";
import { type Context, fromPeer, noteAbsent } from "./context.ts";
import { type Bout, type BoutPeer, bout, lossGroup, note, type Scored, scoresOf } from "./training-bout.ts";

const FEATURES = 30;

/** What LightGBM's defaults are: all columns at each node, no l2, leaves of 20 rows. */
const AS_LIGHTGBM: TrainOptions = {
  method: "boosting",
  learningRate: 0.1,
  maxLeaves: 31,
  maxDepth: 0,
  minRowsPerLeaf: 20,
  minWeightPerLeaf: 1e-3,
  l2: 0,
  nodeFeatureSubsample: 1,
  bins: 255,
};

function boostingPeers(classes: number, rounds: number): BoutPeer[] {
  const args = () => ({ classes, rounds, leaves: 31, rate: 0.1 });
  return [
    { peer: "lightgbm", name: "LightGBM", kind: "lightgbm", args },
    { peer: "xgboost", name: "XGBoost hist", kind: "xgboost", args },
  ];
}

export async function* train(context: Context): AsyncGenerator<Group> {
  for (const plan of bouts(context.quick)) yield* await bout(context, plan);
  yield* workers(context);
  yield* guide(context);
  yield* ofNpm(context);
  yield rowGrowth(context);
  const memory = memoryGroup(context);
  if (memory) yield memory;
}

function bouts(quick: boolean): Bout[] {
  const rounds = quick ? 5 : 100;
  const rows = (count: number): number => (quick ? 2000 : count);
  const testRows = quick ? 500 : 50_000;
  const draws = quick ? 2 : 5;
  const patient = { rounds: draws, seconds: quick ? 1 : 300 };
  const boosting = (id: string, count: number, classes: number, runs: number): Bout => ({
    id,
    work: `boosting, ${classes === 2 ? "" : `${classes} classes, `}${count.toLocaleString("en")} x ${FEATURES}, 31 leaves, 255 bins, 100 rounds`,
    data: { rows: rows(count), features: FEATURES, classes },
    testRows,
    draws: Math.min(runs, draws),
    options: { ...AS_LIGHTGBM, rounds },
    peers: boostingPeers(classes, rounds),
    effort: { ...patient, rounds: Math.min(runs, draws) },
    quality: classes === 2 ? "AUC" : "logLoss",
  });
  const forest = (id: string, count: number, runs: number): Bout => ({
    id,
    work: `forest, ${count.toLocaleString("en")} x ${FEATURES}, 100 trees of depth 12`,
    data: { rows: rows(count), features: FEATURES },
    testRows,
    draws: Math.min(runs, draws),
    options: { method: "forest", trees: quick ? 5 : 100, maxDepth: 12, minRowsPerLeaf: 1 },
    peers: [
      {
        peer: "scikit-learn",
        name: "scikit-learn",
        kind: "forest",
        args: (seed) => ({ trees: quick ? 5 : 100, depth: 12, seed }),
      },
    ],
    effort: { ...patient, rounds: Math.min(runs, draws) },
    quality: "accuracy",
  });
  return [
    boosting("train.boosting.200k", 200_000, 2, 5),
    boosting("train.boosting.20k", 20_000, 2, 5),
    boosting("train.classes3.200k", 200_000, 3, 2),
    forest("train.forest.20k", 20_000, 5),
    forest("train.forest.200k", 200_000, 1),
  ];
}

/** Two workers against one, their start included. */
async function* workers(context: Context): AsyncGenerator<Group> {
  const dataset = datasetOf(draw({ rows: context.quick ? 2000 : 200_000, features: FEATURES, seed: 1 }));
  const size = context.quick ? 5 : 100;
  const ways: [string, TrainOptions][] = [
    ["forest", { method: "forest", trees: size, maxDepth: 12, minRowsPerLeaf: 1 }],
    ["boosting", { ...AS_LIGHTGBM, rounds: size }],
  ];
  for (const [name, options] of ways) {
    const id = `train.workers.${name}`;
    const work = `${name}, 200,000 x ${FEATURES}, two workers against one, on ${cpus().length} cores`;
    context.say(`${id}: ${work}`);
    const once = (workers: number) => timedAsync(1, () => trainPlainly(dataset, { ...options, workers }));
    try {
      const runs = await interleave(
        [
          { name: "two workers", run: () => once(2) },
          { name: "one worker", run: () => once(1) },
        ],
        context.quick ? { rounds: 1, seconds: 1 } : { rounds: 5, seconds: 90 },
      );
      yield timeGroup(id, work, runs);
    } catch (error) {
      noteAbsent(context, "hedgerow", id, error);
    }
  }
}

/** Categories and missing values: hedgerow's columns, with the codes of categories given to LightGBM as native categories. */
async function* guide(context: Context): AsyncGenerator<Group> {
  const id = "train.guide";
  context.say(id);
  const { fit, held } = guideData(context.quick ? 2000 : 100_000, context.quick ? 500 : 50_000);
  const rounds = context.quick ? 3 : 100;
  const options = { ...AS_LIGHTGBM, rounds };
  const start = performance.now();
  const encoder = fit.schema.fit(fit);
  encoder.encodeDataset(fit);
  const encoding = (performance.now() - start) / 1000;
  const work = `boosting, 3 classes, ${fit.rows.toLocaleString("en")} rows of incident evidence, ${fit.schema.features.length} fields in ${encoder.columns.length} columns, categories and gaps among them`;
  const forget = await share(context, id, {
    train: encoder.encodeRows(fit) as Float32Array<ArrayBuffer>,
    labels: Uint8Array.from(fit.labels),
    test: encoder.encodeRows(held) as Float32Array<ArrayBuffer>,
    features: encoder.columns.length,
    categories: encoder.columns.flatMap(({ kind }, f) => (kind === "category" ? [f] : [])),
  });
  const scored: Scored = new Map();
  const ours = async (): Promise<number> => {
    const start = performance.now();
    const model = await trainPlainly(fit, options);
    const seconds = (performance.now() - start) / 1000;
    note(scored, "hedgerow", scoresOf(held.labels, model.predictMany(held).probabilities, 3));
    return seconds;
  };
  const theirs = await fromPeer(context, "lightgbm", id, async () => {
    const run = async (): Promise<number> => {
      const args = { data: id, classes: 3, rounds, leaves: 31, rate: 0.1 };
      const { seconds, probabilities } = await peerFit(context, "lightgbm", args);
      note(scored, "LightGBM", scoresOf(held.labels, probabilities, 3));
      return seconds;
    };
    await run();
    scored.clear();
    return { name: "LightGBM", run };
  });
  const contenders = [{ name: "hedgerow", run: ours }, ...(theirs ? [theirs] : [])];
  const effort = { rounds: context.quick ? 1 : 3, seconds: 60 };
  const runs = await interleave(contenders, effort, (name, error) => noteAbsent(context, name, id, error));
  await forget();
  const quality = Object.fromEntries([...scored].map(([name, all]) => [name, { ...all[0] }]));
  const notes = [
    `hedgerow begins with texts, which it encodes (${encoding.toFixed(2)} s), LightGBM with the codes`,
  ];
  yield timeGroup(id, work, runs, { quality, notes });
  yield lossGroup({ id, work, quality: "logLoss" }, scored);
}

/** Trainers of the npm registry. Those that cannot take much get little. */
async function* ofNpm(context: Context): AsyncGenerator<Group> {
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
    const model = await trainFully(dataset, { calibrate: "none", ...options });
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

async function rowGrowth(context: Context): Promise<Group> {
  context.say("train.growth");
  const sizes = context.quick ? [1000, 2000] : [20_000, 63_000, 200_000, 632_000, 2_000_000];
  const rounds = context.quick ? 2 : 20;
  const least: number[] = [];
  for (const rows of sizes) {
    const dataset = datasetOf(draw({ rows, features: FEATURES, seed: 1 }));
    const times: number[] = [];
    const start = performance.now();
    for (let run = 0; run < 5 && (run === 0 || performance.now() - start < 10_000); run++) {
      times.push(await timedAsync(1, () => trainPlainly(dataset, { ...AS_LIGHTGBM, rounds })));
    }
    least.push(Math.min(...times));
  }
  const range = `${sizes[0]?.toLocaleString("en")} to ${sizes.at(-1)?.toLocaleString("en")}`;
  return valueGroup(
    "train.growth",
    `exponent of training time over the rows, ${range}, ${rounds} rounds`,
    "exponent",
    { hedgerow: exponent(sizes, least) },
    sizes.map((rows, i) => `${rows.toLocaleString("en")} rows: ${(least[i] as number).toFixed(3)} s`),
  );
}

/** In a process of its own, since WebAssembly memory never shrinks. */
function memoryGroup(context: Context): Group | undefined {
  const rows = context.quick ? 20_000 : 2_000_000;
  context.say("train.memory");
  const script = resolve(import.meta.dirname, "train-memory.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, String(rows)], {
    encoding: "utf8",
  });
  if (status !== 0) {
    const error = stderr.split("\n").find((line) => /Error/.test(line)) ?? `ended with ${status}`;
    noteAbsent(context, "hedgerow", "train.memory", error.trim());
    return undefined;
  }
  const { wasm, seconds, resident } = JSON.parse(stdout) as Record<string, number>;
  return valueGroup(
    "train.memory",
    `MiB of WebAssembly memory to train boosting on ${rows.toLocaleString("en")} x 40`,
    "MiB",
    { hedgerow: (wasm as number) / 2 ** 20 },
    [
      `10 rounds took ${(seconds as number).toFixed(1)} s; the process held ${Math.round((resident as number) / 2 ** 20)} MiB at most, the columns as f64 among them`,
    ],
  );
}
