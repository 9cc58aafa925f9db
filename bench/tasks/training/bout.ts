// One bout of trainers: the same rows for all, in turns, each run on the next draw of the data; beside each time stands how good the
// model was on test rows, as the mean over the draws.

import { type Draw, type DrawOptions, datasetOf, draw, rowMajor } from "../../data/numbers.ts";
import { type Dataset, evaluateProbabilities, type TrainOptions, trainPlainly } from "../../hedgerow.ts";
import { type Contender, type Effort, interleave, mean, standardError } from "../../measure.ts";
import { type PeerFit, peerFit, share } from "../../peers/trainers.ts";
import { type Group, timeGroup, valueGroup } from "../../results.ts";
import { type Context, fromPeer, noteAbsent } from "../context.ts";

export interface BoutPeer {
  /** Its package. */
  peer: string;
  name: string;
  kind: "lightgbm" | "xgboost" | "forest";
  args(draw: number): Record<string, unknown>;
}

export interface Bout {
  id: string;
  work: string;
  data: Omit<DrawOptions, "seed">;
  testRows: number;
  draws: number;
  /** hedgerow's options; `seed` is added from the draw. */
  options: TrainOptions;
  peers: readonly BoutPeer[];
  effort: Effort;
  /** What is compared with the peers. */
  quality: Quality;
}

export type Quality = "AUC" | "accuracy" | "logLoss";
type Scores = Record<Quality, number>;

/** Scores of every run, by contender. */
export type Scored = Map<string, Scores[]>;

/** Labels and probabilities to the three scores. */
export function scoresOf(
  labels: Uint8Array | Uint16Array,
  probabilities: Float64Array,
  classes: number,
): Scores {
  const names = Array.from({ length: classes }, (_, c) => String(c));
  const sums = probabilities.map((_, i) => {
    const first = i - (i % classes);
    return probabilities.subarray(first, first + classes).reduce((sum, one) => sum + one, 0);
  });
  const { accuracy, logLoss, rocAuc } = evaluateProbabilities({
    classes: names,
    labels: Uint16Array.from(labels),
    // f32 probabilities of a peer may miss 1 by a little.
    probabilities: probabilities.map((one, i) => one / (sums[i] as number)),
  });
  return { accuracy, logLoss, AUC: rocAuc ?? Number.NaN };
}

interface Material {
  name: string;
  dataset: Dataset;
  test: Draw;
  testSet: Dataset;
}

/** Runs the bout: a group of times, and a group of what was lost in quality against each peer. */
export async function bout(context: Context, plan: Bout): Promise<Group[]> {
  context.say(`${plan.id}: ${plan.work}`);
  const scored: Scored = new Map();
  const materials: (Material & { forget(): Promise<void> })[] = [];
  for (let d = 0; d < plan.draws; d++) materials.push(await material(context, plan, d));
  const ours: Contender = {
    name: "hedgerow",
    run: (round) => hedgerowFit(plan, materials, round % plan.draws, scored),
  };
  const contenders = [ours];
  for (const each of plan.peers) {
    const ready = await fromPeer(context, each.peer, plan.id, async () => {
      if (context.python === undefined) throw new Error("there is no Python");
      return {
        name: each.name,
        run: (round: number) => nativeFit(context, plan, each, materials, round % plan.draws, scored),
      };
    });
    if (ready) contenders.push(ready);
  }
  const runs = await interleave(contenders, plan.effort, (name, error) =>
    noteAbsent(context, name, plan.id, error),
  );
  for (const { forget } of materials) await forget();
  const quality = Object.fromEntries([...scored].map(([name, all]) => [name, meanScores(all)] as const));
  return [timeGroup(plan.id, plan.work, runs, { quality }), lossGroup(plan, scored)];
}

async function material(context: Context, plan: Bout, d: number) {
  const fit = draw({ ...plan.data, seed: 100 + d });
  const test = draw({ ...plan.data, rows: plan.testRows, seed: 200 + d });
  const name = `${plan.id}.${d}`;
  const forget = await share(context, name, {
    train: rowMajor(fit),
    labels: fit.labels,
    test: rowMajor(test),
    features: plan.data.features,
  });
  return { name, dataset: datasetOf(fit), test, testSet: datasetOf(test), forget };
}

async function hedgerowFit(
  plan: Bout,
  materials: readonly Material[],
  d: number,
  scored: Scored,
): Promise<number> {
  const { dataset, test, testSet } = materials[d] as Material;
  const start = performance.now();
  const model = await trainPlainly(dataset, { ...plan.options, seed: d });
  const seconds = (performance.now() - start) / 1000;
  note(scored, "hedgerow", scoresOf(test.labels, model.predictMany(testSet).probabilities, test.classes));
  return seconds;
}

async function nativeFit(
  context: Context,
  { data }: Bout,
  each: BoutPeer,
  materials: readonly Material[],
  d: number,
  scored: Scored,
): Promise<number> {
  const { name, test } = materials[d] as Material;
  const args = { data: name, ...each.args(d) };
  const fit: PeerFit = await peerFit(context, each.kind, args);
  note(scored, each.name, scoresOf(test.labels, fit.probabilities, data.classes ?? 2));
  return fit.seconds;
}

export function note(scored: Scored, name: string, scores: Scores): void {
  const all = scored.get(name) ?? [];
  all.push(scores);
  scored.set(name, all);
}

export function meanScores(all: readonly Scores[]): Record<string, number> {
  return Object.fromEntries(
    (["accuracy", "AUC", "logLoss"] as const).map((key) => [key, mean(all.map((one) => one[key]))]),
  );
}

/** By how much the peer is better, draw by draw; below 0 hedgerow is. */
export function lossGroup(
  { id, work, quality }: Pick<Bout, "id" | "work" | "quality">,
  scored: Scored,
): Group {
  const ours = scored.get("hedgerow") ?? [];
  const values: Record<string, number[]> = {};
  const notes: string[] = [];
  for (const [name, theirs] of scored) {
    if (name === "hedgerow") continue;
    const sign = quality === "logLoss" ? -1 : 1;
    values[name] = theirs.map((one, d) => sign * (one[quality] - (ours[d]?.[quality] as number)));
    notes.push(`standard error against ${name}: ${standardError(values[name]).toPrecision(2)}`);
  }
  return valueGroup(`${id}.quality`, `${quality} lost: ${work}`, "difference", values, notes);
}
