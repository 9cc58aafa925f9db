// In: rows, and the model in blocks. Out: their margins, with the bits of the plain walk (../score.ts). Eight trees walk together, so that the
// loads of one overlap with those of the others; then their leaves are added in the order of the trees. All rows pass eight trees while
// these are near.

import * as layout from "../../ts/model/layout";
import { outputs, sumF32, trees, treesAt } from "../model";
import { addLeaf } from "../score";
import { BLOCKS, EXITS, GROUP_BYTES, groupsAt, groupsEnd, MARGINS, STEPS, single, valuesAt } from "./blocks";
import { bins, MOST_ROWS, makeBins, marginStep, marginsAt } from "./rows";
import { divide, start } from "./sums";
import { MOST_FEATURES } from "./thresholds";

/** The bits of a cell that are its feature, and how many features a vector holds: read from memory, as V8 makes a constant vector anew for each use. */
const constants: usize = memory.data<u8>([63, 16]);

/** Margins of the first row. */
export function score(): void {
  scoreRows(1);
}

/** Margins of the first rows. */
export function scoreRows(count: u32): void {
  const rows = min(count, MOST_ROWS);
  for (let row: u32 = 0; row < rows; row++) {
    makeBins(row);
    start(marginsAt + row * marginStep);
  }
  const mask = i8x16.splat(load<i8>(constants));
  const sixteen = i8x16.splat(load<i8>(constants, 1));
  const binsEnd = bins + rows * MOST_FEATURES;
  let tree = treesAt;
  for (let group = groupsAt; group < groupsEnd; group += GROUP_BYTES) {
    let margins: usize = 0;
    for (let row = bins; row < binsEnd; row += MOST_FEATURES, margins += marginStep) {
      walkGroup(group, tree, row, margins, mask, sixteen);
    }
    tree += 8 * layout.TREE_BYTES;
  }
  for (let row: u32 = 0; row < rows; row++) divide(marginsAt + row * marginStep);
}

/** A row down eight trees; its margins stand so many bytes after the first row's. */
function walkGroup(group: usize, tree: usize, row: usize, margins: usize, mask: v128, sixteen: v128): void {
  const low = v128.load(row);
  const high = v128.load(row, 16);
  let bits = Walk.tests(low, high, mask, sixteen, v128.load(group, BLOCKS), v128.load(group, BLOCKS + 16));
  let a: usize = load<u32>(group) + Walk.exit(bits & 255);
  let b: usize = load<u32>(group, 4) + Walk.exit(bits >> 8);
  bits = Walk.tests(low, high, mask, sixteen, v128.load(group, BLOCKS + 32), v128.load(group, BLOCKS + 48));
  let c: usize = load<u32>(group, 8) + Walk.exit(bits & 255);
  let d: usize = load<u32>(group, 12) + Walk.exit(bits >> 8);
  bits = Walk.tests(low, high, mask, sixteen, v128.load(group, BLOCKS + 64), v128.load(group, BLOCKS + 80));
  let e: usize = load<u32>(group, 16) + Walk.exit(bits & 255);
  let f: usize = load<u32>(group, 20) + Walk.exit(bits >> 8);
  bits = Walk.tests(low, high, mask, sixteen, v128.load(group, BLOCKS + 96), v128.load(group, BLOCKS + 112));
  let g: usize = load<u32>(group, 24) + Walk.exit(bits & 255);
  let h: usize = load<u32>(group, 28) + Walk.exit(bits >> 8);
  const most: i32 = load<u32>(group, STEPS);
  for (let steps = most; steps > 1; steps--) {
    bits = Walk.two(low, high, mask, sixteen, a, b);
    a = Walk.next(a, bits & 127);
    b = Walk.next(b, (bits >> 8) & 127);
    bits = Walk.two(low, high, mask, sixteen, c, d);
    c = Walk.next(c, bits & 127);
    d = Walk.next(d, (bits >> 8) & 127);
    bits = Walk.two(low, high, mask, sixteen, e, f);
    e = Walk.next(e, bits & 127);
    f = Walk.next(f, (bits >> 8) & 127);
    bits = Walk.two(low, high, mask, sixteen, g, h);
    g = Walk.next(g, bits & 127);
    h = Walk.next(h, (bits >> 8) & 127);
    // Trees that were grown leaf by leaf are much deeper in some places than in most; few rows have arrived after two steps, most after three.
    if (steps > 2 && steps < most && (Walk.further(a, b, c, d) | Walk.further(e, f, g, h)) === 0) break;
  }
  if (single) {
    if (outputs === 1) {
      const margin = marginsAt + margins;
      store<f64>(margin, Walk.plus(Walk.plus(load<f64>(margin), a, b, c, d), e, f, g, h));
    } else {
      Walk.add(group, margins, a, b, c, d);
      Walk.add(group + 16, margins, e, f, g, h);
    }
  } else {
    Walk.keep(group, a, b, c, d);
    Walk.keep(group + 16, e, f, g, h);
    addLeaves(marginsAt + margins, tree, group + MARGINS);
  }
}

