// Everywhere else the scorer travels in the script: deflated, in base64, so that nothing is fetched.

import { packed } from "./generated/packed.js";

export async function scorerModule(): Promise<WebAssembly.Module> {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const unpacked = new Response(bytes).body?.pipeThrough(new DecompressionStream("deflate"));
  return WebAssembly.compile(await new Response(unpacked).arrayBuffer());
}
