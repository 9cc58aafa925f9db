// The trees in blocks of three levels. In: the opened model, and its thresholds. Out: groups and places as below.
//
// A block has up to seven tests, numbered from the root, level by level, and eight exits. All seven are made at once: a lane of a SIMD vector
// each. Their bits, the root's lowest, are the index into a table of exits.
//
//   groups  8 trees each: u32 places of their first exits, u32 steps until the deepest has arrived, 12 bytes of nothing; four times the first
//           blocks of two trees: their cells, then their bounds; u32 addresses of the margins that the trees add to
//   places  16 bytes each, the exits of a block side by side: the block behind the exit, 7 cells, 7 bounds and a u16, how many places further
//           its own exits begin; or a leaf, whose tests say left and whose exits begin at itself: who has arrived stays
//   values  8 bytes a place, of leaves: what the tree adds, an f64, or a u32, the index of its leaf's first number
//
// A cell is the byte of a feature; its highest bit is set where what is missing goes right. A row goes right where its bin, less 1 if that bit
// is set, is above the bound: 0, missing, becomes the greatest then. Bounds and bins are signed, 128 less.

import * as layout from "../../ts/model/layout";
import { growTo, leavesAt, leavesF64, nodes, nodesAt, sumF32, trees, treesAt } from "../model";
import { marginsAt } from "./rows";
import { Threshold } from "./thresholds";

export const GROUP_BYTES: usize = 208;
/** Byte offsets within a group. */
export const STEPS: usize = 32;
export const BLOCKS: usize = 48;
export const MARGINS: usize = 176;

const PLACE_BYTES: usize = 16;
/** Of places and values: past what a second cache holds, steps wait for memory, and nodes (../engine.ts) take less of it. */
const MOST_BYTES: u64 = 4 << 20;
/** A cell that has no bin: 0 is read, which is above no bound from 0 on. */
const NO_CELL: u8 = 63;
const NEVER: u8 = 127;

/** Exit by the bits of seven tests, times the bytes of a place. */
export const EXITS: usize = memory.data(128, 16);
/** References to the nodes of a block from 1 on, those of its exits from 8 on. */
const heap: usize = memory.data(64, 16);

export let groupsAt: usize = 0;
export let groupsEnd: usize = 0;
/** The value of the place at `at` stands at `valuesAt + at / 2`. */
export let valuesAt: usize = 0;
/** Every tree adds one number to one margin, so values are numbers. */
export let single: bool = false;
/** Whether many rows at once are quicker here than in core.wasm, which has another way for deep trees of few leaves. */
export let inBulk: bool = false;

const FEW_LEAVES: u32 = 40;

/** Lays all trees out from `start` on; false where they do not fit: too many, nodes with two parents, or exits too far away. */
export function layOut(start: usize): bool {
  single = true;
  for (let t: u32 = 0; t < trees; t++) {
    if (load<u32>(treesAt + t * layout.TREE_BYTES, 16) !== 1) single = false;
  }
  writeExits();
  groupsAt = start;
  groupsEnd = start + <usize>((trees + 7) >> 3) * GROUP_BYTES;
  if (!growTo(groupsEnd)) return false;
  // Each node begins one block at most, and a tree without nodes has one too.
  const blocks = <u64>nodes + ((trees + 7) & ~7);
  const most = <u64>groupsEnd + min(blocks * 8 * PLACE_BYTES, MOST_BYTES);
  let end = groupsEnd;
  let deepest: u32 = 0;
  for (let t: u32 = 0, stop = (trees + 7) & ~7; t < stop; t++) {
    end = layOutTree(t, end, most);
    if (end === 0) return false;
    deepest = max(deepest, load<u32>(groupsAt + <usize>(t >> 3) * GROUP_BYTES, STEPS));
  }
  inBulk = deepest <= 2 || nodes >= FEW_LEAVES * trees;
  return finish(end);
}

function writeExits(): void {
  for (let bits: u32 = 0; bits < 128; bits++) {
    let node: u32 = 1;
    while (node < 8) node = 2 * node + ((bits >> (node - 1)) & 1);
    store<u8>(EXITS + bits, (node - 8) * PLACE_BYTES);
  }
}

