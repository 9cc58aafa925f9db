// Node: the modules are read from dist/wasm, which lies at the same place seen from ts/wasm and from dist/wasm.

import { readFile } from "node:fs/promises";
import { hasSimd } from "./simd.ts";

export function loadCore(): Promise<WebAssembly.Module> {
  return compile("core.wasm");
}

export function loadScorer(): Promise<WebAssembly.Module> {
  return compile(hasSimd() ? "scorer.wasm" : "scorer-scalar.wasm");
}

export function loadBlocks(): Promise<WebAssembly.Module> {
  return compile("blocks.wasm");
}

export async function compile(file: string): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readFile(new URL(`../../dist/wasm/${file}`, import.meta.url)));
}
