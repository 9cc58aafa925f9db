// The packed package, installed, in every runtime without a bundler: the same vectors to the same bits.

import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Consumer, makeConsumer } from "./consumer.ts";
import { installTools, tool } from "./tools.ts";

let consumer: Consumer;

beforeAll(async () => {
  installTools();
  consumer = await makeConsumer();
}, 600_000);

afterAll(() => consumer?.remove());

test.each<[name: string, version: RegExp, program: () => string, ...words: string[]]>([
  ["Node 20", /^v20\./, () => tool("node20/bin/node")],
  ["Node 22", /^v22\./, () => tool("node22/bin/node")],
  ["Node 24", /^v24\./, () => process.execPath],
  ["Deno", /^deno 2\./, () => tool(".bin/deno"), "run", "--allow-read", "--allow-env", "--no-remote"],
  ["Bun", /^1\./, () => tool(".bin/bun")],
])(
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
