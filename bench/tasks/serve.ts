// The service under load, on loopback, in processes of their own: the server, the same server answering a constant, and autocannon. In: nothing. Out: time
// of a request over a second of all (its inverse is requests a second), the 99th percentile of latency, memory at the end against that after the
// warm-up. One request that fails, or is never answered, fails the task.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { root } from "../../build/run.ts";
import type * as main from "../../ts/index.ts";
import { DIST } from "../hedgerow.ts";
import { type Group, timeGroup, valueGroup } from "../results.ts";
import type { Context } from "./context.ts";
import type { Memory } from "./serve-child.ts";

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
  /** What the process holds, in MiB: as it stands, and without garbage. */
  memory(): Promise<Memory>;
  stop(): void;
}

export async function* serve(context: Context): AsyncGenerator<Group> {
  const { quick } = context;
  const file = resolve(root, ".cache/bench-serve/model.bin");
  mkdirSync(resolve(file, ".."), { recursive: true });
  const records = await prepare(file, quick);
  const bodies = {
    single: ["one record a request", JSON.stringify(records[0]), 1],
    hundred: ["100 records a request", JSON.stringify({ records }), records.length],
  } as const;
  const servers = [await start(file), await start(file, "constant")];
  try {
    for (const [name, [work, body, size]] of Object.entries(bodies)) {
      if (!context.wants(`serve.${name}`)) continue;
      context.say(`serve.${name}`);
      const loads = await inTurns(servers, body, quick ? [1, 1] : [6, 8]);
      const notes = [
        `${CONNECTIONS} connections over loopback, bodies of ${body.length} bytes, no request failed`,
      ];
      if (size > 1) notes.push(`${recordsASecond(loads[0] as Load[], size)} records a second at the median`);
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
    yield await memoryGained(servers[0] as Server, bodies.single[1], quick ? 1 : 15);
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

function recordsASecond(loads: readonly Load[], size: number): string {
  const rates = loads.map(({ rate }) => rate * size).sort((a, b) => a - b);
  return Math.round(rates[rates.length >> 1] as number).toLocaleString("en");
}

/**
 * Memory over a long run, between the end of a warm-up and the end, when no connection is left. It is what is resident after a whole
 * collection of garbage: as it stands it tells mostly when V8 last cared to collect, tens of MiB either way.
 */
async function memoryGained(server: Server, body: string, seconds: number): Promise<Group> {
  const load = () => cannon(`${server.url}/predict`, body, seconds);
  await load();
  const before = await server.memory();
  await load();
  await load();
  const after = await server.memory();
  const change = (of: keyof Memory) =>
    `${before[of].toFixed(1)} MiB after the warm-up and ${after[of].toFixed(1)} at the end`;
  const notes = [
    `without garbage ${change("kept")}, of which V8's heap ${change("heap")}; with it ${change("resident")}`,
  ];
  return valueGroup(
    "serve.memory",
    `resident memory gained over ${2 * seconds} s of load, without garbage`,
    "MiB",
    { hedgerow: after.kept - before.kept },
    notes,
  );
}

async function start(...words: string[]): Promise<Server> {
  const program = ["--expose-gc", resolve(import.meta.dirname, "serve-child.ts"), ...words];
  const child = spawn(process.execPath, program, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const told = <T>(): Promise<T> =>
    new Promise((done, fail) => {
      child.once("message", (value) => done(value as T));
      child.once("exit", (code) => fail(new Error(`the server ended with ${code}`)));
    });
  const port = await told<number>();
  const memory = () => {
    child.send("memory");
    return told<Memory>();
  };
  return { url: `http://127.0.0.1:${port}`, memory, stop: () => void child.kill() };
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
    requests: { average: number; total: number; sent: number };
    latency: { p99: number };
  };
  const { errors, timeouts, non2xx, requests } = found;
  // autocannon counts a time-out as an error too, and says nothing of a connection that ends without an answer.
  const lost = requests.sent - requests.total - errors - CONNECTIONS;
  if (errors + non2xx > 0 || lost > 0)
    throw new Error(
      `at ${url} ${timeouts} requests timed out, ${errors - timeouts} connections failed, ${non2xx} requests were refused, ${Math.max(0, lost)} had no answer`,
    );
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
