// A feed in, its bytes out, and back. Little-endian:
//
//   0   "HGFEED" and the version, a u16 (1)
//   8   XXH32 of all from byte 12 on
//   12  how many indicators, u32
//   16  which lengths of IPv4 networks there are, bit by bit from 0 to 32 in 8 bytes, then of IPv6 from 0 to 128 in 24
//   48  bytes of the name, u32; the name in UTF-8, filled up with zeros to a multiple of 4
//   then, for all indicators in order of their hash: high halves u32, low halves u32, days since u16, days until u16, confidences u8

import { HedgerowError } from "../error.ts";
import { xxh32 } from "../model/checksum.ts";
import { Feed } from "./feed.ts";

const MAGIC = "HGFEED";
const VERSION = 1;
const HEADER = 52;
const ENTRY = 13;

/** The bytes of a feed, for a file, a key-value entry, or a message. */
export function saveFeed(feed: Feed): Uint8Array {
  const { parts, size } = feed;
  const name = new TextEncoder().encode(parts.name);
  const start = HEADER + padded(name.length);
  const bytes = new Uint8Array(start + ENTRY * size);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < MAGIC.length; i++) bytes[i] = MAGIC.charCodeAt(i);
  view.setUint16(6, VERSION, true);
  view.setUint32(12, size, true);
  for (const bits of parts.lengths[4]) setBit(bytes, 16, bits);
  for (const bits of parts.lengths[6]) setBit(bytes, 24, bits);
  view.setUint32(48, name.length, true);
  bytes.set(name, HEADER);
  for (let i = 0; i < size; i++) {
    view.setUint32(start + 4 * i, parts.high[i] as number, true);
    view.setUint32(start + 4 * (size + i), parts.low[i] as number, true);
    view.setUint16(start + 8 * size + 2 * i, parts.since[i] as number, true);
    view.setUint16(start + 10 * size + 2 * i, parts.until[i] as number, true);
    bytes[start + 12 * size + i] = parts.confidence[i] as number;
  }
  view.setUint32(8, xxh32(bytes.subarray(12)), true);
  return bytes;
}

/** Whether bytes begin as those of a feed do. */
export function isFeed(bytes: Uint8Array): boolean {
  return bytes.length >= 6 && String.fromCharCode(...bytes.subarray(0, 6)) === MAGIC;
}

/** Throws `bad-data` with the byte where they are no feed or are damaged. */
export function loadFeed(bytes: Uint8Array): Feed {
  const wrong = (message: string, offset: number) => new HedgerowError("bad-data", message, { offset });
  if (bytes.length < HEADER || !isFeed(bytes)) throw wrong("These are not the bytes of a feed", 0);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint16(6, true);
  if (version !== VERSION)
    throw wrong(`The feed is of version ${version}; this hedgerow reads ${VERSION}`, 6);
  const [size, nameBytes] = [view.getUint32(12, true), view.getUint32(48, true)];
  const start = HEADER + padded(nameBytes);
  if (bytes.length !== start + ENTRY * size)
    throw wrong(`The feed has ${bytes.length} bytes, and says it has ${start + ENTRY * size}`, 12);
  if (xxh32(bytes.subarray(12)) !== view.getUint32(8, true)) throw wrong("The feed is damaged", 8);
  const each = <T>(read: (i: number) => T): T[] => Array.from({ length: size }, (_, i) => read(i));
  return new Feed({
    name: new TextDecoder().decode(bytes.subarray(HEADER, HEADER + nameBytes)),
    high: Uint32Array.from(each((i) => view.getUint32(start + 4 * i, true))),
    low: Uint32Array.from(each((i) => view.getUint32(start + 4 * (size + i), true))),
    since: Uint16Array.from(each((i) => view.getUint16(start + 8 * size + 2 * i, true))),
    until: Uint16Array.from(each((i) => view.getUint16(start + 10 * size + 2 * i, true))),
    confidence: bytes.slice(start + 12 * size),
    lengths: { 4: bitsOf(bytes, 16, 32), 6: bitsOf(bytes, 24, 128) },
  });
}

function padded(length: number): number {
  return 4 * Math.ceil(length / 4);
}

function setBit(bytes: Uint8Array, from: number, bit: number): void {
  bytes[from + (bit >> 3)] = (bytes[from + (bit >> 3)] as number) | (1 << (bit & 7));
}

/** The bits that are set, the highest first. */
function bitsOf(bytes: Uint8Array, from: number, most: number): number[] {
  const found: number[] = [];
  for (let bit = most; bit > 0; bit--)
    if (((bytes[from + (bit >> 3)] as number) >> (bit & 7)) & 1) found.push(bit);
  return found;
}
