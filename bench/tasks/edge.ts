// hedgerow/edge in real workerd, whose clocks stand still while a request computes. So it is measured from outside: the time of requests that
// predict, less that of requests to the same Worker that do nothing, taken in turns on one connection. Of a quantile this is the difference of
// two that were measured over the same moments, and the median of many such stretches: what else the machine does in some of them, and
// collections of garbage that fall on either kind, say nothing of the others. Models are loaded in a Worker of their own, as each leaves
// megabytes to collect.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { resolve } from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { rolldown } from "rolldown";
import { root } from "../../build/run.ts";
import { quantile } from "../measure.ts";
import { type Group, valueGroup } from "../results.ts";
import type { Context } from "./context.ts";
import { records, SHAPES, type Shape, scoredModel } from "./scoring/models.ts";

const WORK = resolve(root, ".cache/bench-edge");

interface Running {
  /** Seconds from the request to the last byte of its answer. */
  ask(path: string, body: string): Promise<number>;
  stop(): Promise<void>;
}

export async function* edge(context: Context): AsyncGenerator<Group> {
  const scored = await scoredModel(SHAPES["classes3"] as Shape, context.quick);
  const bodies = records(scored, 500).map((record) => JSON.stringify(record));
  const code = await bundled(scored.bytes);
  const effort = context.quick
    ? { stretches: 1, requests: 50, loads: 5, starts: 1 }
    : { stretches: 15, requests: 1000, loads: 200, starts: 15 };

  context.say("edge.predict");
  const warm = await start(code, scored.bytes);
  await inTurns(warm, ["/idle", "/predict"], bodies, effort.requests);
  const stretches: Times[] = [];
  for (let i = 0; i < effort.stretches; i++)
    stretches.push(await inTurns(warm, ["/idle", "/predict"], bodies, effort.requests));
  await warm.stop();
  const work = "a prediction in workerd, JSON parsed and encoded, 300 trees of depth 6";
  for (const [id, words, share] of [
    ["edge.median", "the median", 0.5],
    ["edge.p99", "the 99th percentile", 0.99],
  ] as const) {
    const added = stretches.map((times) => difference(times, "/predict", share));
    const idle = stretches.map((times) => quantile(times["/idle"] as number[], share));
    yield valueGroup(id, `${work}: added at ${words}`, "time", { hedgerow: quantile(added, 0.5) }, [
      `the median of ${effort.stretches} stretches of ${effort.requests} requests of each kind in turns, half of which lie between ${milliseconds(quantile(added, 0.25))} and ${milliseconds(quantile(added, 0.75))}; requests that do nothing take ${milliseconds(quantile(idle, 0.5))} there`,
    ]);
  }

  context.say("edge.load");
  const loading = await start(code, scored.bytes);
  await inTurns(loading, ["/idle", "/load"], bodies, 20);
  const loads = await inTurns(loading, ["/idle", "/load"], bodies, effort.loads);
  await loading.stop();
  yield valueGroup(
    "edge.load",
    "loadScorer in workerd, 300 trees, and a prediction: added at the median",
    "time",
    { hedgerow: difference(loads, "/load", 0.5) },
  );

  context.say("edge.ready");
  yield valueGroup(
    "edge.ready",
    "module and model of 300 trees in a fresh workerd, to the first prediction: added, least of the starts",
    "time",
    {
      hedgerow: await firstAnswer(code, scored.bytes, bodies[0] as string, effort.starts),
    },
  );
}

/** Seconds of the requests to each path. */
type Times = Record<string, number[]>;

/** So many requests to each path, in turns in which every path has each place. */
async function inTurns(
  { ask }: Running,
  paths: readonly string[],
  bodies: readonly string[],
  count: number,
): Promise<Times> {
  const times: Times = Object.fromEntries(paths.map((path) => [path, []]));
  for (let i = 0; i < count; i++) {
    for (const path of i % 2 === 0 ? paths : paths.toReversed())
      (times[path] as number[]).push(await ask(path, bodies[i % bodies.length] as string));
  }
  return times;
}

/** What a path takes more than nothing, quantile by quantile. */
function difference(times: Times, path: string, share: number): number {
  return quantile(times[path] as number[], share) - quantile(times["/idle"] as number[], share);
}

function milliseconds(seconds: number): string {
  return `${(seconds * 1e3).toFixed(3)} ms`;
}

/** What the first prediction of a fresh workerd takes more than a request that does nothing, in the quickest of the starts. */
async function firstAnswer(code: string, model: Uint8Array, body: string, starts: number): Promise<number> {
  const first: Record<string, number[]> = { "/idle": [], "/predict": [] };
  for (let i = 0; i < starts; i++) {
    for (const path of ["/idle", "/predict"]) {
      const fresh = await start(code, model);
      // The connection and the Worker's own start are paid by a request that does nothing.
      await fresh.ask("/idle", "{}");
      (first[path] as number[]).push(await fresh.ask(path, body));
      await fresh.stop();
    }
  }
  return Math.min(...(first["/predict"] as number[])) - Math.min(...(first["/idle"] as number[]));
}

/** The Worker as one script; what it imports from beside it stays beside it. */
async function bundled(model: Uint8Array): Promise<string> {
  mkdirSync(WORK, { recursive: true });
  writeFileSync(resolve(WORK, "model.bin"), model);
  const bundle = await rolldown({
    input: resolve(root, "bench/tasks/edge/worker.js"),
    platform: "neutral",
    external: ["./model.bin", "./scorer.wasm"],
    makeAbsoluteExternalsRelative: false,
  });
  const { output } = await bundle.generate({ format: "es" });
  return output[0].code;
}

async function start(code: string, model: Uint8Array): Promise<Running> {
  const worker = new Miniflare(
    convertV4MiniflareOptions({
      compatibilityDate: "2026-10-01",
      modules: [
        { type: "ESModule", path: "worker.js", contents: code },
        {
          type: "CompiledWasm",
          path: "scorer.wasm",
          contents: new Uint8Array(readFileSync(resolve(root, "dist/edge/scorer.wasm"))),
        },
        { type: "Data", path: "model.bin", contents: new Uint8Array(model) },
      ],
    }),
  );
  const url = await worker.ready;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    ask: (path, body) => asked(new URL(path, url), body, agent),
    async stop() {
      agent.destroy();
      await worker.dispose();
    },
  };
}

function asked(url: URL, body: string, agent: Agent): Promise<number> {
  return new Promise((done, failed) => {
    const begun = performance.now();
    const sent = request(
      url,
      { method: "POST", agent, headers: { "content-length": Buffer.byteLength(body) } },
      (answer) => {
        if (answer.statusCode !== 200) failed(new Error(`${url.pathname} answered ${answer.statusCode}`));
        answer.on("data", () => undefined);
        answer.on("end", () => done((performance.now() - begun) / 1000));
      },
    );
    sent.on("error", failed);
    sent.end(body);
  });
}
