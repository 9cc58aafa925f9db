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
  for (const plan of bouts(context.quick)) yield* await bout(context, plan);
  yield* workers(context);
  yield* guide(context);
  yield* npm(context);
  yield rowGrowth(context);
  const memory = memoryGroup(context);
  if (memory) yield memory;
}
