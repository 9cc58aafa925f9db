// Format, lint and types of all languages. Each check is run, whatever the others say; what one prints is shown if it fails.

import { spawnSync } from "node:child_process";
import { environment, root } from "./run.ts";

/** The crates that are tested as native code, with all that is in them. */
export const NATIVE: readonly string[] = [
  "-p",
  "hedgerow",
  "-p",
  "hedgerow-linfa",
  "--features",
  "hedgerow-linfa/serde",
];

const cargo = "build/with-rust cargo";
const CHECKS: readonly [name: string, command: string][] = [
  ["Biome: format and lint", "biome ci --colors=off --error-on-warnings ."],
  ["cargo fmt", `${cargo} fmt --all --check`],
  ["clippy, native", `${cargo} clippy --quiet ${NATIVE.join(" ")} --all-targets -- -D warnings`],
  [
    "clippy, WebAssembly",
    `${cargo} clippy --quiet -p hedgerow-wasm -p hedgerow-baselines --target wasm32-unknown-unknown -- -D warnings`,
  ],
  ["types", "tsc -p tsconfig.json"],
  ["types of the demo page", "tsc -p demo/tsconfig.json"],
];

/** Runs the checks; how many failed. */
export function check(): number {
  return CHECKS.filter(([name, command]) => !passes(name, command)).length;
}

function passes(name: string, command: string): boolean {
  const [program = "", ...args] = command.split(" ");
  const start = performance.now();
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: root,
    env: environment,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${status === 0 ? "ok  " : "FAIL"} ${name} (${seconds} s)`);
  if (status !== 0) console.log(`${error ?? ""}${stdout}${stderr}\nThis was: ${command}\n`);
  return status === 0;
}

if (import.meta.main) process.exitCode = check() === 0 ? 0 : 1;
