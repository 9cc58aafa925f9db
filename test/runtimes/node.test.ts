// The built package in the Nodes of this machine: the one on PATH outside the checkout, if it is another, and that of package.json.

import { execFileSync } from "node:child_process";
import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { delimiter, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { expected } from "./expected.ts";

const folder = resolve(import.meta.dirname, "../../.cache/runtimes");
const scenario = resolve(folder, "scenario.js");

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(resolve(folder, "package.json"), '{ "type": "module" }\n');
  const source = readFileSync(resolve(import.meta.dirname, "scenario.ts"), "utf8");
  writeFileSync(scenario, stripTypeScriptTypes(source));
});

function systemNode(): string | undefined {
  const folders = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((entry) => !entry.includes("node_modules"));
  return folders.map((entry) => resolve(entry, "node")).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const nodes = new Set([process.execPath, systemNode() ?? process.execPath]);
const versions = [...nodes].map((node) => [
  execFileSync(node, ["--version"], { encoding: "utf8" }).trim(),
  node,
]);

test.each(versions)(
  "Node %s gives the same bits",
  async (_version, node = "") => {
    const script = resolve(import.meta.dirname, "node.js");
    const printed = execFileSync(node, [script, pathToFileURL(scenario).href], { encoding: "utf8" });
    expect(JSON.parse(printed)).toEqual(await expected());
  },
  60_000,
);
