// Every peer as a contender for one model's rows, singly or all at once. Each is held to hedgerow's margins first, so that what is
// timed is the same trees on the same rows.

import { readFileSync } from "node:fs";
import { columnName } from "../data/numbers.ts";
import { type Contender, slice, timed, timedAsync } from "../measure.ts";
import { type Context, needPython } from "../tasks/context.ts";
import { CALLS } from "../tasks/scoring/contest.ts";
import { type PeerFiles, records, type ScoredModel, singleRows } from "../tasks/scoring/models.ts";
import { type OnnxPackage, onnxScorer } from "./onnxruntime.ts";
import { ydfScorer } from "./ydf.ts";

/** A peer's package and how to get its contender ready. */
export type Entrant = readonly [peer: string, make: () => Promise<Contender>];

/** f32 sums of hundreds of leaves differ from f64 sums by less than this, relative to the largest margin. */
const TOLERANCE = 2e-5;

function checkMargins(name: string, theirs: ArrayLike<number>, ours: Float64Array): void {
  const scale = Math.max(1, ...Array.from(ours.subarray(0, 1000), Math.abs));
  const count = Math.min(theirs.length, ours.length);
  if (count === 0) throw new Error(`${name} gave no margins`);
  for (let i = 0; i < count; i++) {
    const difference = Math.abs((theirs[i] as number) - (ours[i] as number));
    if (difference <= TOLERANCE * scale) continue;
    throw new Error(`not the same model: margin ${i} is ${theirs[i]} where hedgerow has ${ours[i]}`);
  }
}

export function onnxRow(name: OnnxPackage, scored: ScoredModel, files: PeerFiles): Entrant {
  return [
    name,
    async () => {
      const score = await onnxScorer(name, files.onnx(), scored.features);
      checkMargins(name, await score(scored.rows), scored.margins);
      const rows = singleRows(scored);
      const run = (round: number) => {
        const now = slice(rows, CALLS, round);
        return timedAsync(CALLS, async () => {
          for (const row of now) await score(row);
        });
      };
      return { name, run };
    },
  ];
}

export function onnxBatch(name: OnnxPackage, scored: ScoredModel, files: PeerFiles): Entrant {
  return [
    name,
    async () => {
      const score = await onnxScorer(name, files.onnx(), scored.features);
      checkMargins(name, await score(scored.rows), scored.margins);
      const count = scored.rows.length / scored.features;
      return { name, run: () => timedAsync(count, () => score(scored.rows)) };
    },
  ];
}

/** LightGBM or XGBoost in Python; `row` is LightGBM's single-row call from C. */
export function native(
  context: Context,
  kind: "lightgbm" | "lightgbm_row" | "xgboost",
  scored: ScoredModel,
  files: PeerFiles,
  change?: (value: number, feature: number) => number,
): Entrant {
  const peer = kind === "xgboost" ? "xgboost" : "lightgbm";
  const label = { lightgbm: "LightGBM", lightgbm_row: "LightGBM, from C", xgboost: "XGBoost in-place" }[kind];
  return [
    peer,
    async () => {
      const python = needPython(context);
      const name = `${scored.name} ${kind}`;
      const { features, outputs } = scored;
      const model = kind === "xgboost" ? files.xgboost() : files.lightGBM();
      const single = kind === "lightgbm_row" ? { outputs } : {};
      await python.call(`scoring.open_${kind}`, {
        name,
        model,
        rows: files.rows(change),
        features,
        ...single,
      });
      const margins = files.file("margins.bin");
      await python.call(`scoring.run_${kind}`, { name, margins });
      checkMargins(label, new Float64Array(new Uint8Array(readFileSync(margins)).buffer), scored.margins);
      const turn = (round: number) => (kind === "lightgbm_row" ? { calls: CALLS, round } : {});
      const run = (round: number) => python.call<number>(`scoring.run_${kind}`, { name, ...turn(round) });
      return { name: label, run };
    },
  ];
}

async function builtYdf(context: Context, scored: ScoredModel, files: PeerFiles) {
  const columns = Array.from({ length: scored.features }, (_, f) => columnName(f));
  const zipped = files.file("ydf.zip");
  await needPython(context).call("scoring.build_ydf", {
    trees: files.ydfTrees(),
    columns,
    outputs: scored.outputs,
    work: files.file("ydf"),
    zipped,
  });
  return { score: await ydfScorer(zipped), columns };
}

/** ydf-inference on single records: the documented call, and the calls under it. */
export function ydfRecord(
  context: Context,
  way: "documented" | "direct",
  scored: ScoredModel,
  files: PeerFiles,
): Entrant {
  const name = way === "direct" ? "ydf-inference, inner calls" : "ydf-inference";
  return [
    "ydf-inference",
    async () => {
      const { score } = await builtYdf(context, scored, files);
      const given = records(scored);
      const answers = given.flatMap((record) => score[way](record));
      checkMargins(name, answers, probabilities(scored, answers.length / given.length));
      const run = (round: number) => {
        const now = slice(given, CALLS, round);
        return timed(CALLS, () => {
          for (const record of now) score[way](record);
        });
      };
      return { name, run };
    },
  ];
}

export function ydfBatch(context: Context, scored: ScoredModel, files: PeerFiles): Entrant {
  const name = "ydf-inference, inner calls";
  return [
    "ydf-inference",
    async () => {
      const { score, columns } = await builtYdf(context, scored, files);
      const count = scored.rows.length / scored.features;
      const answers = score.batch(scored.rows, columns);
      checkMargins(name, answers, probabilities(scored, answers.length / count));
      return { name, run: () => timed(count, () => score.batch(scored.rows, columns)) };
    },
  ];
}

/** What YDF gives: the second class's probability of two, one a class of more. */
function probabilities({ margins, outputs }: ScoredModel, width: number): Float64Array {
  if (width === 1) return margins.map((margin) => 1 / (1 + Math.exp(-margin)));
  const shares = margins.map(Math.exp);
  return shares.map((share, i) => {
    const first = i - (i % outputs);
    return share / shares.subarray(first, first + outputs).reduce((sum, one) => sum + one, 0);
  });
}
