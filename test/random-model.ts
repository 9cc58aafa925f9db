// In: a seed. Out: random models of every shape that the format allows, and rows that hit their edges.
// The same seed gives the same models and rows, on every machine.

import {
  buildModel,
  type PlainFeature,
  type PlainLeaf,
  type PlainModel,
  type PlainNode,
  type PlainTree,
} from "./model-builder.ts";

/** Random numbers: `next` in [0, 1), `below(n)` an integer, `chance(p)`, `pick` one of a list. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** Splitmix32. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new RangeError("nothing to pick from");
    return value;
  }
}

/** What the trees of one model have in common. */
export interface Shape {
  trees: number;
  features: number;
  outputs: number;
  depth: number;
  nodes: number;
  categories: number;
  /** Codes listed are below it. */
  codes: number;
  zeroMissing: boolean;
  shared: boolean;
  leavesF64: boolean;
  /** Thresholds a feature can have, beside the numbers at which a careless comparison goes wrong; 0 for any number. */
  thresholds: number;
}

/** Where a model's rows should be: its number of features, and what stands in its nodes. */
export interface RowSpace {
  features: number;
  thresholds: readonly number[];
  /** Codes listed are below it. */
  codes: number;
}

export interface RandomModel extends RowSpace {
  bytes: Uint8Array<ArrayBuffer>;
}

/** A model whose size and flags follow from the dice, up to 1,000 features, 64 outputs, depth 30, or are as wanted. */
export function randomModel(dice: Dice, wanted: Partial<Shape> = {}): RandomModel {
  const shape: Shape = {
    trees: dice.pick([0, 1, 2, 9, 40]),
    features: dice.pick([1, 2, 5, 30, 1000]),
    outputs: dice.pick([1, 1, 2, 3, 64]),
    depth: dice.pick([0, 1, 3, 6, 12, 30]),
    nodes: dice.pick([1, 7, 40, 120]),
    categories: dice.pick([0, 0, 0.3, 1]),
    codes: dice.pick([1, 32, 33, 255, 420, 3000]),
    zeroMissing: dice.chance(0.3),
    shared: dice.chance(0.25),
    leavesF64: dice.chance(0.5),
    thresholds: 0,
    ...wanted,
  };
  const { features, outputs, leavesF64 } = shape;
  const thresholds: number[] = [];
  const trees = Array.from({ length: shape.trees }, () => randomTree(dice, shape, thresholds));
  const plain: PlainModel = {
    features,
    outputs,
    leavesF64,
    trees,
    sumF32: dice.chance(0.4),
    link: outputs === 1 ? dice.below(5) : dice.pick([0, 2, 3, 4]),
    linkParameter: dice.chance(0.2) ? 7.5 : 0,
    base: Array.from({ length: outputs }, () => dice.pick([0, -0, dice.next() - 0.5, 1e-40, 1e10])),
    divisor: Array.from({ length: outputs }, () => dice.pick([1, 1, 3, trees.length + 1, 0.1, 1e300])),
    statistics: dice.chance(0.5),
    ...(dice.chance(0.5) ? { bins: randomBins(dice, features) } : {}),
    ...(dice.chance(0.5) ? { metadata: { made: "at random", numbers: [dice.next()] } } : {}),
  };
  return { features, thresholds, codes: shape.codes, bytes: buildModel(plain) };
}

function randomTree(dice: Dice, shape: Shape, thresholds: number[]): PlainTree {
  const width = dice.chance(0.4) ? 1 + dice.below(shape.outputs) : 1;
  const budget = { nodes: shape.nodes };
  // Finished subtrees by their height: sharing one can make no cycle, nor a path that is too long.
  const finished: { height: number; part: PlainNode | PlainLeaf }[] = [];
  const grow = (depth: number): { height: number; part: PlainNode | PlainLeaf } => {
    const fitting = shape.shared ? finished.filter(({ height }) => height <= depth) : [];
    if (fitting.length > 0 && dice.chance(0.3)) return dice.pick(fitting);
    // Mostly on, so that thin paths reach the depth wanted.
    const stops = depth === 0 || budget.nodes === 0 || dice.chance(0.15);
    if (stops) {
      const leaf = { height: 0, part: Array.from({ length: width }, () => randomLeaf(dice, shape)) };
      finished.push(leaf);
      return leaf;
    }
    budget.nodes--;
    const [left, right] = [grow(depth - 1), grow(depth - 1)];
    const height = 1 + Math.max(left.height, right.height);
    const grown = { height, part: randomNode(dice, shape, thresholds, left.part, right.part) };
    finished.push(grown);
    return grown;
  };
  return {
    weight: dice.pick([1, 1, 0.1, -0.3, 0, 1e-300, dice.next()]),
    output: dice.below(shape.outputs - width + 1),
    width,
    root: grow(shape.depth).part,
  };
}

