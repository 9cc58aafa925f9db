// Two workers against one on the same rows, the start of workers included.

import { cpus } from "node:os";
import { datasetOf, draw } from "../../data/numbers.ts";
import { type TrainOptions, trainPlainly } from "../../hedgerow.ts";
import { interleave, timedAsync } from "../../measure.ts";
import { type Group, timeGroup } from "../../results.ts";
import { type Context, noteAbsent } from "../context.ts";
import { AS_LIGHTGBM, FEATURES } from "./options.ts";

export async function* workers(context: Context): AsyncGenerator<Group> {
  if (!["forest", "boosting"].some((name) => context.wants(`train.workers.${name}`))) return;
  const dataset = datasetOf(draw({ rows: context.quick ? 2000 : 200_000, features: FEATURES, seed: 1 }));
  const size = context.quick ? 5 : 100;
  const ways: [string, TrainOptions][] = [
    ["forest", { method: "forest", trees: size, maxDepth: 12, minRowsPerLeaf: 1 }],
    ["boosting", { ...AS_LIGHTGBM, rounds: size }],
  ];
  for (const [name, options] of ways) {
    const id = `train.workers.${name}`;
    if (!context.wants(id)) continue;
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
