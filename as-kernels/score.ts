// In: the row behind the opened model. Out: its margins.
// The plain walk, tree by tree, in the order and with the roundings that the model format gives: the same bits as
// test/reference.ts. The checks have been made, so every index is good and every walk ends.

import * as layout from "../ts/model/layout";
import {
  baseAt,
  categoriesAt,
  divisorAt,
  leavesAt,
  leavesF64,
  marginsAt,
  nodesAt,
  outputs,
  rowAt,
  sumF32,
  trees,
  treesAt,
} from "./model";

/** A numeric test with the flag zeroMissing takes anything up to this size for missing. */
export const ALMOST_ZERO: f32 = 1e-35;

/** The sums are built where the margins will be; with sumF32 each is an f32 in an f64's place. */
export function scoreRow(): void {
  start();
  for (
    let tree = treesAt, stop = treesAt + trees * layout.TREE_BYTES;
    tree < stop;
    tree += layout.TREE_BYTES
  ) {
    addLeaf(tree, leafOf(load<i32>(tree, 8)));
  }
  divide();
}

/** The sums before any tree. */
export function start(): void {
  for (let at: usize = 0; at < outputs * 8; at += 8) {
    const base = load<f64>(baseAt + at);
    store<f64>(marginsAt + at, sumF32 ? <f64>(<f32>base) : base);
  }
}

/** Sums to margins. */
export function divide(): void {
  for (let at: usize = 0; at < outputs * 8; at += 8) {
    store<f64>(marginsAt + at, load<f64>(marginsAt + at) / load<f64>(divisorAt + at));
  }
}

/** Index of the leaf's first number. */
function leafOf(root: i32): u32 {
  let reference = root;
  while (reference >= 0) {
    const node = nodesAt + <u32>reference * layout.NODE_BYTES;
    reference = load<i32>(node + (goesLeft(node) ? 8 : 12));
  }
  return ~reference;
}

function goesLeft(node: usize): bool {
  const test = load<u32>(node, 4);
  const x = load<f32>(rowAt + (test & layout.FEATURE_MASK) * 4);
  if (isNaN(x) || ((test & layout.ZERO_MISSING) !== 0 && abs(x) <= ALMOST_ZERO)) {
    return (test & layout.MISSING_LEFT) !== 0;
  }
  if ((test & layout.CATEGORY) === 0) return x <= load<f32>(node);
  return isListed(x, load<u32>(node)) !== ((test & layout.LISTED_RIGHT) !== 0);
}

/** Compared as f64, where 32 times any count of words is exact; only a code below it is converted. */
function isListed(x: f32, index: u32): bool {
  const list = categoriesAt + index * 4;
  if (x < 0 || <f64>x >= <f64>load<u32>(list) * 32) return false;
  // A list may have up to 2^30 words, so a code may have more than 32 bits.
  const code = <u64>x;
  return ((load<u32>(list + 4 + <usize>(code >> 5) * 4) >> (<u32>code & 31)) & 1) !== 0;
}

/** Adds the leaf whose first number has this index. */
export function addLeaf(tree: usize, leaf: u32): void {
  const weight = load<f64>(tree);
  const width = load<u32>(tree, 16);
  let sum = marginsAt + load<u32>(tree, 12) * 8;
  for (let i = leaf, stop = leaf + width; i < stop; i++, sum += 8) {
    const value = leavesF64 ? load<f64>(leavesAt + i * 8) : <f64>load<f32>(leavesAt + i * 4);
    if (sumF32) {
      store<f64>(sum, <f64>(<f32>load<f64>(sum) + <f32>weight * <f32>value));
    } else {
      store<f64>(sum, load<f64>(sum) + weight * value);
    }
  }
}
