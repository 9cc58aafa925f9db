// workerd (Cloudflare Workers): it may not compile bytes at run time; importing the file gives the compiled module.

import blocks from "./blocks.wasm";
import core from "./core.wasm";
import scorer from "./scorer.wasm";

export function loadCore(): Promise<WebAssembly.Module> {
  return Promise.resolve(core);
}

export function loadScorer(): Promise<WebAssembly.Module> {
  return Promise.resolve(scorer);
}

export function loadBlocks(): Promise<WebAssembly.Module> {
  return Promise.resolve(blocks);
}
