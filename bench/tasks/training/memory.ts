// WebAssembly memory of a large training, in a process of its own, since such memory never shrinks.

import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { type Group, valueGroup } from "../../results.ts";
import { type Context, noteAbsent } from "../context.ts";

export function memoryGroup(context: Context): Group | undefined {
  const rows = context.quick ? 20_000 : 2_000_000;
  context.say("train.memory");
  const script = resolve(import.meta.dirname, "memory-child.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, String(rows)], {
    encoding: "utf8",
  });
  if (status !== 0) {
    const error = stderr.split("\n").find((line) => /Error/.test(line)) ?? `ended with ${status}`;
    noteAbsent(context, "hedgerow", "train.memory", error.trim());
    return undefined;
  }
  const { wasm, seconds, resident } = JSON.parse(stdout) as Record<string, number>;
  return valueGroup(
    "train.memory",
    `MiB of WebAssembly memory to train boosting on ${rows.toLocaleString("en")} x 40`,
    "MiB",
    { hedgerow: (wasm as number) / 2 ** 20 },
    [
      `10 rounds took ${(seconds as number).toFixed(1)} s; the process held ${Math.round((resident as number) / 2 ** 20)} MiB at most, the columns as f64 among them`,
    ],
  );
}
