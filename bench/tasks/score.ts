// Scoring: one row at a time and many at once, the same trees in every library.

import { setTimeout } from "node:timers/promises";
import { guideData } from "../data/guide.ts";
import { trainPlainly } from "../hedgerow.ts";
import { slice, timed } from "../measure.ts";
import { MISSING_CODE } from "../models/to-lightgbm.ts";
import { type Entrant, native, onnxBatch, onnxRow, ydfBatch, ydfRecord } from "../peers/scorers.ts";
import type { Group } from "../results.ts";
import type { Context } from "./context.ts";
import { compare, OUR_CALLS, ourBatch, ourRow } from "./scoring/contest.ts";
import { costs, growth } from "./scoring/costs.ts";
import {
  opened,
  PeerFiles,
  records,
  type ScoredModel,
  SHAPES,
  type Shape,
  scoredModel,
} from "./scoring/models.ts";

const WORK: Readonly<Record<string, string>> = {
  depth6: "boosting, 300 trees of depth 6, 30 numbers",
  leaves31: "boosting, 300 trees of 31 leaves, 30 numbers",
  classes3: "boosting, 3 classes, 100 rounds of depth 6, 30 numbers",
  forest12: "forest, 3 classes, 100 trees of depth 12, 30 numbers",
  forest10: "forest, 3 classes, 300 trees of depth 10, 30 numbers",
  guide: "boosting, 3 classes, 100 rounds of 31 leaves, incident evidence with categories and missing values",
};

export async function* score(context: Context): AsyncGenerator<Group> {
  for (const name of ["depth6", "leaves31", "classes3", "forest12", "forest10"]) {
    if (!["row", "record", "batch"].some((way) => context.wants(`score.${way}.${name}`))) continue;
    const scored = await scoredModel(SHAPES[name] as Shape, context.quick);
    const files = new PeerFiles(scored);
    const boosted = !name.startsWith("forest");
    const web: Entrant[] = [
      onnxRow("onnxruntime-node", scored, files),
      onnxRow("onnxruntime-web", scored, files),
    ];
    const others: Entrant[] = boosted
      ? [ydfRecord(context, "direct", scored, files), native(context, "lightgbm_row", scored, files)]
      : [];
    const work = WORK[name] as string;
    yield* compare(context, `score.row.${name}`, `one row, ${work}`, await ourRow(scored), [
      ...web,
      ...others,
    ]);
    if (name === "classes3") yield* recordGroup(context, scored, files);
    yield* compare(context, `score.batch.${name}`, `5,000 rows, ${work}`, await ourBatch(scored), [
      onnxBatch("onnxruntime-node", scored, files),
      onnxBatch("onnxruntime-web", scored, files),
      ...(boosted
        ? [
            ydfBatch(context, scored, files),
            native(context, "xgboost", scored, files),
            native(context, "lightgbm", scored, files),
          ]
        : []),
    ]);
  }
  if (["row", "batch"].some((way) => context.wants(`score.${way}.guide`))) yield* guide(context);
  if (context.wants("score.costs")) yield costs(context);
  if (context.wants("score.growth")) yield growth(context);
}

/** From a parsed JSON record to label and probabilities. */
async function* recordGroup(context: Context, scored: ScoredModel, files: PeerFiles): AsyncGenerator<Group> {
  const { model } = scored;
  const given = records(scored);
  // A model gets its quicker scorer between rows.
  for (const record of given) model.predict(record);
  await setTimeout(100);
  const run = (round: number): number => {
    const now = slice(given, OUR_CALLS, round);
    return timed(OUR_CALLS, () => {
      for (const record of now) model.predict(record);
    });
  };
  yield* compare(
    context,
    "score.record.classes3",
    `one parsed JSON record to label and probabilities, ${WORK["classes3"]}`,
    { name: "hedgerow", run },
    [ydfRecord(context, "direct", scored, files), ydfRecord(context, "documented", scored, files)],
  );
}

async function* guide(context: Context): AsyncGenerator<Group> {
  const { fit, held } = guideData(context.quick ? 1000 : 20_000, context.quick ? 200 : 5000);
  const rounds = context.quick ? 5 : 100;
  const model = await trainPlainly(fit, { method: "boosting", rounds, maxLeaves: 31, maxDepth: 0 });
  const rows = model.encoder.encodeRows(held) as Float32Array<ArrayBuffer>;
  const scored = await opened("guide", model, rows);
  const files = new PeerFiles(scored);
  const categories = new Set(
    model.encoder.columns.flatMap(({ kind }, f) => (kind === "category" ? [f] : [])),
  );
  const change = (value: number, feature: number): number =>
    Number.isNaN(value) && categories.has(feature) ? MISSING_CODE : value;
  const work = WORK["guide"] as string;
  yield* compare(context, "score.row.guide", `one row, ${work}`, await ourRow(scored), [
    native(context, "lightgbm_row", scored, files, change),
  ]);
  yield* compare(context, "score.batch.guide", `5,000 rows, ${work}`, await ourBatch(scored), [
    native(context, "lightgbm", scored, files, change),
  ]);
}
