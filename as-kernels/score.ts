// In: the row behind the opened model. Out: its margins.
// The plain walk, of the model as it stands, with the order and the roundings that the model format gives: the same bits as
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
  const stop = treesAt + trees * layout.TREE_BYTES;
  for (let tree = treesAt; tree < stop; tree += 4 * layout.TREE_BYTES) {
    // Four trees walk together, so that the loads of one overlap with those of the others.
    let a = rootOf(tree, stop);
    let b = rootOf(tree + layout.TREE_BYTES, stop);
    let c = rootOf(tree + 2 * layout.TREE_BYTES, stop);
    let d = rootOf(tree + 3 * layout.TREE_BYTES, stop);
    while ((a & b & c & d) >= 0) {
      a = Walk.next(a);
      b = Walk.next(b);
      c = Walk.next(c);
      d = Walk.next(d);
    }
    addReached(tree, stop, a);
    addReached(tree + layout.TREE_BYTES, stop, b);
    addReached(tree + 2 * layout.TREE_BYTES, stop, c);
    addReached(tree + 3 * layout.TREE_BYTES, stop, d);
  }
  divide();
}

function rootOf(tree: usize, stop: usize): i32 {
  return tree < stop ? load<i32>(tree, 8) : -1;
}

function addReached(tree: usize, stop: usize, reference: i32): void {
  if (tree < stop) addLeaf(tree, ~reference, marginsAt);
}

/** The sums before any tree, where the margins will be. */
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

/** A test of categories, or one that takes zero for missing. */
export function rarely(node: usize, test: u32, x: f32): u32 {
  const missing = isNaN(x) || ((test & layout.ZERO_MISSING) !== 0 && abs(x) <= ALMOST_ZERO);
  if (missing) return (test >> 24) & 1;
  return test & layout.CATEGORY
    ? isListed(x, load<u32>(node)) ^ u32((test & layout.LISTED_RIGHT) !== 0)
    : u32(x <= load<f32>(node));
}

/** What is no number of 64 bits becomes the greatest, which no list has. */
function isListed(x: f32, index: u32): u32 {
  const list = categoriesAt + index * 4;
  const code = <u64>x;
  // A list may have up to 2^30 words, so a code may have more than 32 bits.
  if (!(x >= 0) || code >> 5 >= <u64>load<u32>(list)) return 0;
  return (load<u32>(list + 4 + <usize>(code >> 5) * 4) >> (<u32>code & 31)) & 1;
}

/** Adds the leaf whose first number has this index. */
export function addLeaf(tree: usize, leaf: u32, margins: usize): void {
  const weight = load<f64>(tree);
  const width = load<u32>(tree, 16);
  let sum = margins + load<u32>(tree, 12) * 8;
  for (let i = leaf, stop = leaf + width; i < stop; i++, sum += 8) {
    const value = leavesF64 ? load<f64>(leavesAt + i * 8) : <f64>load<f32>(leavesAt + i * 4);
    if (sumF32) {
      store<f64>(sum, <f64>(<f32>load<f64>(sum) + <f32>weight * <f32>value));
    } else {
      store<f64>(sum, load<f64>(sum) + weight * value);
    }
  }
}

/** What is written out where it is called: decorators stand on methods only. */
// biome-ignore lint/complexity/noStaticOnlyClass: functions can not be decorated in TypeScript's grammar
class Walk {
  /** The child that a row goes to; who has arrived at a leaf stays. */
  static next(reference: i32): i32 {
    const node = nodesAt + <u32>max(reference, 0) * layout.NODE_BYTES;
    return select<i32>(reference, load<i32>(node + 12 - (Walk.goesLeft(node) << 2)), reference < 0);
  }

  /** Without branches but for rare kinds of tests: which way a row goes can not be foreseen. */
  @inline
  static goesLeft(node: usize): u32 {
    const test = load<u32>(node, 4);
    const x = load<f32>(rowAt + (test & layout.FEATURE_MASK) * 4);
    // With no other flag, the test without its feature is missingLeft, and no comparison with NaN holds.
    const flags = test >> 24;
    return flags > 1 ? rarely(node, test, x) : u32(x <= load<f32>(node)) | (flags & u32(isNaN(x)));
  }
}
