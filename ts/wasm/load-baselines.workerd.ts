// workerd (Cloudflare Workers): a comparison is no work for a request, so its module is kept out of every Worker's bundle.

import { HedgerowError } from "../error.ts";

export function loadBaselines(): Promise<WebAssembly.Module> {
  return Promise.reject(new HedgerowError("bad-option", "models are not compared in this runtime"));
}
