// In: the row, and the engine that was laid out for the model. Out: its margins, with the bits of the plain walk (score.ts).
// Eight trees walk together, so that the loads of one overlap with those of the others; then their leaves are added in the
// order of the trees.

import * as layout from "../ts/model/layout";
import {
  CODES,
  cellOf,
  cellsAt,
  copyOf,
  GROUP_BYTES,
  groupsAt,
  kinds,
  LEAST,
  LEAVES,
  limitsAt,
  MISSING_LEFT,
  stride,
  wide,
  ZERO_MISSING,
} from "./engine";
import { features, leavesAt, leavesF64, marginsAt, outputs, rowAt, sumF32, trees, treesAt } from "./model";
import { ALMOST_ZERO, addLeaf, divide, start } from "./score";

/** Marks of the two walks: one for numeric tests alone, one for all. */
type Numeric = i32;
type Mixed = f32;

export function walkRow(): void {
  makeCells();
  start();
  const cells = cellsAt;
  const codes = copyOf(CODES);
  const mixed = kinds >> CODES;
  const alone = outputs === 1;
  let sum = load<f64>(marginsAt);
  let tree = treesAt;
  let group = groupsAt;
  for (let left: i32 = trees; left > 0; left -= 8, group += GROUP_BYTES) {
    if (wide) walkGroup<u32, Mixed>(group, cells, codes);
    else if (mixed) walkGroup<u16, Mixed>(group, cells, codes);
    else walkGroup<u16, Numeric>(group, cells, codes);
    for (let leaf = cells, stop = cells + min(left, 8) * 4; leaf < stop; leaf += 4, tree += layout.TREE_BYTES) {
      if (alone) sum = added(sum, load<f64>(tree), leaf + LEAVES);
      else addLeaf(tree, load<u32>(leaf, LEAVES));
    }
  }
  if (alone) store<f64>(marginsAt, sum);
  divide();
}

/** The sum of a model with one output and the leaf whose number, an f32, or index stands there. */
// @ts-ignore: decorator
@inline
function added(sum: f64, weight: f64, leaf: usize): f64 {
  const value = leavesF64 ? load<f64>(leavesAt + load<u32>(leaf) * 8) : <f64>load<f32>(leaf);
  return sumF32 ? <f64>(<f32>sum + <f32>weight * <f32>value) : sum + weight * value;
}

/** The row's cells, a copy for each kind of test. */
function makeCells(): void {
  for (let kind: u32 = 0; kind < CODES; kind++) {
    if ((kinds >> kind) & 1) makeCopy(copyOf(kind), kind);
  }
  if (kinds >> CODES) makeCodes(cellsAt + copyOf(CODES));
}

/** Up to three numbers behind the row are read too, and their cells written: both ends are padded. */
function makeCopy(copy: usize, kind: u32): void {
  const missing = kind & MISSING_LEFT ? LEAST : i32.MAX_VALUE;
  const zero: f32 = kind & ZERO_MISSING ? ALMOST_ZERO : -1;
  const to = cellsAt + copy;
  if (ASC_FEATURE_SIMD) {
    for (let at: usize = 0; at < stride; at += 16) {
      const x = f32x4.add(v128.load(rowAt + at), f32x4.splat(0));
      const cell = v128.xor(x, v128.and(i32x4.shr_s(x, 31), i32x4.splat(i32.MAX_VALUE)));
      const absent = v128.or(f32x4.ne(x, x), f32x4.le(f32x4.abs(x), f32x4.splat(zero)));
      v128.store(to + at, v128.bitselect(i32x4.splat(missing), cell, absent));
    }
  } else {
    for (let at: usize = 0; at < stride; at += 4) {
      const x = load<f32>(rowAt + at);
      store<i32>(to + at, isNaN(x) || abs(x) <= zero ? missing : cellOf(x));
    }
  }
}

/** A code, or behind all codes that any list of the feature can hold: not listed, missing. */
function makeCodes(to: usize): void {
  for (let at: usize = 0, end = features * 4; at < end; at += 4) {
    // The place of what is not listed, and 1.
    const limit = load<u32>(limitsAt + at);
    if (limit === 0) continue;
    const x = load<f32>(rowAt + at);
    // Compared as f64, where every limit is exact; only a code below it is converted.
    const known = x >= 0 && <f64>x < <f64>(limit - 1);
    store<u32>(to + at, known ? <u32>x : isNaN(x) ? limit : limit - 1);
  }
}

/** Walks eight trees and leaves the values of their leaves among the cells. */
function walkGroup<T, M>(group: usize, cells: usize, codes: usize): void {
  let a = load<u32>(group);
  let b = load<u32>(group, 4);
  let c = load<u32>(group, 8);
  let d = load<u32>(group, 12);
  let e = load<u32>(group, 16);
  let f = load<u32>(group, 20);
  let g = load<u32>(group, 24);
  let h = load<u32>(group, 28);
  let steps: i32 = load<u32>(group, 32);
  do {
    for (let stop = max(steps - 4, 0); steps > stop; steps--) {
      a = next<T, M>(a, cells, codes);
      b = next<T, M>(b, cells, codes);
      c = next<T, M>(c, cells, codes);
      d = next<T, M>(d, cells, codes);
      e = next<T, M>(e, cells, codes);
      f = next<T, M>(f, cells, codes);
      g = next<T, M>(g, cells, codes);
      h = next<T, M>(h, cells, codes);
    }
    // Trees that were grown leaf by leaf are much deeper in some places than in most.
  } while (steps > 2 ? (step<T>(a) | step<T>(b) | step<T>(c) | step<T>(d) | step<T>(e) | step<T>(f) | step<T>(g) | step<T>(h)) !== 0 : steps > 0);
  store<u32>(cells, load<u32>(a), LEAVES);
  store<u32>(cells, load<u32>(b), LEAVES + 4);
  store<u32>(cells, load<u32>(c), LEAVES + 8);
  store<u32>(cells, load<u32>(d), LEAVES + 12);
  store<u32>(cells, load<u32>(e), LEAVES + 16);
  store<u32>(cells, load<u32>(f), LEAVES + 20);
  store<u32>(cells, load<u32>(g), LEAVES + 24);
  store<u32>(cells, load<u32>(h), LEAVES + 28);
}

// @ts-ignore: decorator
@inline
function next<T, M>(at: u32, cells: usize, codes: usize): u32 {
  const offset: usize = load<T>(at, 4);
  const cell = load<i32>(cells + offset);
  const value = load<i32>(at);
  let right: u32 = u32(cell > value);
  if (isFloat<M>()) {
    // Both tests are made and one is taken: which kind the next one is can not be foreseen.
    const word = select<usize>(<usize>value + ((<u32>cell >> 5) << 2), cells, offset >= codes);
    right = select<u32>((load<u32>(word) >> cell) & 1, right, offset >= codes);
  }
  return at + step<T>(at) + right * <u32>(4 + 2 * sizeof<T>());
}

// @ts-ignore: decorator
@inline
function step<T>(at: u32): u32 {
  return <u32>load<T>(at, 4 + sizeof<T>());
}