/** Adds eight leaves whose numbers stand there, of trees from that one on, as many as there are. */
function addLeaves(margins: usize, tree: usize, leaf: usize): void {
  const stop = min(tree + 8 * layout.TREE_BYTES, treesAt + trees * layout.TREE_BYTES);
  for (; tree < stop; tree += layout.TREE_BYTES, leaf += 4) addLeaf(tree, load<u32>(leaf), margins);
}

/** What is written out where it is called: decorators stand on methods only. */
// biome-ignore lint/complexity/noStaticOnlyClass: functions can not be decorated in TypeScript's grammar
class Walk {
  /** A bit a lane: does the row go right there? */
  @inline
  static tests(low: v128, high: v128, mask: v128, sixteen: v128, cells: v128, bounds: v128): u32 {
    const at = v128.and(cells, mask);
    const bins = v128.or(i8x16.swizzle(low, at), i8x16.swizzle(high, i8x16.sub(at, sixteen)));
    return i8x16.bitmask(i8x16.gt_s(i8x16.add(bins, i8x16.gt_s(i8x16.splat(0), cells)), bounds));
  }

  @inline
  static two(low: v128, high: v128, mask: v128, sixteen: v128, a: usize, b: usize): u32 {
    const cells = v128.load64_lane(b, v128.load64_zero(a), 1);
    const bounds = v128.load64_lane(b, v128.load64_zero(a, 7), 1, 7);
    return Walk.tests(low, high, mask, sixteen, cells, bounds);
  }

  @inline
  static further(a: usize, b: usize, c: usize, d: usize): u32 {
    return load<u16>(a, 14) | load<u16>(b, 14) | load<u16>(c, 14) | load<u16>(d, 14);
  }

  @inline
  static exit(bits: u32): usize {
    return load<u8>(EXITS + bits);
  }

  @inline
  static next(at: usize, bits: u32): usize {
    return at + ((<usize>load<u16>(at, 14)) << 4) + Walk.exit(bits);
  }

  /** The sum and what the leaves at four places add, one after another. */
  @inline
  static plus(sum: f64, a: usize, b: usize, c: usize, d: usize): f64 {
    return sumF32
      ? <f64>(<f32>sum + <f32>Walk.value(a) + <f32>Walk.value(b) + <f32>Walk.value(c) + <f32>Walk.value(d))
      : sum + Walk.value(a) + Walk.value(b) + Walk.value(c) + Walk.value(d);
  }

  @inline
  static value(place: usize): f64 {
    return load<f64>(valuesAt + (place >> 1));
  }

  /** Each to the margin of its tree, so many bytes after the first row's. */
  @inline
  static add(lane: usize, margins: usize, a: usize, b: usize, c: usize, d: usize): void {
    Walk.addOne(load<u32>(lane, MARGINS) + margins, a);
    Walk.addOne(load<u32>(lane, MARGINS + 4) + margins, b);
    Walk.addOne(load<u32>(lane, MARGINS + 8) + margins, c);
    Walk.addOne(load<u32>(lane, MARGINS + 12) + margins, d);
  }

  @inline
  static addOne(margin: usize, place: usize): void {
    const sum = load<f64>(margin);
    const value = Walk.value(place);
    store<f64>(margin, sumF32 ? <f64>(<f32>sum + <f32>value) : sum + value);
  }

  /** Their leaves' numbers, in place of margins that are not needed. */
  @inline
  static keep(lane: usize, a: usize, b: usize, c: usize, d: usize): void {
    store<u32>(lane, load<u32>(valuesAt + (a >> 1)), MARGINS);
    store<u32>(lane, load<u32>(valuesAt + (b >> 1)), MARGINS + 4);
    store<u32>(lane, load<u32>(valuesAt + (c >> 1)), MARGINS + 8);
    store<u32>(lane, load<u32>(valuesAt + (d >> 1)), MARGINS + 12);
  }
}
