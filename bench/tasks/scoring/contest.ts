// hedgerow's own contenders, and a contest of one of them with peers.

import { batchScorer, rowScorer, smallScorer } from "../../hedgerow.ts";
import { type Contender, interleave, slice, timed } from "../../measure.ts";
import type { Entrant } from "../../peers/scorers.ts";
import { type Group, timeGroup } from "../../results.ts";
import { type Context, noteAbsent, present } from "../context.ts";
import { type ScoredModel, singleRows } from "./models.ts";

/** Calls in one run of a single-row contender: a millisecond or two, which a busy machine now and then leaves undisturbed. */
export const CALLS = 100;
/** The same of hedgerow, whose calls are some ten times as short: with a hundred, half of a run would be bringing its trees back into the cache. */
export const OUR_CALLS = 1000;

export async function* compare(
  context: Context,
  id: string,
  work: string,
  ours: Contender,
  entrants: readonly Entrant[],
): AsyncGenerator<Group> {
  if (!context.wants(id)) return;
  context.say(`${id}: ${work}`);
  const peers = await present(context, id, entrants);
  const many = id.startsWith("score.batch");
  const full = many ? { rounds: 60, seconds: 30 } : { rounds: 600, seconds: 15 };
  const effort = context.quick ? { rounds: 2, seconds: 1 } : full;
  const runs = await interleave([ours, ...peers], effort, (name, error) =>
    noteAbsent(context, name, id, error),
  );
  yield timeGroup(id, work, runs, { asRate: many });
}

/** By the scorer that a model has after some rows, or by one file alone. */
export async function ourRow(scored: ScoredModel, name = "hedgerow", file?: string): Promise<Contender> {
  const score = file === undefined ? await rowScorer(scored.bytes) : smallScorer(scored.bytes, file);
  const rows = singleRows(scored);
  const run = (round: number): number => {
    const now = slice(rows, OUR_CALLS, round);
    return timed(OUR_CALLS, () => {
      for (const row of now) score(row);
    });
  };
  return { name, run };
}

export async function ourBatch(scored: ScoredModel): Promise<Contender> {
  const score = await batchScorer(scored.bytes);
  const count = scored.rows.length / scored.features;
  return { name: "hedgerow", run: () => timed(count, () => score(scored.rows)) };
}
