// How many instructions the core needs for fixed pieces of work, native, counted by valgrind: the same on a busy machine as on an idle
// one, so that a test can hold them to bench/instructions.json. `node bench/instructions.ts --write` sets those figures anew.

import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { environment, root } from "../build/run.ts";

const WORKS = ["binning", "boosting", "forest", "rows", "batch"] as const;
type Counts = Record<(typeof WORKS)[number], number>;

const BASELINE = resolve(import.meta.dirname, "instructions.json");

export function hasValgrind(): boolean {
  return spawnSync("valgrind", ["--version"]).status === 0;
}

export function baseline(): Counts {
  return JSON.parse(readFileSync(BASELINE, "utf8")) as Counts;
}

/** Counts of each piece of work, what it takes to get ready taken off. */
export function countInstructions(): Counts {
  const build = "build/with-rust cargo build --quiet --release -p hedgerow --example counted".split(" ");
  outputOf(build[0] as string, build.slice(1));
  const counts = WORKS.map((work) => [work, counted(work, 2) - counted(work, 1)]);
  return Object.fromEntries(counts) as Counts;
}

function counted(work: string, times: number): number {
  const program = resolve(root, "target/release/examples/counted");
  const options = ["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"];
  const text = outputOf("valgrind", [...options, program, work, String(times)]);
  const [, digits] = /I\s+refs:\s+([\d,]+)/.exec(text) ?? [];
  if (digits === undefined) throw new Error(`valgrind told no count: ${text}`);
  return Number(digits.replaceAll(",", ""));
}

/** What a command says on standard error. */
function outputOf(command: string, args: readonly string[]): string {
  const { status, stderr, error } = spawnSync(command, args, {
    cwd: root,
    env: environment,
    encoding: "utf8",
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`);
  return stderr;
}

if (import.meta.main) {
  const counts = countInstructions();
  console.log(JSON.stringify(counts, null, 2));
  if (process.argv.includes("--write")) writeFileSync(BASELINE, `${JSON.stringify(counts, null, 2)}\n`);
}
