// In: the row, and the engine that was laid out for the model. Out: its margins, with the bits of the plain walk (score.ts).
// Eight trees walk together, so that the loads of one overlap with those of the others; then their leaves are added in the
// order of the trees.

import * as layout from "../ts/model/layout";
import { makeCells } from "./cells";
import { CODES, cellsAt, copyOf, GROUP_BYTES, groupsAt, kinds, LEAVES, wide } from "./engine";
import { leavesAt, leavesF64, marginsAt, outputs, sumF32, trees, treesAt } from "./model";
import { addLeaf, divide, start } from "./score";

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
    for (
      let leaf = cells, stop = cells + min(left, 8) * 4;
      leaf < stop;
      leaf += 4, tree += layout.TREE_BYTES
    ) {
      if (alone) sum = Inline.added(sum, load<f64>(tree), leaf + LEAVES);
      else addLeaf(tree, load<u32>(leaf, LEAVES), marginsAt);
    }
  }
  if (alone) store<f64>(marginsAt, sum);
  divide();
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
      a = Inline.next<T, M>(a, cells, codes);
      b = Inline.next<T, M>(b, cells, codes);
      c = Inline.next<T, M>(c, cells, codes);
      d = Inline.next<T, M>(d, cells, codes);
      e = Inline.next<T, M>(e, cells, codes);
      f = Inline.next<T, M>(f, cells, codes);
      g = Inline.next<T, M>(g, cells, codes);
      h = Inline.next<T, M>(h, cells, codes);
    }
    // Trees that were grown leaf by leaf are much deeper in some places than in most.
  } while (
    steps > 2
      ? (Inline.step<T>(a) |
          Inline.step<T>(b) |
          Inline.step<T>(c) |
          Inline.step<T>(d) |
          Inline.step<T>(e) |
          Inline.step<T>(f) |
          Inline.step<T>(g) |
          Inline.step<T>(h)) !==
        0
      : steps > 0
  );
  store<u32>(cells, load<u32>(a), LEAVES);
  store<u32>(cells, load<u32>(b), LEAVES + 4);
  store<u32>(cells, load<u32>(c), LEAVES + 8);
  store<u32>(cells, load<u32>(d), LEAVES + 12);
  store<u32>(cells, load<u32>(e), LEAVES + 16);
  store<u32>(cells, load<u32>(f), LEAVES + 20);
  store<u32>(cells, load<u32>(g), LEAVES + 24);
  store<u32>(cells, load<u32>(h), LEAVES + 28);
}

/** What is written out where it is called: decorators stand on methods only. */
// biome-ignore lint/complexity/noStaticOnlyClass: functions can not be decorated in TypeScript's grammar
class Inline {
  @inline
  static next<T, M>(at: u32, cells: usize, codes: usize): u32 {
    const offset: usize = load<T>(at, 4);
    const cell = load<i32>(cells + offset);
    const value = load<i32>(at);
    let right: u32 = u32(cell > value);
    if (isFloat<M>()) {
      // Both tests are made and one is taken: which kind the next one is can not be foreseen.
      const word = select<usize>(<usize>value + ((<u32>cell >> 5) << 2), cells, offset >= codes);
      right = select<u32>((load<u32>(word) >> cell) & 1, right, offset >= codes);
    }
    return at + Inline.step<T>(at) + right * <u32>(4 + 2 * sizeof<T>());
  }

  @inline
  static step<T>(at: u32): u32 {
    return <u32>load<T>(at, 4 + sizeof<T>());
  }

  /** The sum of a model with one output and the leaf whose number, an f32, or index stands there. */
  @inline
  static added(sum: f64, weight: f64, leaf: usize): f64 {
    const value = leavesF64 ? load<f64>(leavesAt + load<u32>(leaf) * 8) : <f64>load<f32>(leaf);
    return sumF32 ? <f64>(<f32>sum + <f32>weight * <f32>value) : sum + weight * value;
  }
}
