// Checks 10 and 11 of the model format: features and their bin edges, cover and gain.
// In: sections that lie within the bytes. Out: a fault number, 0 for none.

import * as fault from "../ts/model/fault-numbers";
import * as layout from "../ts/model/layout";
import { fail } from "./faults";
import { coverAt, edgesAt, features, featuresAt, field, gainAt, model, nodes } from "./model";

export function checkFeatures(): i32 {
  let stop = featuresAt;
  if ((field(layout.AT_FLAGS) & layout.HAS_BINS) !== 0) stop += features * layout.FEATURE_BYTES;
  // At most 16,777,215 x 254: fits.
  let edges: u32 = 0;
  for (let at = featuresAt; at < stop; at += layout.FEATURE_BYTES) {
    const kind = load<u32>(at);
    const entries = load<u32>(at, 4);
    if (kind > 1) return fail(fault.FEATURE_KIND, at - model);
    if (entries > <u32>(kind === 0 ? layout.MOST_EDGES : layout.MOST_CODES)) {
      return fail(fault.FEATURE_COUNT, at + 4 - model);
    }
    if (kind === 0) edges += entries;
  }
  if (edges !== field(layout.AT_EDGES)) return fail(fault.EDGE_SUM, layout.AT_EDGES);
  return checkEdges(stop);
}

function checkEdges(stop: usize): i32 {
  let at = edgesAt;
  for (let feature = featuresAt; feature < stop; feature += layout.FEATURE_BYTES) {
    if (load<u32>(feature) !== 0) continue;
    let before: f32 = -Infinity;
    for (let left = load<u32>(feature, 4); left > 0; left--) {
      const edge = load<f32>(at);
      if (!isFinite(edge) || edge <= before) return fail(fault.BAD_EDGE, at - model);
      before = edge;
      at += 4;
    }
  }
  return 0;
}

export function checkStatistics(): i32 {
  if ((field(layout.AT_FLAGS) & layout.HAS_STATISTICS) === 0) return 0;
  const covers = coverAt + nodes * 8;
  for (let at = pastUsual(coverAt, covers, SIGNS); at < covers; at += 4) {
    const cover = load<f32>(at);
    if (!isFinite(cover) || cover < 0) return fail(fault.BAD_COVER, at - model);
  }
  const gains = gainAt + nodes * 4;
  for (let at = pastUsual(gainAt, gains, 0); at < gains; at += 4) {
    if (!isFinite(load<f32>(at))) return fail(fault.BAD_GAIN, at - model);
  }
  return 0;
}

/** The sign bits of two f32. */
const SIGNS: u64 = 0x8000000080000000;

/**
 * Past the first f32 that need not be looked at one by one: finite, and without these sign bits. As whole numbers, four at a time: what is
 * not finite reaches the sign bit when the exponent's least bit is added.
 */
export function pastUsual(start: usize, stop: usize, signs: u64): usize {
  let at = start;
  if (ASC_SHRINK_LEVEL > 0) return at;
  for (; at + 16 <= stop; at += 16) {
    const a = load<u64>(at);
    const b = load<u64>(at, 8);
    const reached = ((a & ~SIGNS) + 0x0080000000800000) | ((b & ~SIGNS) + 0x0080000000800000);
    if ((reached & SIGNS) | ((a | b) & signs)) break;
  }
  return at;
}
