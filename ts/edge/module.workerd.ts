// workerd (Cloudflare Workers): it may not compile bytes at run time; importing the file gives the compiled module.

import module from "./scorer.wasm";

export function scorerModule(): Promise<WebAssembly.Module> {
  return Promise.resolve(module);
}
