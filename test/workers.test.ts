// Training over workers in this Node: the same bytes for any number, quick aborts in every phase, clear errors when a worker
// ends early, and no worker left behind. The workers themselves run what is in dist/.

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Worker } from "node:worker_threads";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Dataset, evaluate, HedgerowError, type Model, sampleIncidents, train } from "../ts/index.ts";
import type { TrainOptions } from "../ts/model/options.ts";
import * as worker from "../ts/worker/index.ts";

const alive = new Set<Worker>();
let started = 0;
let onStart: (worker: Worker) => void = () => {};

function note(thread: Worker): void {
  started++;
  alive.add(thread);
  thread.once("exit", () => alive.delete(thread));
  onStart(thread);
}

beforeAll(() => process.on("worker", note));
afterAll(() => process.off("worker", note));
beforeEach(() => {
  started = 0;
  onStart = () => {};
});

/** Threads of this process, which are more than the workers it started itself: they may have workers of their own. */
function threads(): number {
  return existsSync("/proc/self/task") ? readdirSync("/proc/self/task").length : 0;
}

async function noneLeft(most = Number.POSITIVE_INFINITY): Promise<void> {
  const start = performance.now();
  const left = (): boolean => alive.size > 0 || threads() > most;
  while (left() && performance.now() - start < 2000) await pause(5);
  expect(alive.size).toBe(0);
  expect(threads()).toBeLessThanOrEqual(most);
}

function incidents(rows: number, classes?: readonly string[]): Dataset {
  const sample = sampleIncidents({ rows, seed: 1 });
  const data = Dataset.fromColumns(sample.columns, { label: sample.label, drop: ["incident_id"] });
  if (classes === undefined) return data;
  const rowsOf = Array.from({ length: rows }, (_, row) => row);
  const kept = rowsOf.filter((row) => classes.includes(data.classes[data.labels[row] as number] as string));
  const columns = Object.fromEntries(
    data.columnNames.map((name) => [name, kept.map((row) => data.record(row)[name])]),
  );
  return Dataset.fromColumns(columns as never, { label: sample.label, drop: ["incident_id"] });
}

const data = incidents(1500);
const forest: TrainOptions = { method: "forest", trees: 23, seed: 5 };

function told(model: Model): unknown {
  return { bytes: Buffer.from(model.save()).toString("base64"), unseen: model.unseen };
}

describe("the same bytes and unseen predictions", () => {
  test.each([2, 4, 30])("with %i workers", async (workers) => {
    for (const dataset of [data, incidents(900, ["TP", "FP"])]) {
      const options: TrainOptions = { ...forest, classWeights: "balanced-subsample", subsample: 0.7 };
      const one = await train(dataset, options);
      started = 0;
      expect(told(await train(dataset, { ...options, workers }))).toEqual(told(one));
      expect(started).toBe(Math.min(workers, 23));
      await noneLeft();
    }
  });

  test.each<TrainOptions>([
    { method: "boosting", rounds: 20 },
    { method: "boosting", rounds: 20, validation: incidents(300) },
    forest,
    { ...forest, workers: 3 },
  ])("from hedgerow/worker, %o", async (options) => {
    const progress: unknown[] = [];
    const here = await train(data, { ...options, onProgress: (each) => progress.push(each) });
    const seen: unknown[] = [];
    const there = await worker.train(data, { ...options, onProgress: (each) => seen.push(each) });
    expect(told(there)).toEqual(told(here));
    expect(seen).toEqual(progress);
    expect(await worker.evaluate(there, data)).toEqual(evaluate(here, data));
    expect(await worker.predictMany(there, data)).toEqual(here.predictMany(data));
    await noneLeft();
  });
});

