// Node: core-threads.wasm is read from dist/wasm.

import { compile } from "./load.node.ts";

export function loadThreads(): Promise<WebAssembly.Module> {
  return compile("core-threads.wasm");
}
