// In: bytes in memory. Out: their XXH32 with seed 0. The SIMD build keeps the four lanes in one vector.
// Models are a multiple of 8 long, so the bytes that XXH32 would mix in one by one at the end never exist.

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
    if (ASC_FEATURE_SIMD) {
      let lanes = i32x4(PRIME1 + PRIME2, PRIME2, 0, 0 - PRIME1);
      do {
        lanes = i32x4.add(lanes, i32x4.mul(v128.load(at), i32x4.splat(PRIME2)));
        lanes = v128.or(i32x4.shl(lanes, 13), i32x4.shr_u(lanes, 19));
        lanes = i32x4.mul(lanes, i32x4.splat(PRIME1));
        at += 16;
      } while (at <= last);
      hash = gather(
        i32x4.extract_lane(lanes, 0),
        i32x4.extract_lane(lanes, 1),
        i32x4.extract_lane(lanes, 2),
        i32x4.extract_lane(lanes, 3),
      );
    } else {
      let a: u32 = PRIME1 + PRIME2;
      let b: u32 = PRIME2;
      let c: u32 = 0;
      let d: u32 = 0 - PRIME1;
      do {
        a = mixLane(a, load<u32>(at));
        b = mixLane(b, load<u32>(at, 4));
        c = mixLane(c, load<u32>(at, 8));
        d = mixLane(d, load<u32>(at, 12));
        at += 16;
      } while (at <= last);
      hash = gather(a, b, c, d);
    }
  }
  return mixTail(hash + <u32>length, at, end);
}

function mixLane(lane: u32, word: u32): u32 {
  return rotl<u32>(lane + word * PRIME2, 13) * PRIME1;
}

function gather(a: u32, b: u32, c: u32, d: u32): u32 {
  return rotl<u32>(a, 1) + rotl<u32>(b, 7) + rotl<u32>(c, 12) + rotl<u32>(d, 18);
}

/** The fewer than 16 bytes that are left, and the final mix. */
function mixTail(hash: u32, start: usize, end: usize): u32 {
  for (let at = start; at < end; at += 4) hash = rotl<u32>(hash + load<u32>(at) * PRIME3, 17) * PRIME4;
  hash = (hash ^ (hash >> 15)) * PRIME2;
  hash = (hash ^ (hash >> 13)) * PRIME3;
  return hash ^ (hash >> 16);
}
