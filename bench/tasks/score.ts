// Scoring: one row at a time and many at once, the same trees in every library. What missing values, categories and the number of
// trees cost hedgerow is measured beside it.

import { guideData } from "../data/guide.ts";
import { datasetOf, draw } from "../data/numbers.ts";
import { batchScorer, rowScorer, trainPlainly } from "../hedgerow.ts";
import { type Contender, exponent, interleave, timed } from "../measure.ts";
import { MISSING_CODE } from "../models/to-lightgbm.ts";
import { type Entrant, native, onnxBatch, onnxRow, ydfBatch, ydfRecord } from "../peers/scorers.ts";
import { type Group, timeGroup, valueGroup } from "../results.ts";
import { type Context, noteAbsent, present } from "./context.ts";
import {
  opened,
  PeerFiles,
  records,
  type ScoredModel,
  SHAPES,
  type Shape,
  scoredModel,
  singleRows,
} from "./scored-models.ts";

/** Calls in one run of a contender that takes microseconds. */
const CALLS = 2000;

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
    const scored = await scoredModel(SHAPES[name] as Shape, context.quick);
    const files = new PeerFiles(scored);
    const boosted = !name.startsWith("forest");
    const calls = context.quick ? 50 : CALLS / 4;
    const web: Entrant[] = [
      onnxRow("onnxruntime-node", scored, files, calls),
      onnxRow("onnxruntime-web", scored, files, calls),
    ];
    const others: Entrant[] = boosted
      ? [ydfRecord(context, "direct", scored, files, calls), native(context, "lightgbm_row", scored, files)]
      : [];
    const work = WORK[name] as string;
    yield compare(context, `score.row.${name}`, `one row, ${work}`, ourRow(scored), [...web, ...others]);
    if (name === "classes3") yield recordGroup(context, scored, files);
    yield compare(context, `score.batch.${name}`, `5,000 rows, ${work}`, await ourBatch(scored), [
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
  yield* guide(context);
  yield costs(context);
  yield growth(context);
}

async function compare(
  context: Context,
  id: string,
  work: string,
  ours: Contender,
  entrants: readonly Entrant[],
): Promise<Group> {
  context.say(`${id}: ${work}`);
  const peers = await present(context, id, entrants);
  const effort = context.quick ? { rounds: 2, seconds: 1 } : { rounds: 60, seconds: 15 };
  const runs = await interleave([ours, ...peers], effort, (name, error) =>
    noteAbsent(context, name, id, error),
  );
  return timeGroup(id, work, runs, { asRate: id.startsWith("score.batch") });
}

function ourRow(scored: ScoredModel, name = "hedgerow", file?: string): Contender {
  const score = rowScorer(scored.bytes, file);
  const rows = singleRows(scored);
  const run = (): number =>
    timed(CALLS, () => {
      for (let i = 0; i < CALLS; i++) score(rows[i % rows.length] as Float32Array);
    });
  return { name, run };
}

async function ourBatch(scored: ScoredModel): Promise<Contender> {
  const score = await batchScorer(scored.bytes);
  const count = scored.rows.length / scored.features;
  return { name: "hedgerow", run: () => timed(count, () => score(scored.rows)) };
}

/** From a parsed JSON record to label and probabilities. */
function recordGroup(context: Context, scored: ScoredModel, files: PeerFiles): Promise<Group> {
  const { model } = scored;
  const given = records(scored);
  const run = (): number =>
    timed(CALLS, () => {
      for (let i = 0; i < CALLS; i++) model.predict(given[i % given.length] as Record<string, number>);
    });
  const calls = context.quick ? 50 : CALLS / 4;
  return compare(
    context,
    "score.record.classes3",
    `one parsed JSON record to label and probabilities, ${WORK["classes3"]}`,
    { name: "hedgerow", run },
    [
      ydfRecord(context, "direct", scored, files, calls),
      ydfRecord(context, "documented", scored, files, calls),
    ],
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
  yield compare(context, "score.row.guide", `one row, ${work}`, ourRow(scored), [
    native(context, "lightgbm_row", scored, files, change),
  ]);
  yield compare(context, "score.batch.guide", `5,000 rows, ${work}`, await ourBatch(scored), [
    native(context, "lightgbm", scored, files, change),
  ]);
}

/** The same shape of model with and without what the prototypes did not have. */
async function costs(context: Context): Promise<Group> {
  const shape = SHAPES["depth6"] as Shape;
  const plain = await scoredModel(shape, context.quick);
  const gaps = await scoredModel(shape, context.quick, { missing: 0.1 });
  const categories = await scoredModel(shape, context.quick, { categories: 15 });
  const both = await scoredModel(shape, context.quick, { missing: 0.1, categories: 15 });
  context.say("score.costs");
  const effort = context.quick ? { rounds: 2, seconds: 1 } : { rounds: 40, seconds: 8 };
  const runs = await interleave(
    [
      ourRow(plain, "numbers only"),
      ourRow({ ...plain, rows: gaps.rows }, "numbers only, a tenth of the cells missing"),
      ourRow(gaps, "a tenth missing, in training too"),
      ourRow(categories, "half of the columns categories of 40 codes"),
      ourRow(both, "both"),
      ourRow(plain, "numbers only, without SIMD", "scorer-scalar.wasm"),
    ],
    effort,
  );
  const notes = [
    "Sums in a fixed order cannot be switched off in the product, so that their cost is not among these rows.",
  ];
  return timeGroup("score.costs", "what features cost: one row, boosting, 300 trees of depth 6", runs, {
    notes,
  });
}

/** Time of one row against the number of trees. */
async function growth(context: Context): Promise<Group> {
  context.say("score.growth");
  const trees = context.quick ? [5, 10] : [75, 150, 300, 600, 1200];
  const data = datasetOf(draw({ rows: context.quick ? 1000 : 20_000, features: 30, seed: 1 }));
  const { rows } = await scoredModel({ ...(SHAPES["depth6"] as Shape), name: "growth" }, true);
  const contenders: Contender[] = [];
  for (const rounds of trees) {
    const options = { ...(SHAPES["depth6"] as Shape).options, rounds };
    const scored = await opened("growth", await trainPlainly(data, options), rows);
    contenders.push(ourRow(scored, String(rounds)));
  }
  const runs = await interleave(
    contenders,
    context.quick ? { rounds: 2, seconds: 1 } : { rounds: 25, seconds: 8 },
  );
  const least = trees.map((count) => Math.min(...(runs.get(String(count)) as number[])));
  return valueGroup(
    "score.growth",
    `exponent of one row's time over the trees, ${trees[0]} to ${trees.at(-1)}`,
    "exponent",
    { hedgerow: exponent(trees, least) },
    trees.map((count, i) => `${count} trees: ${((least[i] as number) * 1e6).toFixed(2)} us`),
  );
}
