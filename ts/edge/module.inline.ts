// Everywhere else the scorer travels in the script: deflated, in base64, so that nothing is fetched.

import { bytesOfBase64 } from "../data/base64.ts";
import { packed } from "./generated/packed.js";

export async function scorerModule(): Promise<WebAssembly.Module> {
  const unpacked = new Response(bytesOfBase64(packed)).body?.pipeThrough(new DecompressionStream("deflate"));
  return WebAssembly.compile(await new Response(unpacked).arrayBuffer());
}
