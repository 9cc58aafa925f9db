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
  for (let at = coverAt; at < coverAt + nodes * 8; at += 4) {
    const cover = load<f32>(at);
    if (!isFinite(cover) || cover < 0) return fail(fault.BAD_COVER, at - model);
  }
  for (let at = gainAt; at < gainAt + nodes * 4; at += 4) {
    if (!isFinite(load<f32>(at))) return fail(fault.BAD_GAIN, at - model);
  }
  return 0;
}
