// Browser: baselines.wasm is fetched from beside this file.

import { compile } from "./load.browser.ts";

export function loadBaselines(): Promise<WebAssembly.Module> {
  return compile(new URL("./baselines.wasm", import.meta.url));
}
