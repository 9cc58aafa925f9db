// In: bytes. Out: their XXH32 with seed 0, an unsigned 32-bit number.
// Four lanes take every fourth word each; what is left over after the last 16 bytes goes in word by word, byte by byte.

const prime1 = 0x9e3779b1 | 0;
const prime2 = 0x85ebca77 | 0;
const prime3 = 0xc2b2ae3d | 0;
const prime4 = 0x27d4eb2f | 0;
const prime5 = 0x165667b1 | 0;

/** XXH32, seed 0, of bytes that may start at any alignment. */
export function xxh32(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.byteLength;
  let at = 0;
  let hash = prime5;
  if (end >= 16) {
    let a = (prime1 + prime2) | 0;
    let b = prime2;
    let c = 0;
    let d = -prime1 | 0;
    for (; at + 16 <= end; at += 16) {
      a = mixLane(a, view.getInt32(at, true));
      b = mixLane(b, view.getInt32(at + 4, true));
      c = mixLane(c, view.getInt32(at + 8, true));
      d = mixLane(d, view.getInt32(at + 12, true));
    }
    hash = (rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18)) | 0;
  }
  hash = (hash + end) | 0;
  for (; at + 4 <= end; at += 4) {
    const sum = (hash + Math.imul(view.getInt32(at, true), prime3)) | 0;
    hash = Math.imul(rotate(sum, 17), prime4);
  }
  for (; at < end; at++) {
    const sum = (hash + Math.imul(view.getUint8(at), prime5)) | 0;
    hash = Math.imul(rotate(sum, 11), prime1);
  }
  return avalanche(hash);
}

function mixLane(lane: number, word: number): number {
  return Math.imul(rotate((lane + Math.imul(word, prime2)) | 0, 13), prime1);
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function avalanche(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 15), prime2);
  mixed = Math.imul(mixed ^ (mixed >>> 13), prime3);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