test("a model to go on from travels to the worker", async () => {
  const from = await worker.train(data, {
    rounds: 5,
    monotone: { previous_alerts: { direction: "increasing", label: "FP" } },
  });
  const there = await worker.train(data, { from, rounds: 4 });
  expect(told(there)).toEqual(told(await train(data, { from, rounds: 4 })));
  expect(there.info.training.options).toMatchObject({ monotone: from.info.training.options["monotone"] });
  const grown = await worker.train(data, { ...forest, from: await train(data, forest), workers: 2 });
  expect(grown.header.trees).toBe(46);
  await expect(worker.train(data, { from, method: "forest" })).rejects.toMatchObject({ code: "bad-option" });
  await noneLeft();
});

test("a time budget keeps the first trees, with the out-of-bag rows of these", async () => {
  const cut = await train(incidents(8000), { ...forest, trees: 5000, workers: 2, timeBudget: 150 });
  expect(cut.info.trees).toBeGreaterThan(1);
  expect(cut.info.trees).toBeLessThan(5000);
  const whole = await train(incidents(8000), { ...forest, trees: cut.info.trees });
  expect(cut.info.training.rounds).toBe(cut.info.trees);
  expect(cut.unseen).toEqual(whole.unseen);
  await noneLeft();
});

const large = incidents(20_000);
const ways: [string, typeof train, TrainOptions][] = [
  ["a forest in two workers", train, { method: "forest", workers: 2, trees: 20 }],
  ["a forest in a worker", worker.train, { method: "forest", trees: 10 }],
  ["a forest in a worker with two workers", worker.train, { method: "forest", workers: 2, trees: 20 }],
  ["boosting in a worker", worker.train, { rounds: 30, patience: 30 }],
  ["boosting in two threads", train, { rounds: 30, patience: 30, workers: 2 }],
  ["boosting in a worker with two threads", worker.train, { rounds: 30, patience: 30, workers: 2 }],
];

describe("boosting in threads gives the bytes, losses and unseen predictions of one", () => {
  const binary = incidents(30_000, ["TP", "FP"]);
  const from = train(binary, { rounds: 4 });
  test.each<[string, Dataset, () => Promise<TrainOptions>]>([
    ["three classes", large, async () => ({ rounds: 5 })],
    [
      "two classes",
      binary,
      async () => ({ rounds: 6, nodeFeatureSubsample: 1, subsample: 0.9, maxLeaves: 31 }),
    ],
    ["validation rows", binary, async () => ({ rounds: 5, validation: incidents(900, ["TP", "FP"]) })],
    ["an earlier model", binary, async () => ({ rounds: 3, from: await from })],
    ["synthetic rows", binary, async () => ({ rounds: 3, balance: { strategy: "smote", ratio: 0.9 } })],
  ])("%s", async (_, dataset, makeOptions) => {
    const options = await makeOptions();
    const losses: unknown[] = [];
    const one = await train(dataset, { ...options, onProgress: (each) => losses.push(each) });
    for (const workers of [2, 3]) {
      started = 0;
      const seen: unknown[] = [];
      const model = await train(dataset, { ...options, workers, onProgress: (each) => seen.push(each) });
      expect(started).toBeGreaterThanOrEqual(workers);
      expect(told(model)).toEqual(told(one));
      expect(seen).toEqual(losses);
      await noneLeft();
    }
  });

  test("few rows start none, and a fault in the data is the same", async () => {
    started = 0;
    expect(told(await train(data, { rounds: 3, workers: 2 }))).toEqual(
      told(await train(data, { rounds: 3 })),
    );
    const endless = Dataset.fromColumns(
      {
        a: Array.from({ length: 20_000 }, (_, i) => i),
        b: Array(20_000).fill("x"),
        c: Array.from({ length: 20_000 }, (_, i) => i % 2),
      },
      { label: "c" },
    );
    expect(started).toBe(0);
    const fault = (workers: number) => train(endless, { workers, bins: 1 }).catch((error) => error.message);
    expect(await fault(2)).toBe(await fault(1));
    await noneLeft();
  });
});

