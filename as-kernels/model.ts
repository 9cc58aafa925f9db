// The opened model: pointers and counts that follow from its header, and the memory around it.
// Before `locate` only `model` and `modelLength` hold; nothing here is checked, that is check*.ts' work.
//
//   __heap_base .. model | bytes as the host wrote them, up to the categories | row, f32 x features | margins, f64 x outputs | engine.ts
//                                                                              ^ workspace: one u32 a node while the depth is checked
//
// What stands behind the categories is checked and not needed after it, so the row and what follows take its place: pages that were
// written once already cost nothing more. All parts start at multiples of 16; memory only grows, and only while a model is opened.

import * as layout from "../ts/model/layout";

/** The model's bytes, and how many the host announced. */
export let model: usize = 0;
export let modelLength: u32 = 0;

export let features: u32 = 0;
export let outputs: u32 = 0;
export let trees: u32 = 0;
export let nodes: u32 = 0;
export let leafValues: u32 = 0;
export let categoryWords: u32 = 0;
export let leavesF64: bool = false;
export let sumF32: bool = false;

export let baseAt: usize = 0;
export let divisorAt: usize = 0;
export let treesAt: usize = 0;
export let nodesAt: usize = 0;
export let leavesAt: usize = 0;
export let categoriesAt: usize = 0;
export let featuresAt: usize = 0;
export let edgesAt: usize = 0;
export let coverAt: usize = 0;
export let gainAt: usize = 0;

export let rowAt: usize = 0;
export let marginsAt: usize = 0;
/** Where the engine may begin. */
export let engineAt: usize = 0;

/** End of the section placed last, from the model's start: u64, as hostile counts overflow 32 bits. */
let end: u64 = 0;

/** Makes room for a model's bytes; gives their place, or 0 if there is no memory. Closes the model before it. */
export function reserveModel(byteLength: u32): usize {
  close();
  modelLength = 0;
  model = (__heap_base + 15) & ~15;
  if (!growTo(<u64>model + byteLength)) return 0;
  modelLength = byteLength;
  return model;
}

/** Without a model, so that a `score` after a failed `open` does nothing. */
export function close(): void {
  features = 0;
  outputs = 0;
  trees = 0;
}

/** Takes the counts from the header and places the sections; gives the length that follows, exactly. */
export function locate(): u64 {
  const flags = field(layout.AT_FLAGS);
  features = field(layout.AT_FEATURES);
  outputs = field(layout.AT_OUTPUTS);
  trees = field(layout.AT_TREES);
  nodes = field(layout.AT_NODES);
  leafValues = field(layout.AT_LEAF_VALUES);
  categoryWords = field(layout.AT_CATEGORY_WORDS);
  leavesF64 = (flags & layout.LEAVES_F64) !== 0;
  sumF32 = (flags & layout.SUM_F32) !== 0;
  const binned = (flags & layout.HAS_BINS) !== 0;
  const counted = (flags & layout.HAS_STATISTICS) !== 0;
  end = layout.HEADER_BYTES;
  baseAt = place(outputs, 8);
  divisorAt = place(outputs, 8);
  treesAt = place(trees, layout.TREE_BYTES);
  nodesAt = place(nodes, layout.NODE_BYTES);
  leavesAt = place(leafValues, leavesF64 ? 8 : 4);
  categoriesAt = place(categoryWords, 4);
  featuresAt = place(binned ? features : 0, layout.FEATURE_BYTES);
  edgesAt = place(binned ? field(layout.AT_EDGES) : 0, 4);
  coverAt = place(counted ? nodes : 0, 8);
  gainAt = place(counted ? nodes : 0, 4);
  place(field(layout.AT_METADATA_BYTES), 1);
  return align8(end);
}

/** Makes room for row and margins, and for the workspace that they replace; false without memory. Writes nothing yet. */
export function reserveRow(): bool {
  const start = (<u64>featuresAt + 15) & ~15;
  const margins = (start + <u64>features * 4 + 15) & ~15;
  const scored = margins + <u64>outputs * 8;
  rowAt = <usize>start;
  marginsAt = <usize>margins;
  engineAt = <usize>((scored + 15) & ~15);
  return growTo(max(scored, start + <u64>nodes * 4));
}

/** A u32 of the header. */
export function field(at: usize): u32 {
  return load<u32>(model + at);
}

function place(count: u32, size: u32): usize {
  const start = align8(end);
  end = start + <u64>count * size;
  return model + <usize>start;
}

function align8(offset: u64): u64 {
  return (offset + 7) & ~7;
}

/** Makes the memory reach there; false where it can not. The last page of the 4 GiB stays unused, so that no pointer past an end wraps to 0. */
export function growTo(bytes: u64): bool {
  if (bytes > 0xffff0000) return false;
  const missing = <i32>((bytes + 0xffff) >> 16) - memory.size();
  return missing <= 0 || memory.grow(missing) >= 0;
}
