// Browser: core-threads.wasm is fetched from beside this file.

import { compile } from "./load.browser.ts";

export function loadThreads(): Promise<WebAssembly.Module> {
  return compile(new URL("./core-threads.wasm", import.meta.url));
}
