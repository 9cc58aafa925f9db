// workerd (Cloudflare Workers) has no threads, so nobody asks for their module.

import { HedgerowError } from "../error.ts";

export function loadThreads(): Promise<WebAssembly.Module> {
  return Promise.reject(new HedgerowError("internal", "this runtime has no threads"));
}
