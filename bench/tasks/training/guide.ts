// Categories and missing values: incident evidence, the codes of hedgerow's categories given to LightGBM as its native ones.

import { guideData } from "../../data/guide.ts";
import { trainPlainly } from "../../hedgerow.ts";
import { interleave } from "../../measure.ts";
import { peerFit, share } from "../../peers/trainers.ts";
import { type Group, timeGroup } from "../../results.ts";
import { type Context, fromPeer, noteAbsent } from "../context.ts";
import { lossGroup, note, type Scored, scoresOf } from "./bout.ts";
import { AS_LIGHTGBM } from "./options.ts";

export async function* guide(context: Context): AsyncGenerator<Group> {
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
