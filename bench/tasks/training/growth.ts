// How training time grows with the rows.

import { datasetOf, draw } from "../../data/numbers.ts";
import { trainPlainly } from "../../hedgerow.ts";
import { exponent, timedAsync } from "../../measure.ts";
import { type Group, valueGroup } from "../../results.ts";
import type { Context } from "../context.ts";
import { AS_LIGHTGBM, FEATURES } from "./options.ts";

export async function rowGrowth(context: Context): Promise<Group> {
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
