// What the figures were measured on.

import { cpus, loadavg, release, totalmem } from "node:os";

export function machine(): Record<string, string | number> {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release().split(".").slice(0, 2).join(".")} ${process.arch}`,
  };
}

/** Processes that wanted a core in the last minute, on average. */
export function load(): number {
  return loadavg()[0] ?? 0;
}
