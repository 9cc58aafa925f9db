// The packed package, installed, in every runtime without a bundler: the same vectors to the same bits, and a service that
// answers the same.

import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as hedgerow from "../../ts/index.ts";
import { serve } from "../../ts/serve/index.ts";
import { makeApp, serveScenario } from "../runtimes/serve-scenario.ts";
import { type Consumer, makeConsumer } from "./consumer.ts";
import { installTools, tool } from "./tools.ts";

let consumer: Consumer;

beforeAll(async () => {
  installTools();
  consumer = await makeConsumer();
}, 600_000);

afterAll(() => consumer?.remove());

type Runtime = [name: string, version: RegExp, program: () => string, ...words: string[]];

const RUNTIMES: readonly Runtime[] = [
  ["Node 20", /^v20\./, () => tool("node20/bin/node")],
  ["Node 22", /^v22\./, () => tool("node22/bin/node")],
  ["Node 24", /^v24\./, () => process.execPath],
  ["Deno", /^deno 2\./, () => tool(".bin/deno"), "run", "--allow-read", "--allow-env", "--no-remote"],
  ["Bun", /^1\./, () => tool(".bin/bun")],
];

test.each(RUNTIMES)(
  "%s",
  (_, version, program, ...words) => {
    const run = (...given: string[]): string =>
      execFileSync(program(), given, {
        cwd: consumer.folder,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
      });
    expect(run("--version")).toMatch(version);
    expect(run(...words, resolve(consumer.folder, "main.mjs")).trimEnd()).toBe(consumer.expected);
  },
  120_000,
);

test.each(RUNTIMES)(
  "%s: the service",
  async (name, _version, program, ...words) => {
    const here = resolve(import.meta.dirname, "../runtimes");
    const source = readFileSync(resolve(here, "serve-scenario.ts"), "utf8");
    writeFileSync(resolve(consumer.folder, "serve-scenario.js"), stripTypeScriptTypes(source));
    copyFileSync(resolve(here, "serve-node.js"), resolve(consumer.folder, "serve-node.js"));
    const app = await makeApp(hedgerow, serve);
    const expected = await serveScenario((request) => app.fetch(request));
    const script = [resolve(consumer.folder, "serve-node.js"), "./serve-scenario.js"];
    // A server on a port is Node's; the others have their own around the same app.
    if (!name.startsWith("Node")) script.push("app");
    const run = execFileSync(program(), [...words, ...script], { cwd: consumer.folder, encoding: "utf8" });
    for (const answers of JSON.parse(run)) expect(answers).toEqual(expected);
  },
  120_000,
);