describe.each(ways)("an abort of %s", (_, how, options) => {
  test("rejects within 100 ms in every phase", async () => {
    const start = performance.now();
    await how(large, options);
    const whole = performance.now() - start;
    await noneLeft();
    const before = threads();
    const waits: number[] = [];
    for (const share of [0, 0.03, 0.1, 0.2, 0.5, 0.8, 0.95]) {
      let least = Number.POSITIVE_INFINITY;
      // Other work on the machine may hold up an abort, but not each time.
      for (let attempt = 0; attempt < 4 && least >= 100; attempt++) {
        const controller = new AbortController();
        let given = 0;
        setTimeout(() => {
          given = performance.now();
          controller.abort(new Error("enough"));
        }, share * whole);
        const outcome: unknown = await how(large, { ...options, signal: controller.signal }).catch((e) => e);
        // It may have been quicker this time.
        if (given === 0) continue;
        least = Math.min(least, performance.now() - given);
        expect(outcome).toMatchObject({ code: "aborted", cause: { message: "enough" } });
        await noneLeft(before);
      }
      if (least < Number.POSITIVE_INFINITY) waits.push(least);
    }
    expect(waits.length).toBeGreaterThan(3);
    expect(Math.max(...waits)).toBeLessThan(100);
  }, 60_000);

  test("before the start starts nothing", async () => {
    started = 0;
    const outcome = how(data, { ...options, signal: AbortSignal.abort() });
    await expect(outcome).rejects.toMatchObject({ code: "aborted" });
    expect(started).toBe(0);
  });

  test("a worker that is killed is a clear error", async () => {
    for (const delay of [0, 150]) {
      onStart = (thread) => setTimeout(() => thread.terminate(), delay);
      const outcome: unknown = await how(large, { ...options, trees: undefined, rounds: undefined }).catch(
        (e) => e,
      );
      expect(outcome).toBeInstanceOf(HedgerowError);
      expect(outcome).toMatchObject({ code: "internal" });
      expect((outcome as Error).message).toMatch("a worker ended before its work was done");
      await noneLeft();
    }
  });
});

test("what a listener throws is what training throws", async () => {
  const mine = new TypeError("mine");
  const onProgress = (): void => {
    throw mine;
  };
  await expect(worker.train(data, { onProgress })).rejects.toBe(mine);
  await expect(train(data, { ...forest, workers: 2, onProgress })).rejects.toBe(mine);
  await noneLeft();
});

test("evaluation and predictions can be aborted", async () => {
  const model = await train(data, { rounds: 2 });
  for (const how of [worker.evaluate, worker.predictMany]) {
    const signal = AbortSignal.timeout(10);
    await expect(how(model, large, { signal })).rejects.toMatchObject({ code: "aborted" });
    await expect(how(model, large, { signal })).rejects.toMatchObject({ code: "aborted" });
  }
  await noneLeft();
});

test("errors in a worker arrive with their code", async () => {
  const wrong = worker.train(data, { classWeights: { Nope: 2 } });
  await expect(wrong).rejects.toMatchObject({ name: "HedgerowError", code: "bad-option" });
  await expect(worker.train(data, { rounds: 0 })).rejects.toMatchObject({ code: "bad-option" });
  const model = await train(data, { rounds: 2 });
  const unlabelled = Dataset.fromColumns({ severity: [1, 2] });
  await expect(worker.evaluate(model, unlabelled)).rejects.toMatchObject({ code: "bad-label" });
  const isolation = train(data, { method: "isolation", workers: 2 });
  await expect(isolation).rejects.toMatchObject({ code: "bad-option" });
  await expect(train(data, { ...forest, workers: 65 })).rejects.toMatchObject({ code: "bad-option" });
  await noneLeft();
});

test("a program ends by itself after training, an error and an abort", () => {
  const printed = execFileSync(process.execPath, [resolve(import.meta.dirname, "runtimes/worker-exit.js")], {
    encoding: "utf8",
    timeout: 30_000,
  });
  expect(printed.trim()).toBe("trained, aborted, bad-option");
}, 40_000);
