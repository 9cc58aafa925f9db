// Checks 7, 8, 9 and 12 of the model format: trees, nodes, leaves and the longest path.
// In: sections that lie within the bytes. Out: a fault number, 0 for none. After it every walk ends in a leaf.

import * as fault from "../ts/model/fault-numbers";
import * as layout from "../ts/model/layout";
import { pastUsual } from "./check-sections";
import { fail } from "./faults";
import {
  categoriesAt,
  categoryWords,
  features,
  field,
  leafValues,
  leavesAt,
  leavesF64,
  model,
  nodes,
  nodesAt,
  outputs,
  rowAt,
  trees,
  treesAt,
} from "./model";

export function checkTrees(): i32 {
  if (trees === 0 && nodes !== 0) return fail(fault.NODES_WITHOUT_TREE, layout.AT_NODES);
  let before: u32 = 0;
  for (let t: u32 = 0; t < trees; t++) {
    const tree = treesAt + t * layout.TREE_BYTES;
    const first = load<u32>(tree, 20);
    const width = load<u32>(tree, 16);
    if (!isFinite(load<f64>(tree))) return fail(fault.BAD_WEIGHT, tree - model);
    if (width === 0 || <u64>load<u32>(tree, 12) + width > <u64>outputs) {
      return fail(fault.BAD_WIDTH, tree + 16 - model);
    }
    if (first < before || first > nodes || (t === 0 && first !== 0)) {
      return fail(fault.BAD_FIRST_NODE, tree + 20 - model);
    }
    if (!isReference(load<i32>(tree, 8), first, endOfTree(t), width)) {
      return fail(fault.BAD_ROOT, tree + 8 - model);
    }
    before = first;
  }
  return 0;
}

export function checkNodes(): i32 {
  for (let t: u32 = 0; t < trees; t++) {
    const tree = treesAt + t * layout.TREE_BYTES;
    const width = load<u32>(tree, 16);
    const stop = endOfTree(t);
    for (let i = load<u32>(tree, 20); i < stop; i++) {
      const node = nodesAt + i * layout.NODE_BYTES;
      const found = checkTest(node);
      if (found !== 0) return found;
      if (!isReference(load<i32>(node, 8), i + 1, stop, width))
        return fail(fault.BAD_CHILD, node + 8 - model);
      if (!isReference(load<i32>(node, 12), i + 1, stop, width))
        return fail(fault.BAD_CHILD, node + 12 - model);
      if (!hasCategories(node)) return fail(fault.BAD_CATEGORY, node - model);
    }
  }
  return 0;
}

export function checkLeaves(): i32 {
  const size = leavesF64 ? 8 : 4;
  const stop = leavesAt + leafValues * size;
  for (let at = leavesF64 ? leavesAt : pastUsual(leavesAt, stop, 0); at < stop; at += size) {
    const value = leavesF64 ? load<f64>(at) : <f64>load<f32>(at);
    if (!isFinite(value)) return fail(fault.BAD_LEAF, at - model);
  }
  return 0;
}

/**
 * The longest path of each tree, found from its last node to its first: children come after parents, so a node's
 * height is known before its parents ask. The heights are in the workspace where the row will be.
 */
export function checkDepth(): i32 {
  let deepest: u32 = 0;
  for (let t: u32 = 0; t < trees; t++) {
    const tree = treesAt + t * layout.TREE_BYTES;
    const first = load<u32>(tree, 20);
    for (let i = endOfTree(t); i > first; ) {
      i--;
      const node = nodesAt + i * layout.NODE_BYTES;
      store<u32>(rowAt + i * 4, 1 + max(height(load<i32>(node, 8)), height(load<i32>(node, 12))));
    }
    deepest = max(deepest, height(load<i32>(tree, 8)));
  }
  return deepest === field(layout.AT_MAX_DEPTH) ? 0 : fail(fault.WRONG_DEPTH, layout.AT_MAX_DEPTH);
}

function height(reference: i32): u32 {
  return reference < 0 ? 0 : load<u32>(rowAt + <u32>reference * 4);
}

/** One past the tree's last node. */
function endOfTree(t: u32): u32 {
  return t + 1 < trees ? load<u32>(treesAt + (t + 1) * layout.TREE_BYTES, 20) : nodes;
}

/** Is it a node from `first` to before `stop`, or a leaf whose numbers all exist? */
function isReference(reference: i32, first: u32, stop: u32, width: u32): bool {
  if (reference >= 0) return <u32>reference >= first && <u32>reference < stop;
  return <u32>~reference + width <= leafValues;
}

function checkTest(node: usize): i32 {
  const test = load<u32>(node, 4);
  if ((test & layout.FEATURE_MASK) >= features) return fail(fault.NODE_FEATURE, node + 4 - model);
  const misfit = test & layout.CATEGORY ? layout.ZERO_MISSING : layout.LISTED_RIGHT;
  if ((test & (<u32>layout.UNKNOWN_TEST_BITS | misfit)) !== 0) return fail(fault.NODE_FLAG, node + 4 - model);
  return 0;
}

/** For a category test: do the list's length and its words lie within the section? */
function hasCategories(node: usize): bool {
  if ((load<u32>(node, 4) & layout.CATEGORY) === 0) return true;
  const index = load<u32>(node);
  // Subtracting what is known to fit cannot overflow.
  return index < categoryWords && load<u32>(categoriesAt + index * 4) < categoryWords - index;
}
