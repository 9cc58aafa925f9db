// Training: the same rows, the same shape of trees, one thread, binning included on every side; the quality beside each time.

import type { Group } from "../results.ts";
import type { Context } from "./context.ts";
import { bout } from "./training/bout.ts";
import { rowGrowth } from "./training/growth.ts";
import { guide } from "./training/guide.ts";
import { memoryGroup } from "./training/memory.ts";
import { npm } from "./training/npm.ts";
import { bouts } from "./training/plans.ts";
import { workers } from "./training/workers.ts";

export async function* train(context: Context): AsyncGenerator<Group> {
  const { quick, wants } = context;
  for (const plan of bouts(quick)) if (wants(plan.id)) yield* await bout(context, plan);
  yield* workers(context);
  if (wants("train.guide")) yield* guide(context);
  yield* npm(context);
  if (wants("train.growth")) yield rowGrowth(context);
  const memory = wants("train.memory") ? memoryGroup(context) : undefined;
  if (memory) yield memory;
}
