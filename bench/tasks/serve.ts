// The service under load, on loopback, in processes of their own: the server, the same server answering a constant, and autocannon. In: nothing. Out: time
// of a request over a second of all (its inverse is requests a second), the 99th percentile of latency, memory at the end against the beginning. One
// request that fails fails the task.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { root } from "../../build/run.ts";
import type * as main from "../../ts/index.ts";
import { DIST } from "../hedgerow.ts";
import { type Group, timeGroup, valueGroup } from "../results.ts";
import type { Context } from "./context.ts";

const CONNECTIONS = 1000;
const CONTENDERS = ["hedgerow", "the same server answering a constant"] as const;

interface Load {
  /** Requests a second. */
  rate: number;
  /** Seconds. */
  p99: number;
}

interface Server {
  url: string;
  stop(): void;
}

export async function* serve(context: Context): AsyncGenerator<Group> {
  const { quick } = context;
  const file = resolve(root, ".cache/bench-serve/model.bin");
  mkdirSync(resolve(file, ".."), { recursive: true });
  const records = await prepare(file, quick);
  const bodies = {
    single: ["one record a request", JSON.stringify(records[0])],
    hundred: ["100 records a request", JSON.stringify({ records })],
  } as const;
  const servers = [await start(file), await start(file, "constant")];
  try {
    for (const [name, [work, body]] of Object.entries(bodies)) {
      if (!context.wants(`serve.${name}`)) continue;
      context.say(`serve.${name}`);
      const loads = await inTurns(servers, body, quick ? [1, 1] : [6, 8]);
      const notes = [
        `${CONNECTIONS} connections over loopback, bodies of ${body.length} bytes, no request failed`,
      ];
      const of = (figure: (load: Load) => number) =>
        new Map(CONTENDERS.map((who, i) => [who as string, (loads[i] as Load[]).map(figure)]));
      yield timeGroup(
        `serve.${name}`,
        `${work}, HTTP`,
        of(({ rate }) => 1 / rate),
        { asRate: true, notes },
      );
      yield timeGroup(
        `serve.${name}.p99`,
        `${work}, HTTP, 99th percentile of latency`,
        of(({ p99 }) => p99),
        { notes },
      );
    }
    if (!context.wants("serve.memory")) return;
    context.say("serve.memory");
    yield await memory(servers[0] as Server, bodies.single[1], quick ? 1 : 15);
  } finally {
    for (const { stop } of servers) stop();
  }
}

/** Trains a model of sessions, 300 trees, into a file; 100 records for it. */
async function prepare(file: string, quick: boolean): Promise<Record<string, unknown>[]> {
  const { Dataset, sampleSessions, toRecords, train } = (await import(`${DIST}/index.js`)) as typeof main;
  const { columns, label } = sampleSessions({ rows: quick ? 500 : 5000, seed: 1 });
  const data = Dataset.fromColumns(columns, { label, drop: ["session_id"] });
  writeFileSync(file, (await train(data, { rounds: quick ? 10 : 300, validation: 0 })).save());
  return [...toRecords(sampleSessions({ rows: 100, seed: 2 }))].map(
    ({ session_id: _1, attack_detected: _2, ...record }) => record,
  );
}

/** Each server's loads, taken in turns; the first round warms up. */
async function inTurns(
  servers: readonly Server[],
  body: string,
  [rounds, seconds]: [number, number],
): Promise<Load[][]> {
  const loads: Load[][] = servers.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [i, { url }] of servers.entries()) {
      const load = await cannon(`${url}/predict`, body, seconds);
      if (round > 0 || rounds === 1) (loads[i] as Load[]).push(load);
    }
  return loads;
}

/** Memory over a long run: what the server uses at its end more than after a third, when caches are full. */
async function memory(server: Server, body: string, seconds: number): Promise<Group> {
  const use = async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    return Number(/^process_resident_memory_bytes (\d+)/m.exec(text)?.[1]) / 2 ** 20;
  };
  await cannon(`${server.url}/predict`, body, seconds);
  const before = await use();
  await cannon(`${server.url}/predict`, body, seconds);
  await cannon(`${server.url}/predict`, body, seconds);
  const after = await use();
  const notes = [`${before.toFixed(0)} MiB at the beginning, ${after.toFixed(0)} MiB at the end`];
  return valueGroup(
    "serve.memory",
    `resident memory gained over ${2 * seconds} s of load`,
    "MiB",
    { hedgerow: after - before },
    notes,
  );
}

function start(...words: string[]): Promise<Server> {
  const child = spawn(process.execPath, [resolve(import.meta.dirname, "serve-child.ts"), ...words], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Promise((done, fail) => {
    child.stdout.once("data", (line) =>
      done({ url: `http://127.0.0.1:${String(line).trim()}`, stop: () => child.kill() }),
    );
    child.once("exit", (code) => fail(new Error(`the server ended with ${code}`)));
  });
}

/** One run of autocannon, as a process of its own. */
async function cannon(url: string, body: string, seconds: number): Promise<Load> {
  const words = [
    "-j",
    "-c",
    String(CONNECTIONS),
    "-d",
    String(seconds),
    "-m",
    "POST",
    "-H",
    "content-type=application/json",
    "-b",
    body,
    url,
  ];
  const program = resolve(root, "node_modules/autocannon/autocannon.js");
  const text = await outputOf(
    spawn(process.execPath, [program, ...words], { stdio: ["ignore", "pipe", "ignore"] }),
  );
  const found = JSON.parse(text) as {
    errors: number;
    timeouts: number;
    non2xx: number;
    requests: { average: number };
    latency: { p99: number };
  };
  const failed = found.errors + found.timeouts + found.non2xx;
  if (failed > 0) throw new Error(`${failed} requests failed at ${url}`);
  return { rate: found.requests.average, p99: found.latency.p99 / 1000 };
}

function outputOf(child: ChildProcess): Promise<string> {
  let text = "";
  child.stdout?.on("data", (part) => {
    text += part;
  });
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (code) =>
      code === 0 ? done(text) : fail(new Error(`autocannon ended with ${code}`)),
    );
  });
}
