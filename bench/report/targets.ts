// What hedgerow is to reach, row by row, and whether the results say so. A ratio is a peer's time over hedgerow's, the least of many
// interleaved runs of each; a value is hedgerow's own.

import type { Figure, Group, Results, Unit } from "../results.ts";

export interface Target {
  work: string;
  /** The group of results, and whose figure in it counts: a peer's ratio, else hedgerow's value. */
  group: string;
  peer?: string;
  atLeast?: number;
  atMost?: number;
  /** What `atMost` counts. */
  unit?: Unit;
}

export type Verdict = "pass" | "short" | "not measured";

export interface Judged {
  target: Target;
  verdict: Verdict;
  measured?: number;
  figure?: Figure;
  group?: Group;
}

/** A peer's time is at least so many times hedgerow's. */
function faster(work: string, group: string, peer: string, atLeast: number): Target {
  return { work, group, peer, atLeast };
}

/** hedgerow's value is at most this; or that of the peer's line. */
function most(work: string, group: string, unit: Unit, atMost: number, peer?: string): Target {
  return { work, group, unit, atMost, ...(peer && { peer }) };
}

/** A target with categories and missing values may be a fifth lower. */
const GUIDE = 1.2;

export const TARGETS: readonly Target[] = [
  most("one row, 300 trees of depth 6", "score.row.depth6", "time", 2e-6),
  ...["depth6", "leaves31"].flatMap((shape) => {
    const trees = shape === "depth6" ? "300 trees of depth 6" : "300 trees of 31 leaves";
    return [
      faster(`one row, ${trees}`, `score.row.${shape}`, "onnxruntime-node", 20),
      faster(`one row, ${trees}`, `score.row.${shape}`, "ydf-inference, inner calls", 10),
      faster(`one row, ${trees}`, `score.row.${shape}`, "LightGBM, from C", 8),
    ];
  }),
  faster(
    "JSON record to label and probabilities, 3 classes",
    "score.record.classes3",
    "ydf-inference, inner calls",
    8,
  ),
  faster("5,000 rows, 300 trees of depth 6", "score.batch.depth6", "XGBoost in-place", 3),
  faster("5,000 rows, 300 trees of depth 6", "score.batch.depth6", "LightGBM", 15),
  faster("one row, forest of 100 trees of depth 12", "score.row.forest12", "onnxruntime-node", 8),
  faster("5,000 rows, forest of 100 trees of depth 12", "score.batch.forest12", "onnxruntime-node", 5),
  most("one row, forest of 300 trees of depth 10 (a prototype's time)", "score.row.forest10", "time", 7.4e-6),
  most("a row of 5,000, the same forest (a prototype's time)", "score.batch.forest10", "time", 4.6e-6),
  faster("boosting, 200,000 x 30", "train.boosting.200k", "LightGBM", 2),
  faster("boosting, 200,000 x 30", "train.boosting.200k", "XGBoost hist", 2),
  most("AUC lost there, mean of five draws", "train.boosting.200k.quality", "difference", 0.0005, "LightGBM"),
  most(
    "AUC lost there, mean of five draws",
    "train.boosting.200k.quality",
    "difference",
    0.0005,
    "XGBoost hist",
  ),
  faster("forest, 20,000 x 30", "train.forest.20k", "scikit-learn", 15),
  most(
    "accuracy lost there, mean of five seeds",
    "train.forest.20k.quality",
    "difference",
    0.005,
    "scikit-learn",
  ),
  faster("forest, 200,000 x 30", "train.forest.200k", "scikit-learn", 30),
  faster("boosting, 3 classes, 200,000 x 30", "train.classes3.200k", "LightGBM", 1 / 0.6),
  faster("forest, two workers", "train.workers.forest", "one worker", 1.7),
  faster("boosting, two workers", "train.workers.boosting", "one worker", 1.4),
  faster("boosting, 20,000 x 30, its default sizes", "train.npm.ydf-boosting", "ydf-training", 30),
  faster("forest, 20,000 x 30, its default sizes", "train.npm.ydf-forest", "ydf-training", 30),
  most("scorer.wasm, gzipped", "size.scorer.wasm", "bytes", 4000),
  most("scorer-scalar.wasm, gzipped", "size.scorer-scalar.wasm", "bytes", 4000),
  most("core.wasm, gzipped", "size.core.wasm", "bytes", 120_000),
  most("training time over rows, exponent", "train.growth", "exponent", 1.05),
  most("one row's time over trees, exponent", "score.growth", "exponent", 1.05),
  faster("categories and gaps: training", "train.guide", "LightGBM", 2 / GUIDE),
  faster("categories and gaps: one row", "score.row.guide", "LightGBM, from C", 8 / GUIDE),
  faster("categories and gaps: 5,000 rows", "score.batch.guide", "LightGBM", 15 / GUIDE),
  most("WebAssembly memory, boosting, 2,000,000 x 40", "train.memory", "MiB", 400),
  most("XGBoost model of 3,000 trees of depth 8 imported", "bridges.import", "time", 1),
  faster("one row, that model", "bridges.row", "XGBoost in-place", 1),
  most("one text to scores, Atomic Red Team", "text.one.atomic", "time", 1e-3),
  faster("one text to scores, Atomic Red Team", "text.one.atomic", "scikit-learn LinearSVC", 1),
  faster("one text to scores, TRAM", "text.one.tram", "scikit-learn LinearSVC", 1),
  most("edge, in workerd: added by a prediction at the median", "edge.median", "time", 1e-4),
  most("edge, in workerd: added by a prediction at the 99th percentile", "edge.p99", "time", 1e-3),
  most("edge, in workerd: module and model of 300 trees ready", "edge.ready", "time", 5e-3),
  faster("one record over HTTP", "serve.single", "the same server answering a constant", 0.7),
  most("memory gained under load", "serve.memory", "MiB", 16),
  most("scorer.wasm compiled, a model of 300 trees opened, first row", "load.scorer", "time", 1e-3),
];

/** The group of this id, whichever task it is of. */
export function groupOf(results: Results, id: string): Group | undefined {
  for (const task of Object.values(results.tasks)) {
    const group = task.groups.find((one) => one.id === id);
    if (group) return group;
  }
  return undefined;
}

export function judge(results: Results, target: Target): Judged {
  const group = groupOf(results, target.group);
  const figure = target.peer ? group?.figures.find(({ name }) => name === target.peer) : group?.figures[0];
  const measured = target.peer && group?.unit === "time" ? figure?.ratio : figure?.value;
  if (group === undefined || figure === undefined || measured === undefined) {
    return { target, verdict: "not measured" };
  }
  const holds =
    (target.atLeast === undefined || measured >= target.atLeast) &&
    (target.atMost === undefined || measured <= target.atMost);
  return { target, verdict: holds ? "pass" : "short", measured, figure, group };
}