function randomNode(
  dice: Dice,
  shape: Shape,
  thresholds: number[],
  left: PlainNode | PlainLeaf,
  right: PlainNode | PlainLeaf,
): PlainNode {
  const node: PlainNode = {
    feature: dice.below(shape.features),
    missingLeft: dice.chance(0.5),
    cover: [dice.below(1000), dice.next()],
    gain: dice.next() - 0.1,
    left,
    right,
  };
  if (dice.chance(shape.categories)) {
    const count = dice.pick([0, 1, 3, 20]);
    node.codes = Array.from({ length: count }, () => dice.below(shape.codes));
    node.listedRight = dice.chance(0.3);
    return node;
  }
  const usual =
    shape.thresholds === 0
      ? [dice.next(), 100 * (dice.next() - 0.5)]
      : [dice.below(shape.thresholds) / 4, dice.below(shape.thresholds) / 4];
  node.threshold = dice.pick([...usual, 0, -0, 1e-35, -1e-40, ...edgeNumbers]);
  node.zeroMissing = shape.zeroMissing && dice.chance(0.6);
  thresholds.push(node.threshold);
  return node;
}

function randomLeaf(dice: Dice, shape: Shape): number {
  const usual = (dice.next() - 0.5) * 10 ** dice.below(6);
  return dice.pick([usual, usual, usual, 0, -0, 1e-45, shape.leavesF64 ? 1e200 : 1e30]);
}

function randomBins(dice: Dice, features: number): PlainFeature[] {
  return Array.from({ length: features }, (): PlainFeature => {
    if (dice.chance(0.3)) return { kind: "category", codes: dice.below(256) };
    const count = dice.pick([0, 1, 5, features > 30 ? 9 : 254]);
    return { kind: "number", edges: Array.from({ length: count }, (_, i) => i * 0.5 - 20) };
  });
}

const edgeNumbers: readonly number[] = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  3.4028234663852886e38,
  -3.4028234663852886e38,
  1.401298464324817e-45,
  -1.401298464324817e-45,
];

/** Cells at which a careless conversion or comparison goes wrong. */
const edgeCells: readonly number[] = [
  ...edgeNumbers,
  0,
  -0,
  // Around the size up to which zeroMissing takes a value for missing; the second is one ulp above as f32.
  1e-35,
  1.0000002e-35,
  -1e-35,
  1e-36,
  -0.5,
  -1,
  0.999,
  31.999,
  32,
  255.5,
  256,
  2147483648,
  3e9,
  4294967296,
  -3e9,
  1e20,
];

/** A row for the model: thresholds and their neighbours, codes in and out of range, missing and edge cells. */
export function randomRow(dice: Dice, { features, thresholds, codes }: RowSpace): Float32Array<ArrayBuffer> {
  const row = new Float32Array(features);
  const bits = new Int32Array(row.buffer);
  const bold = dice.pick([0.05, 0.3, 1]);
  for (let i = 0; i < row.length; i++) {
    row[i] = dice.chance(0.5) ? 60 * (dice.next() - 0.5) : dice.below(codes + 2);
    if (!dice.chance(bold)) continue;
    const atThreshold = thresholds.length > 0 && dice.chance(0.5);
    row[i] = atThreshold ? dice.pick(thresholds) : dice.pick(edgeCells);
    // One step to either side of a tie.
    if (atThreshold && dice.chance(0.4)) bits[i] = (bits[i] ?? 0) + dice.pick([-1, 1]);
  }
  return row;
}
