// Other bundlers, other runtimes and linters of packages: package.json beside this file -> .cache/package-tools, installed apart so that
// their programs do not stand among the project's own.

import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { root, run } from "../../build/run.ts";

export const TOOLS: string = resolve(root, ".cache/package-tools");
const FILES = ["package.json", "package-lock.json"];

/** A program of the tools. */
export function tool(name: string): string {
  return resolve(TOOLS, "node_modules", name);
}

/** Installs what is not installed yet. */
export function installTools(): void {
  const hash = createHash("sha256");
  for (const file of FILES) hash.update(readFileSync(resolve(import.meta.dirname, file)));
  const state = hash.digest("hex");
  const note = resolve(TOOLS, "installed");
  if (existsSync(note) && readFileSync(note, "utf8") === state) return;
  rmSync(note, { force: true });
  mkdirSync(TOOLS, { recursive: true });
  for (const file of FILES) copyFileSync(resolve(import.meta.dirname, file), resolve(TOOLS, file));
  run("npm", "ci", "--prefix", TOOLS, "--no-audit", "--no-fund", "--loglevel=error");
  writeFileSync(note, state);
}

if (import.meta.main) installTools();
