// Node: baselines.wasm is read from dist/wasm.

import { compile } from "./load.node.ts";

export function loadBaselines(): Promise<WebAssembly.Module> {
  return compile("baselines.wasm");
}
