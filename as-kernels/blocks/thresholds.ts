// The thresholds of each feature, ascending, so that a test is a comparison of bytes. In: the nodes, then numbers of a row. Out: bins.
//
// A bin is 0 for missing, else 1 and how many thresholds the number is above. It is found in two steps, each of which compares with 16
// numbers at once: first with every sixteenth threshold.
//
//   coarse  16 f32 a feature: every sixteenth of its thresholds
//   fine   256 f32 a feature: its thresholds, then infinity, which nothing is above

import * as layout from "../../ts/model/layout";
import { features, nodes, nodesAt } from "../model";

/** Two vectors of bytes hold a row's bins. */
export const MOST_FEATURES: u32 = 32;
/** With missing, 256 bins. */
const MOST_THRESHOLDS: usize = 254;
const COARSE_BYTES: usize = 64;
const FINE_BYTES: usize = 1024;

export const THRESHOLD_BYTES: usize = MOST_FEATURES * (COARSE_BYTES + FINE_BYTES);

let coarseAt: usize = 0;
let fineAt: usize = 0;

/** Gathers the thresholds from `start` on; false where there are too many, or tests of another kind than number and missing. */
export function gather(start: usize): bool {
  coarseAt = start;
  fineAt = start + MOST_FEATURES * COARSE_BYTES;
  const end = start + THRESHOLD_BYTES;
  for (let at = fineAt; at < end; at += 4) store<f32>(at, Infinity);
  const stop = nodesAt + nodes * layout.NODE_BYTES;
  for (let node = nodesAt; node < stop; node += layout.NODE_BYTES) {
    const test = load<u32>(node, 4);
    if ((test & ~(layout.FEATURE_MASK | layout.MISSING_LEFT)) !== 0) return false;
    const threshold = load<f32>(node);
    if (isNaN(threshold)) continue;
    if (!insert(fineAt + (test & layout.FEATURE_MASK) * FINE_BYTES, threshold)) return false;
  }
  for (let i: usize = 0; i < features * 16; i++) {
    store<f32>(coarseAt + i * 4, load<f32>(fineAt + i * 64, 60));
  }
  return true;
}

/** Puts a threshold in its place among the others, unless it is there; false where there is no room. */
function insert(list: usize, threshold: f32): bool {
  // By halves of 256: nothing is above the last, so the place is within the list.
  let at = list;
  for (let half: usize = FINE_BYTES / 2; half >= 4; half >>= 1) {
    if (load<f32>(at + half - 4) < threshold) at += half;
  }
  if (load<f32>(at) === threshold) return true;
  if (load<f32>(list, (MOST_THRESHOLDS - 1) * 4) !== Infinity) return false;
  memory.copy(at + 4, at, list + FINE_BYTES - 4 - at);
  store<f32>(at, threshold);
  return true;
}

/** What is written out where it is called: decorators stand on methods only. */
// biome-ignore lint/complexity/noStaticOnlyClass: functions can not be decorated in TypeScript's grammar
export class Threshold {
  /** How many of the feature's thresholds x is above; of NaN 0. */
  @inline
  static rank(feature: u32, x: f32): u32 {
    const all = f32x4.splat(x);
    const part = Threshold.above(coarseAt + feature * COARSE_BYTES, all);
    return part * 16 + Threshold.above(fineAt + feature * FINE_BYTES + part * 64, all);
  }

  /** How many of 16 numbers x is above. */
  @inline
  static above(at: usize, x: v128): u32 {
    const low = i16x8.narrow_i32x4_s(f32x4.lt(v128.load(at), x), f32x4.lt(v128.load(at, 16), x));
    const high = i16x8.narrow_i32x4_s(f32x4.lt(v128.load(at, 32), x), f32x4.lt(v128.load(at, 48), x));
    return popcnt(i8x16.bitmask(i8x16.narrow_i16x8_s(low, high)));
  }
}
