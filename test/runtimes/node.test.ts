// The built package in the Nodes of this machine: the one on PATH outside the checkout, if it is another, and that of package.json.

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { expected, expectedOverWorkers } from "./expected.ts";
import { nodes } from "./nodes.ts";
import type { WorkersOutcome } from "./workers-scenario.ts";

const folder = resolve(import.meta.dirname, "../../.cache/runtimes");
const SCENARIOS = ["scenario", "workers-scenario"] as const;

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(resolve(folder, "package.json"), '{ "type": "module" }\n');
  for (const name of SCENARIOS) {
    const source = readFileSync(resolve(import.meta.dirname, `${name}.ts`), "utf8");
    writeFileSync(resolve(folder, `${name}.js`), stripTypeScriptTypes(source));
  }
});

function run(node: string, scenario: (typeof SCENARIOS)[number]): unknown {
  const script = resolve(import.meta.dirname, "node.js");
  const file = pathToFileURL(resolve(folder, `${scenario}.js`)).href;
  return JSON.parse(execFileSync(node, [script, file], { encoding: "utf8" }));
}

test.each(nodes)(
  "Node %s gives the same bits",
  async (_version, node = "") => {
    expect(run(node, "scenario")).toEqual(await expected());
  },
  60_000,
);

test.each(nodes)(
  "Node %s gives them with any number of workers, and aborts at once",
  async (_version, node = "") => {
    const outcome = run(node, "workers-scenario") as WorkersOutcome;
    expect(outcome).toMatchObject({ bytes: await expectedOverWorkers(), differing: [] });
    expect(outcome.codes).toEqual(["bad-option", ...Array(10).fill("aborted")]);
    expect(outcome.slowestAbort).toBeLessThan(100);
  },
  60_000,
);
