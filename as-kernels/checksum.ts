// In: bytes in memory. Out: their XXH32 with seed 0. Four lanes of whole numbers are quicker than one vector of four, whose multiplication
// takes longer. Models are a multiple of 8 long, so the bytes that XXH32 would mix in one by one at the end never exist.

const PRIME1: u32 = 0x9e3779b1;
const PRIME2: u32 = 0x85ebca77;
const PRIME3: u32 = 0xc2b2ae3d;
const PRIME4: u32 = 0x27d4eb2f;
const PRIME5: u32 = 0x165667b1;

/** XXH32 of `length` bytes from `start`, a multiple of 4; never reads past them. */
export function xxh32(start: usize, length: usize): u32 {
  const end = start + length;
  let at = start;
  let hash: u32 = PRIME5;
  if (length >= 16) {
    const last = end - 16;
    let a: u32 = PRIME1 + PRIME2;
    let b: u32 = PRIME2;
    let c: u32 = 0;
    let d: u32 = 0 - PRIME1;
    do {
      a = Lane.mix(a, load<u32>(at));
      b = Lane.mix(b, load<u32>(at, 4));
      c = Lane.mix(c, load<u32>(at, 8));
      d = Lane.mix(d, load<u32>(at, 12));
      at += 16;
    } while (at <= last);
    hash = Lane.turned(a, 1) + Lane.turned(b, 7) + Lane.turned(c, 12) + Lane.turned(d, 18);
  }
  return mixTail(hash + <u32>length, at, end);
}

/** The fewer than 16 bytes that are left, and the final mix. */
function mixTail(hash: u32, start: usize, end: usize): u32 {
  for (let at = start; at < end; at += 4) hash = Lane.turned(hash + load<u32>(at) * PRIME3, 17) * PRIME4;
  hash = (hash ^ (hash >> 15)) * PRIME2;
  hash = (hash ^ (hash >> 13)) * PRIME3;
  return hash ^ (hash >> 16);
}

/** What is written out where it is called: decorators stand on methods only. */
// biome-ignore lint/complexity/noStaticOnlyClass: functions can not be decorated in TypeScript's grammar
class Lane {
  @inline
  static mix(lane: u32, word: u32): u32 {
    return Lane.turned(lane + word * PRIME2, 13) * PRIME1;
  }

  /** Rotated by two shifts: `rotl` is a call in the code of V8's first compiler, which runs while a model is opened. */
  @inline
  static turned(x: u32, by: u32): u32 {
    return (x << by) | (x >> (32 - by));
  }
}
