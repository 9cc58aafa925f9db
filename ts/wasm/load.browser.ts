// Browser: the modules are fetched from beside this file. Each URL is written out, since a bundler follows only literals.

import { hasSimd } from "./simd.ts";

export function loadCore(): Promise<WebAssembly.Module> {
  return compile(new URL("./core.wasm", import.meta.url));
}

export function loadScorer(): Promise<WebAssembly.Module> {
  return compile(
    hasSimd() ? new URL("./scorer.wasm", import.meta.url) : new URL("./scorer-scalar.wasm", import.meta.url),
  );
}

export function loadBlocks(): Promise<WebAssembly.Module> {
  return compile(new URL("./blocks.wasm", import.meta.url));
}

export async function compile(url: URL): Promise<WebAssembly.Module> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
  // compileStreaming refuses a server's wrong content type; the bytes are good all the same.
  if (response.headers.get("content-type") === "application/wasm")
    return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}
