// Part files to files of answers, over workers. Each worker takes the next part when it is done with one, so the slowest part
// holds up nobody. Parts that were answered before, of the same bytes by the same model, are left alone: a run that was
// interrupted goes on where it was. A part that fails does not keep the others from being answered.

import { mkdir } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import { wrap } from "comlink";
import { HedgerowError } from "../error.ts";
import { valueIn } from "../worker/outcome.ts";
import { threadOf, WORKER_OPTIONS } from "../worker/thread.node.ts";
import { fileError } from "./failure.ts";
import { answersName, checkNames, doneBefore, type PartJob, type PartResult, stateOf } from "./part.ts";
import type { PartWorker } from "./part-worker.ts";

export interface PartsReport {
  parts: { part: string; answers: string; rows: number; before: boolean }[];
  rows: number;
  /** Rows that lack each of the model's features. */
  missing: number[];
}

/** Answers all parts with `workers` workers; throws the first failure when all others are done. */
export async function answerParts(
  job: PartJob,
  modelBytes: Uint8Array,
  parts: readonly string[],
  workers: number,
): Promise<PartsReport> {
  checkNames(parts, job.form);
  try {
    await mkdir(job.folder, { recursive: true });
  } catch (error) {
    throw fileError(job.folder, error, "written");
  }
  const results = new Map<string, PartResult & { before: boolean }>();
  const left: { part: string; state: string }[] = [];
  for (const part of parts) {
    const state = await stateOf(job, modelBytes, part);
    const done = await doneBefore(job, part, state);
    if (done === undefined) left.push({ part, state });
    else results.set(part, { ...done, before: true });
  }
  const failures: unknown[] = [];
  const threads = Array.from({ length: Math.min(workers, left.length) }, () =>
    takeParts(job, left, results, failures),
  );
  await Promise.all(threads);
  if (failures.length > 0) throw failureOfAll(failures, results.size);
  return reportOf(job, parts, results);
}

async function takeParts(
  job: PartJob,
  left: { part: string; state: string }[],
  results: Map<string, PartResult & { before: boolean }>,
  failures: unknown[],
): Promise<void> {
  // The same place seen from ts/cli and from dist/cli.
  const file = new URL("../../dist/cli/part-worker.js", import.meta.url);
  const thread = threadOf(new Worker(file, WORKER_OPTIONS));
  const worker = wrap<PartWorker>(thread.endpoint);
  try {
    valueIn(await Promise.race([worker.open(job), thread.ended]));
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const outcome = await Promise.race([worker.answer(next.part, next.state), thread.ended]);
      try {
        results.set(next.part, { ...valueIn(outcome), before: false });
      } catch (error) {
        failures.push(error);
      }
    }
  } catch (error) {
    failures.push(error);
  } finally {
    thread.terminate();
  }
}

function failureOfAll(failures: readonly unknown[], done: number): unknown {
  const [first] = failures;
  if (failures.length === 1 || !(first instanceof HedgerowError)) return first;
  const place = new HedgerowError(first.code, "", first.at).message;
  const sentence = first.message.slice(0, first.message.length - place.length);
  return new HedgerowError(
    first.code,
    `${failures.length} parts failed, ${done} are answered; the first: ${sentence}`,
    first.at,
  );
}

function reportOf(
  { folder, form }: PartJob,
  parts: readonly string[],
  results: ReadonlyMap<string, PartResult & { before: boolean }>,
): PartsReport {
  const missing: number[] = [];
  let rows = 0;
  const told = parts.map((part) => {
    const result = results.get(part) as PartResult & { before: boolean };
    rows += result.rows;
    for (const [i, count] of result.missing.entries()) missing[i] = (missing[i] ?? 0) + count;
    return {
      part,
      answers: `${folder}/${answersName(part, form)}`,
      rows: result.rows,
      before: result.before,
    };
  });
  return { parts: told, rows, missing };
}
