// Which features the trees lean on. In: checked model bytes. Out: one entry a feature, the most important first.

import type { Encoder } from "../data/encode.ts";
import { HedgerowError } from "../error.ts";
import type { Header } from "./header.ts";
import { FEATURE_MASK, TREE_BYTES } from "./layout.ts";

/** What one feature of the record did in the trees; all its encoded columns together. */
export interface Importance {
  feature: string;
  /** Share of the loss reduction of all splits, 0 to 1; of an isolation forest, which reduces no loss, of the splits. */
  gain: number;
  /** Number of splits. */
  splits: number;
}

/**
 * The trees of the output `beside`, an anomaly output beside those of the classes, do not count.
 * Throws `bad-model` for a model without statistics, as imported ones may be.
 */
export function importance(
  bytes: Uint8Array,
  header: Header,
  encoder: Encoder,
  beside?: number,
): Importance[] {
  if (!header.hasStatistics)
    throw new HedgerowError("bad-model", "the model has no gains to tell importance by");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const items = encoder.features.map((feature) => ({ feature: feature.name, gain: 0, splits: 0 }));
  let total = 0;
  let splits = 0;
  const end = nodesBefore(view, header, beside);
  for (let node = 0; node < end; node++) {
    const column = view.getUint32(header.at.nodes + 16 * node + 4, true) & FEATURE_MASK;
    const gain = view.getFloat32(header.at.gain + 4 * node, true);
    const item = items[encoder.columns[column]?.feature ?? -1];
    if (item === undefined) continue;
    item.gain += gain;
    item.splits++;
    splits++;
    total += gain;
  }
  if (total > 0) for (const item of items) item.gain /= total;
  else if (splits > 0 && header.link === "exp2") for (const item of items) item.gain = item.splits / splits;
  return items.sort((a, b) => b.gain - a.gain || b.splits - a.splits);
}

/** Nodes before those of the first tree that adds to the output `beside`; its trees are the last. */
function nodesBefore(view: DataView, header: Header, beside: number | undefined): number {
  for (let tree = 0; tree < header.trees; tree++) {
    const at = header.at.trees + TREE_BYTES * tree;
    if (view.getUint32(at + 12, true) === beside) return view.getUint32(at + 20, true);
  }
  return header.nodes;
}
