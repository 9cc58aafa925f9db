// A wrangler project -> what it would upload, run by real workerd. In: the project's folder. Out: options for Miniflare, whose bindings a test
// fills in. Nothing is asked of the network.

import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { environment, root } from "../../build/run.ts";

export interface WorkerModules {
  modules: {
    type: "ESModule" | "CompiledWasm" | "Data";
    path: string;
    contents: string | Uint8Array<ArrayBuffer>;
  }[];
  compatibilityDate: string;
}

export function bundleWorker(folder: string): WorkerModules {
  execFileSync(resolve(root, "node_modules/.bin/wrangler"), ["deploy", "--dry-run", "--outdir", "out"], {
    cwd: folder,
    env: {
      ...environment,
      WRANGLER_SEND_METRICS: "false",
      WRANGLER_LOG_PATH: resolve(root, ".cache/wrangler-logs"),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const out = resolve(folder, "out");
  const modules = globSync("*.{js,wasm,bin}", { cwd: out }).map((path) => {
    const contents = readFileSync(resolve(out, path));
    if (path.endsWith(".js")) return { type: "ESModule" as const, path, contents: contents.toString("utf8") };
    const type = path.endsWith(".wasm") ? ("CompiledWasm" as const) : ("Data" as const);
    return { type, path, contents: new Uint8Array(contents) };
  });
  modules.sort((a, b) => Number(b.type === "ESModule") - Number(a.type === "ESModule"));
  return { modules, compatibilityDate: "2026-10-01" };
}