/** Lays a tree out level by level: places hold references until their turn comes. Gives its end, or 0 where it does not fit. */
function layOutTree(t: u32, start: usize, most: u64): usize {
  const lane = t & 7;
  const group = groupsAt + <usize>(t >> 3) * GROUP_BYTES;
  const tree = treesAt + t * layout.TREE_BYTES;
  // Where there is no tree, minus zero is added, which changes no sum.
  const missing = t >= trees;
  const blocks = group + BLOCKS + <usize>(lane >> 1) * 32 + <usize>(lane & 1) * 8;
  store<u32>(group + lane * 4, start);
  store<u32>(group + lane * 4, marginsAt + (missing ? 0 : load<u32>(tree, 12) * 8), MARGINS);
  if (!growTo(<u64>start + 8 * PLACE_BYTES)) return 0;
  let end = expand(missing ? -1 : load<i32>(tree, 8), blocks, blocks + 16, start);
  store<u8>(blocks, NO_CELL, 7);
  store<u8>(blocks, NEVER, 23);
  let steps: u32 = 0;
  let level = start;
  for (let place = start; place < end; place += PLACE_BYTES) {
    if (place === level) {
      level = end;
      steps++;
    }
    const reference = load<i32>(place);
    if (reference < 0) {
      writeLeaf(place, reference, missing ? -0.0 : load<f64>(tree), missing);
      continue;
    }
    const further = (end - place) / PLACE_BYTES;
    if (further > 0xffff || <u64>end + 8 * PLACE_BYTES > most || !growTo(<u64>end + 8 * PLACE_BYTES))
      return 0;
    end = expand(reference, place, place + 7, end);
    store<u16>(place, further, 14);
  }
  store<u32>(group, lane === 0 ? steps : max(steps, load<u32>(group, STEPS)), STEPS);
  return end;
}

/** Writes the tests of the block that begins at a node, and the references of its exits. */
function expand(root: i32, cells: usize, bounds: usize, exits: usize): usize {
  store<i32>(heap, root, 4);
  for (let i: usize = 1; i < 8; i++) {
    const reference = load<i32>(heap + i * 4);
    let left = reference;
    let right = reference;
    let cell: u32 = NO_CELL;
    let bound: u32 = NEVER;
    if (reference >= 0) {
      const node = nodesAt + reference * layout.NODE_BYTES;
      const test = load<u32>(node, 4);
      const feature = test & layout.FEATURE_MASK;
      const toRight: u32 = test & layout.MISSING_LEFT ? 0 : 1;
      const threshold = load<f32>(node);
      // Nothing is at most NaN, so all that is there goes right.
      const never: u32 = u32(isNaN(threshold));
      right = load<i32>(node, 12);
      left = never & toRight ? right : load<i32>(node, 8);
      cell = feature | (toRight << 7);
      bound = Threshold.rank(feature, threshold) + 1 - never - toRight - 128;
    }
    store<u8>(cells + i - 1, cell);
    store<u8>(bounds + i - 1, bound);
    store<i32>(heap + i * 8, left);
    store<i32>(heap + i * 8, right, 4);
  }
  for (let i: usize = 8; i < 16; i++, exits += PLACE_BYTES) store<i32>(exits, load<i32>(heap + i * 4));
  return exits;
}

/** A leaf is its value until all places are known. */
function writeLeaf(place: usize, reference: i32, weight: f64, missing: bool): void {
  const index: u32 = ~reference;
  store<u16>(place, 0, 14);
  if (!single) {
    store<u32>(place, index);
    return;
  }
  const leaf: f64 = missing
    ? 1
    : leavesF64
      ? load<f64>(leavesAt + index * 8)
      : <f64>load<f32>(leavesAt + index * 4);
  store<f64>(place, sumF32 ? <f64>(<f32>weight * <f32>leaf) : weight * leaf);
}

/** Takes the values out of the places. */
function finish(end: usize): bool {
  const values = (end + 15) & ~15;
  if (!growTo(<u64>values + (end - groupsEnd) / 2)) return false;
  valuesAt = values - (groupsEnd >> 1);
  for (let place = groupsEnd; place < end; place += PLACE_BYTES) {
    if (load<u16>(place, 14) !== 0) continue;
    store<u64>(valuesAt + (place >> 1), load<u64>(place));
    store<u64>(place, 0x3f3f3f3f3f3f3f3f);
    // The seventh byte is the lower one of the offset to its exits.
    store<u64>(place, 0x007f7f7f7f7f7f7f, 7);
  }
  return true;
}
