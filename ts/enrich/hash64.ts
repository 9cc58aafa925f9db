// A key in, 64 bits out: two XXH32 of its UTF-8 bytes, told apart by the byte before them.

import { xxh32 } from "../model/checksum.ts";

const encoder = new TextEncoder();

export function hash64(key: string): [high: number, low: number] {
  const text = encoder.encode(key);
  const bytes = new Uint8Array(text.length + 1);
  bytes.set(text, 1);
  const high = xxh32(bytes);
  bytes[0] = 0xa5;
  return [high, xxh32(bytes)];
}
