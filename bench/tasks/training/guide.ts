// Categories and missing values: incident evidence, the codes of hedgerow's categories given to LightGBM as its native ones.

import { guideData } from "../../data/guide.ts";
import { type Dataset, trainPlainly } from "../../hedgerow.ts";
import { interleave } from "../../measure.ts";
import { peerFit, share } from "../../peers/trainers.ts";
import { type Group, timeGroup } from "../../results.ts";
import { type Context, fromPeer, noteAbsent } from "../context.ts";
import { lossGroup, meanScores, note, type Scored, scoresOf } from "./bout.ts";
import { AS_LIGHTGBM } from "./options.ts";

export async function* guide(context: Context): AsyncGenerator<Group> {
  const id = "train.guide";
  context.say(id);
  const draws = context.quick ? 1 : 4;
  const materials: Material[] = [];
  for (let d = 0; d < draws; d++) materials.push(await material(context, `${id}.${d}`, d));
  const [{ fit, columns, encoding }] = materials as [Material];
  const rounds = context.quick ? 3 : 100;
  const options = { ...AS_LIGHTGBM, rounds };
  const work = `boosting, 3 classes, ${fit.rows.toLocaleString("en")} rows of incident evidence, ${fit.schema.features.length} fields in ${columns} columns, categories and gaps among them`;
  const scored: Scored = new Map();
  const drawOf = (round: number) => materials[round % draws] as Material;
  const ours = async (round: number): Promise<number> => {
    const { fit, held } = drawOf(round);
    const start = performance.now();
    const model = await trainPlainly(fit, options);
    const seconds = (performance.now() - start) / 1000;
    note(scored, "hedgerow", scoresOf(held.labels, model.predictMany(held).probabilities, 3));
    return seconds;
  };
  const theirs = await fromPeer(context, "lightgbm", id, async () => {
    const run = async (round: number): Promise<number> => {
      const { name, held } = drawOf(round);
      const args = { data: name, classes: 3, rounds, leaves: 31, rate: 0.1 };
      const { seconds, probabilities } = await peerFit(context, "lightgbm", args);
      note(scored, "LightGBM", scoresOf(held.labels, probabilities, 3));
      return seconds;
    };
    await run(0);
    scored.clear();
    return { name: "LightGBM", run };
  });
  const contenders = [{ name: "hedgerow", run: ours }, ...(theirs ? [theirs] : [])];
  const effort = { rounds: draws, seconds: context.quick ? 60 : 300 };
  const runs = await interleave(contenders, effort, (name, error) => noteAbsent(context, name, id, error));
  for (const { forget } of materials) await forget();
  const quality = Object.fromEntries([...scored].map(([name, all]) => [name, meanScores(all)] as const));
  const notes = [
    `hedgerow begins with texts, which it encodes (${encoding.toFixed(2)} s), LightGBM with the codes`,
    `each run is on one of ${draws} draws of the data; quality is their mean`,
  ];
  yield timeGroup(id, work, runs, { quality, notes });
  yield lossGroup({ id, work, quality: "logLoss" }, scored);
}

interface Material {
  name: string;
  fit: Dataset;
  held: Dataset;
  columns: number;
  /** Seconds that encoding the training rows takes. */
  encoding: number;
  forget(): Promise<void>;
}

async function material(context: Context, name: string, draw: number): Promise<Material> {
  const { fit, held } = guideData(context.quick ? 2000 : 100_000, context.quick ? 500 : 50_000, draw);
  const start = performance.now();
  const encoder = fit.schema.fit(fit);
  encoder.encodeDataset(fit);
  const encoding = (performance.now() - start) / 1000;
  const forget = await share(context, name, {
    train: encoder.encodeRows(fit) as Float32Array<ArrayBuffer>,
    labels: Uint8Array.from(fit.labels),
    test: encoder.encodeRows(held) as Float32Array<ArrayBuffer>,
    features: encoder.columns.length,
    categories: encoder.columns.flatMap(({ kind }, f) => (kind === "category" ? [f] : [])),
  });
  return { name, fit, held, columns: encoder.columns.length, encoding, forget };
}
