// What features cost hedgerow: the same shape of model with and without missing values and categories, and with more trees.

import { datasetOf, draw } from "../../data/numbers.ts";
import { trainPlainly } from "../../hedgerow.ts";
import { type Contender, exponent, interleave } from "../../measure.ts";
import { type Group, timeGroup, valueGroup } from "../../results.ts";
import type { Context } from "../context.ts";
import { ourRow } from "./contest.ts";
import { opened, SHAPES, type Shape, scoredModel } from "./models.ts";

/** The same shape of model with and without what the prototypes did not have. */
export async function costs(context: Context): Promise<Group> {
  const shape = SHAPES["depth6"] as Shape;
  const plain = await scoredModel(shape, context.quick);
  const gaps = await scoredModel(shape, context.quick, { missing: 0.1 });
  const categories = await scoredModel(shape, context.quick, { categories: 15 });
  const both = await scoredModel(shape, context.quick, { missing: 0.1, categories: 15 });
  context.say("score.costs");
  const effort = context.quick ? { rounds: 2, seconds: 1 } : { rounds: 600, seconds: 15 };
  const runs = await interleave(
    [
      await ourRow(plain, "numbers only"),
      await ourRow({ ...plain, rows: gaps.rows }, "numbers only, a tenth of the cells missing"),
      await ourRow(gaps, "a tenth missing, in training too"),
      await ourRow(categories, "half of the columns categories of 40 codes"),
      await ourRow(both, "both"),
      await ourRow(plain, "numbers only, by scorer.wasm alone", "scorer.wasm"),
      await ourRow(plain, "numbers only, without SIMD", "scorer-scalar.wasm"),
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
export async function growth(context: Context): Promise<Group> {
  context.say("score.growth");
  const trees = context.quick ? [5, 10] : [75, 150, 300, 600, 1200];
  const data = datasetOf(draw({ rows: context.quick ? 1000 : 20_000, features: 30, seed: 1 }));
  const { rows } = await scoredModel({ ...(SHAPES["depth6"] as Shape), name: "growth" }, true);
  const contenders: Contender[] = [];
  for (const rounds of trees) {
    const options = { ...(SHAPES["depth6"] as Shape).options, rounds };
    const scored = await opened("growth", await trainPlainly(data, options), rows);
    contenders.push(await ourRow(scored, String(rounds)));
  }
  const runs = await interleave(
    contenders,
    context.quick ? { rounds: 2, seconds: 1 } : { rounds: 400, seconds: 15 },
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
