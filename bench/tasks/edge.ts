// hedgerow/edge in real workerd, whose clocks stand still while a request computes. So it is measured from outside: the time of requests that
// predict, less that of requests to the same Worker that do nothing, taken in turns on one connection.

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
  const effort = context.quick ? { requests: 50, starts: 1 } : { requests: 4000, starts: 9 };

  context.say("edge.predict");
  const warm = await start(code, scored.bytes);
  const times: Record<string, number[]> = { "/idle": [], "/predict": [], "/load": [] };
  for (let i = -200; i < effort.requests; i++) {
    const body = bodies[(i + 500) % bodies.length] as string;
    // Every path has each place in the turn.
    const paths = i % 2 === 0 ? ["/idle", "/predict"] : ["/predict", "/idle"];
    if (i % 20 === 0) paths.push("/load");
    for (const path of paths) {
      const seconds = await warm.ask(path, body);
      if (i >= 0) (times[path] as number[]).push(seconds);
    }
  }
  await warm.stop();
  const added = (path: string, at: number): number =>
    quantile(times[path] as number[], at) - quantile(times["/idle"] as number[], at);
  const idle = times["/idle"] as number[];
  const notes = [
    `${effort.requests} requests of each kind in turns; those that do nothing take ${(quantile(idle, 0.5) * 1e3).toFixed(3)} ms at the median, ${(quantile(idle, 0.99) * 1e3).toFixed(3)} ms at the 99th percentile`,
  ];
  const work = "a prediction in workerd, JSON parsed and encoded, 300 trees of depth 6";
  yield valueGroup(
    "edge.median",
    `${work}: added at the median`,
    "time",
    { hedgerow: added("/predict", 0.5) },
    notes,
  );
  yield valueGroup(
    "edge.p99",
    `${work}: added at the 99th percentile`,
    "time",
    { hedgerow: added("/predict", 0.99) },
    notes,
  );
  yield valueGroup(
    "edge.load",
    "loadScorer in workerd, 300 trees, and a prediction: added at the median",
    "time",
    {
      hedgerow: added("/load", 0.5),
    },
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
