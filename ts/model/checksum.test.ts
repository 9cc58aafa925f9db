import { expect, test } from "vitest";
import { xxh32 } from "./checksum.ts";

// Values that xxHash's own tools print for these texts, seed 0.
test.each([
  ["", 0x02cc5d05],
  ["a", 0x550d7456],
  ["abc", 0x32d153ff],
  ["hedgerow", 0x424a777e],
  ["Nobody inspects the spammish repetition", 0xe2293b2f],
  ["abcdefghijklmnopqrstuvwxyz", 0x63a14d5f],
  ["0123456789abcdef", 0xc2c45b69],
  ["0123456789abcdef0123456789abcdef0123456789ABCDEF", 0x91b92658],
])("XXH32 of %j", (text, hash) => {
  expect(xxh32(new TextEncoder().encode(text)).toString(16)).toBe(hash.toString(16));
});

test("bytes at any alignment give the same sum", () => {
  const bytes = Uint8Array.from({ length: 101 }, (_, i) => (i * 37) & 0xff);
  const hash = xxh32(bytes);
  for (let offset = 1; offset < 16; offset++) {
    const moved = new Uint8Array(128).subarray(offset, offset + 101);
    moved.set(bytes);
    expect(xxh32(moved)).toBe(hash);
  }
});
