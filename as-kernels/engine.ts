// The engine: the checked model laid out anew for quick rows. In: the model's sections. Out: nodes, groups and bits as
// below, and how a row's cells lie. Three things make a step short and free of branches:
//
// - A cell is a whole number that sorts as its f32 does, and a feature has a cell for each way in which its tests take what
//   is missing: less than every threshold where that goes left, greater where it goes right. `cell > value` is the test.
// - A node's children stand side by side: the next place is `at + step + (right ? size : 0)`.
// - A leaf looks at a cell that is less than all and its step is 0: who has arrived stays, so that eight trees can walk
//   together for as many steps as the deepest of them needs.
//
//   cells   4 that are less than all, 8 places for what a walk found; then a copy of the features for each kind of test that the model has
//   groups  8 trees each: u32 address of each root, u32 steps of the deepest, u32 nothing
//   nodes   i32 value, u16 byte offset of the cell, u16 bytes from here to the left child; u32 both where u16 are too small
//   bits    of a category test: a bit a code, 1 goes right; behind the feature's last code one "not listed", one "missing"
//
// A leaf's value is its number, where the model has one output and f32 leaves, else the index of its first number.
// What does not fit (nodes with two parents, little memory, far more features than nodes) is left to the plain walk.

import * as layout from "../ts/model/layout";
import {
  categoriesAt,
  categoryWords,
  engineAt,
  features,
  growTo,
  leavesAt,
  leavesF64,
  nodes,
  nodesAt,
  outputs,
  trees,
  treesAt,
} from "./model";

/** Kinds of tests: by which flag what is missing goes left, by which values next to zero are missing; or by codes. */
export const MISSING_LEFT: u32 = 1;
export const ZERO_MISSING: u32 = 2;
export const CODES: u32 = 4;

export const LEAST: i32 = i32.MIN_VALUE;
export const GROUP_BYTES: usize = 40;
/** Byte offset among the cells of room for a group's leaf values. */
export const LEAVES: usize = 16;
const FIRST_COPY: usize = 48;

/** Nodes with u32 offsets. */
export let wide: bool = false;
/** One output, and leaves hold its number, an f32. */
let inlined: bool = false;

export let cellsAt: usize = 0;
/** Bit k: the features have a copy for tests of kind k. */
export let kinds: u32 = 0;
/** Bytes of a copy. */
export let stride: usize = 0;
/** A u32 a feature: codes that its longest list can hold, and 1; 0 for features without category tests. */
export let limitsAt: usize = 0;
export let groupsAt: usize = 0;

let bitsAt: usize = 0;
let bitsEnd: usize = 0;
let bitsStop: usize = 0;
let nodesFrom: usize = 0;
/** Of the tree laid out last. */
let depth: u32 = 0;

/** Byte offset among the cells of the copy for a kind. */
export function copyOf(kind: u32): usize {
  return FIRST_COPY + <usize>popcnt(kinds & ((1 << kind) - 1)) * stride;
}

/** Takes the memory that the engine will need, behind row and margins, so that views of it stay; false where a model does not fit. */
export function plan(): bool {
  // Of a long row a small model sees little. The second bound keeps numbers of codes within 32 bits.
  if (features > 1024 + 4 * nodes || categoryWords >> 26) return false;
  const groups = <u64>((trees + 7) >> 3);
  stride = (features * 4 + 15) & ~15;
  cellsAt = engineAt;
  const start = <u64>cellsAt + FIRST_COPY + 6 * <u64>stride + groups * GROUP_BYTES;
  if (!growTo(start)) return false;
  limitsAt = cellsAt + FIRST_COPY + 5 * stride;
  groupsAt = limitsAt + stride;
  bitsAt = <usize>start;
  const bits = categoryWords === 0 ? 0 : survey();
  const from = (start + bits + 7) & ~7;
  bitsStop = bitsAt + <usize>bits;
  nodesFrom = <usize>from;
  // Room for wide ones. A lone leaf is for the places of the last group that have no tree.
  return bits <= <u64>nodes * 64 + <u64>categoryWords * 8 && growTo(from + (<u64>nodes * 2 + trees + 1) * 12);
}

/** Lays the engine out where it was planned; false where the model does not fit. */
export function derive(): bool {
  inlined = outputs === 1 && !leavesF64;
  survey();
  store<i32>(cellsAt, LEAST);
  wide = !layOut<u16>();
  return !wide || layOut<u32>();
}

/** Notes the kinds of tests and the longest list of each feature; gives the bytes that all bits will take. */
function survey(): u64 {
  kinds = 0;
  memory.fill(limitsAt, 0, stride);
  for (
    let node = nodesAt, stop = nodesAt + nodes * layout.NODE_BYTES;
    node < stop;
    node += layout.NODE_BYTES
  ) {
    kinds |= 1 << kindOf(node);
    if (load<u32>(node, 4) & layout.CATEGORY) {
      const limit = limitOf(node);
      store<u32>(limit, max(load<u32>(limit), load<u32>(categoriesAt + load<u32>(node) * 4) * 32 + 1));
    }
  }
  let bits: u64 = 0;
  for (
    let node = nodesAt, stop = nodesAt + nodes * layout.NODE_BYTES;
    node < stop;
    node += layout.NODE_BYTES
  ) {
    if (load<u32>(node, 4) & layout.CATEGORY) bits += wordsOf(limitOf(node)) * 4;
  }
  return bits;
}

function kindOf(node: usize): u32 {
  const test = load<u32>(node, 4);
  return test & layout.CATEGORY
    ? CODES
    : (test & layout.MISSING_LEFT ? MISSING_LEFT : 0) | (test & layout.ZERO_MISSING ? ZERO_MISSING : 0);
}

/** Address of the limit of the feature that a node tests. */
function limitOf(node: usize): usize {
  return limitsAt + (load<u32>(node, 4) & layout.FEATURE_MASK) * 4;
}

/** Words of bits of a category test: of its codes, and one for what has none. */
function wordsOf(limit: usize): u32 {
  return (load<u32>(limit) >> 5) + 1;
}

/** Lays out all trees with offsets of type T; false where they do not fit. */
function layOut<T>(): bool {
  const size = 4 + 2 * sizeof<T>();
  bitsEnd = bitsAt;
  const stop = nodesFrom + (nodes * 2 + trees + 1) * size;
  let end = nodesFrom;
  writeNode<T>(end, 0, 0, 0);
  end += size;
  let deepest: u32 = 0;
  for (let t: u32 = 0, places = (trees + 7) & ~7; t < places; t++) {
    const group = groupsAt + <usize>(t >> 3) * GROUP_BYTES;
    if ((t & 7) === 0) deepest = 0;
    store<u32>(group + (t & 7) * 4, t < trees ? end : nodesFrom);
    if (t < trees) {
      end = layOutTree<T>(end, stop, load<i32>(treesAt + t * layout.TREE_BYTES, 8));
      if (end === 0) return false;
      deepest = max(deepest, depth);
    }
    store<u32>(group + 32, deepest);
  }
  return true;
}

/**
 * Lays out a tree from `start` on, level by level: places hold references until their turn comes. Gives its end, or 0 where
 * it does not fit: nodes with two parents take more places, and more bits, than there are for them.
 */
function layOutTree<T>(start: usize, stop: usize, root: i32): usize {
  const size = 4 + 2 * sizeof<T>();
  let end = start + size;
  if (end > stop) return 0;
  store<i32>(start, root);
  let level = end;
  depth = 0;
  for (let at = start; at < end; at += size) {
    if (at === level) {
      level = end;
      depth++;
    }
    const reference = load<i32>(at);
    if (reference < 0) {
      writeNode<T>(at, inlined ? load<i32>(leavesAt + ~reference * 4) : ~reference, 0, 0);
      continue;
    }
    const node = nodesAt + reference * layout.NODE_BYTES;
    const cell = copyOf(kindOf(node)) + (load<u32>(node, 4) & layout.FEATURE_MASK) * 4;
    const step = end - at;
    if (end + 2 * size > stop || (sizeof<T>() === 2 && (cell | step) > 0xffff)) return 0;
    store<i32>(end, load<i32>(node, 8));
    store<i32>(end + size, load<i32>(node, 12));
    const value = load<u32>(node, 4) & layout.CATEGORY ? writeBits(node) : thresholdOf(node);
    if (bitsEnd > bitsStop) return 0;
    writeNode<T>(at, value, cell, step);
    end += 2 * size;
  }
  return end;
}

function writeNode<T>(at: usize, value: i32, cell: usize, step: usize): void {
  store<i32>(at, value);
  store<T>(at, <T>cell, 4);
  store<T>(at + sizeof<T>(), <T>step, 4);
}

/** The threshold as a cell. */
function thresholdOf(node: usize): i32 {
  const threshold = load<f32>(node);
  return isNaN(threshold) ? LEAST : cellOf(threshold);
}

/** A number that sorts as x does; both zeros are 0. */
export function cellOf(x: f32): i32 {
  const bits = reinterpret<i32>(x + 0);
  return bits ^ ((bits >> 31) & i32.MAX_VALUE);
}

/** Writes the bits of a category test, if there is room, and gives their address. */
function writeBits(node: usize): i32 {
  const test = load<u32>(node, 4);
  const words = wordsOf(limitOf(node));
  const at = bitsEnd;
  bitsEnd += words * 4;
  if (bitsEnd > bitsStop) return 0;
  const list = categoriesAt + load<u32>(node) * 4;
  const listed = load<u32>(list);
  // Turned over where listed codes go left, so that 1 is right.
  const turn: u32 = test & layout.LISTED_RIGHT ? 0 : -1;
  for (let i: u32 = 0; i < words; i++) {
    store<u32>(at + i * 4, (i < listed ? load<u32>(list + i * 4, 4) : 0) ^ turn);
  }
  const others: u32 = (turn & 1) | (test & layout.MISSING_LEFT ? 0 : 2);
  store<u32>(bitsEnd - 4, others);
  return <i32>at;
}
