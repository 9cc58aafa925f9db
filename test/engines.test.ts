// The scorers lay a model out in one of several ways; here each way meets random models and rows, and gives the reference's
// bits. What decides is in as-kernels/engine.ts, as-kernels/blocks and rust-core/src/batch: how many thresholds and codes a feature has,
// how many category tests and nodes a tree, how many features there are beside the nodes, whether nodes are shared.

import { describe, expect, test } from "vitest";
import { core } from "../ts/wasm/core.ts";
import { bitsOf } from "./bits.ts";
import { buildModel, type PlainNode } from "./model-builder.ts";
import { Dice, type RandomModel, randomModel, randomRow, type Shape } from "./random-model.ts";
import { blocks, reference, scorers } from "./scorers.ts";

interface Case extends Partial<Shape> {
  name: string;
  /** Random models of this shape. @default 8 */
  models?: number;
}

const own: Partial<Shape> = { trees: 12, outputs: 1, shared: false, categories: 0, zeroMissing: false };
const depths = [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 20, 40];

const cases: readonly Case[] = [
  ...depths.map((depth) => ({
    ...own,
    name: `depth ${depth}`,
    features: 9,
    thresholds: 40,
    depth,
    models: 4,
  })),
  ...[1, 7, 8, 9, 16, 17].map((trees) => ({ ...own, name: `${trees} trees`, trees, features: 3, depth: 4 })),
  {
    ...own,
    name: "255 thresholds a feature and no more",
    features: 1,
    thresholds: 243,
    nodes: 120,
    trees: 40,
  },
  { ...own, name: "more than 255 thresholds a feature", features: 1, thresholds: 0, nodes: 120, trees: 40 },
  { ...own, name: "33 features", features: 33, thresholds: 99, nodes: 63, depth: 6 },
  { ...own, name: "300 features", features: 300, thresholds: 9, nodes: 63, depth: 6 },
  { ...own, name: "far more features than nodes", features: 3000, nodes: 7, depth: 3 },
  { ...own, name: "values next to zero missing", features: 4, thresholds: 9, zeroMissing: true, depth: 6 },
  {
    ...own,
    name: "categories and numbers",
    features: 6,
    thresholds: 30,
    categories: 0.4,
    codes: 60,
    depth: 7,
  },
  { ...own, name: "categories alone", features: 2, categories: 1, codes: 254, depth: 6, nodes: 63 },
  { ...own, name: "256 codes in lists", features: 1, categories: 1, codes: 256, nodes: 120, trees: 40 },
  { ...own, name: "more codes than a byte", features: 1, categories: 0.9, codes: 900, nodes: 120, trees: 40 },
  {
    ...own,
    name: "many category tests in a tree",
    features: 9,
    categories: 0.9,
    codes: 40,
    nodes: 700,
    depth: 12,
  },
  {
    ...own,
    name: "the same beside many thresholds",
    features: 2,
    categories: 0.5,
    codes: 40,
    nodes: 700,
    depth: 12,
  },
  { ...own, name: "codes in the hundred thousands", features: 3, categories: 0.3, codes: 200_000, models: 3 },
  { ...own, name: "nodes with two parents", features: 3, shared: true, thresholds: 20, depth: 6, nodes: 40 },
  {
    ...own,
    name: "the same with categories",
    features: 3,
    shared: true,
    categories: 0.5,
    codes: 60,
    depth: 6,
    nodes: 40,
  },
  { ...own, name: "three outputs in turn", features: 5, outputs: 3, thresholds: 30, depth: 6 },
  { ...own, name: "f64 leaves", features: 5, leavesF64: true, thresholds: 30, depth: 6 },
];

/** Scores some rows in every way and compares; fails with the name and place of the first that differs. */
function compare(name: string, model: RandomModel, dice: Dice): void {
  const oracle = reference.create(model.bytes);
  const all = scorers.map((scorer) => ({ name: scorer.name, score: scorer.create(model.bytes) }));
  for (let i = 0; i < 20; i++) {
    const row = randomRow(dice, model);
    const wanted = bitsOf(oracle(row));
    for (const { name: scorer, score } of all) {
      const given = bitsOf(score(row));
      if (given !== wanted) expect.fail(`${name}, row ${i}, ${scorer}: ${given} instead of ${wanted}`);
    }
  }
}

test.each(cases)("$name", ({ name, models = 8, ...shape }) => {
  const dice = new Dice(name.length * 7919 + 11);
  for (let i = 0; i < models; i++) compare(`${name}, model ${i}`, randomModel(dice, shape), dice);
});

/** A shape for which several of the above decide at once. */
function anyShape(dice: Dice): Partial<Shape> {
  return {
    trees: dice.pick([0, 1, 3, 8, 11, 20]),
    features: dice.pick([1, 2, 3, 5, 9, 33, 100]),
    outputs: dice.pick([1, 1, 1, 2, 3]),
    depth: dice.pick([0, 1, 2, 3, 5, 6, 7, 9, 14, 25]),
    nodes: dice.pick([3, 20, 63, 150]),
    categories: dice.pick([0, 0, 0.2, 0.5, 1]),
    codes: dice.pick([1, 31, 32, 33, 100, 224, 254, 256, 300, 3000]),
    thresholds: dice.pick([0, 3, 20, 250, 260]),
  };
}

test.each([1, 2, 3, 4, 5, 6])("any shape, part %i", (part) => {
  for (let i = 0; i < 30; i++) {
    const seed = part * 1000 + i;
    const dice = new Dice(seed * 104729);
    compare(`seed ${seed}`, randomModel(dice, anyShape(dice)), dice);
  }
});

/** A full tree: 2^depth leaves. */
function fullTree(
  dice: Dice,
  depth: number,
  features: number,
  threshold = () => 60 * (dice.next() - 0.5),
): PlainNode | number[] {
  if (depth === 0) return [dice.next() - 0.5];
  return {
    feature: dice.below(features),
    threshold: threshold(),
    missingLeft: dice.chance(0.5),
    left: fullTree(dice, depth - 1, features, threshold),
    right: fullTree(dice, depth - 1, features, threshold),
  };
}

/** A model of one tree, which asks for each of the thresholds of the first feature in turn. */
function chain(features: number, thresholds: readonly number[]): Uint8Array {
  const root = thresholds.reduceRight<PlainNode | number[]>(
    (right, threshold) => ({ feature: 0, threshold, left: [threshold], right }),
    [-1],
  );
  return buildModel({ features, trees: [{ root }] });
}

describe("blocks", () => {
  const many = Array.from({ length: 254 }, (_, i) => i);

  test("take up to 32 features, and up to 254 thresholds of each beside NaN", () => {
    expect(blocks(chain(32, many))).toBeDefined();
    expect(blocks(chain(32, [...many, Number.NaN, 0, Number.POSITIVE_INFINITY]))).toBeDefined();
    expect(blocks(chain(33, many))).toBeUndefined();
    expect(blocks(chain(32, [...many, 254]))).toBeUndefined();
  });

  test("tell each of 254 thresholds from its neighbours", () => {
    const scorer = blocks(chain(1, many));
    for (let x = -0.5; x < 255; x += 0.5) {
      scorer?.row.fill(x);
      expect(scorer?.score()[0]).toBe(x > 253 ? -1 : Math.max(0, Math.ceil(x)));
    }
  });

  test("refuse categories, zeros that are missing, nodes with many parents, and more than a cache holds", () => {
    const dice = new Dice(5);
    const numbers = { ...own, features: 4, thresholds: 20, depth: 6, nodes: 40 };
    expect(blocks(randomModel(dice, numbers).bytes)).toBeDefined();
    expect(blocks(randomModel(dice, { ...numbers, categories: 0.5 }).bytes)).toBeUndefined();
    expect(blocks(randomModel(dice, { ...numbers, zeroMissing: true }).bytes)).toBeUndefined();
    let root: PlainNode | number[] = [1];
    for (let level = 0; level < 30; level++) root = { feature: 0, threshold: level, left: root, right: root };
    expect(blocks(buildModel({ features: 1, trees: [{ root }] }))).toBeUndefined();
    const forest = Array.from({ length: 60 }, () => ({ root: fullTree(dice, 11, 2, () => dice.below(99)) }));
    expect(blocks(buildModel({ features: 2, trees: forest.slice(0, 1) }))).toBeDefined();
    expect(blocks(buildModel({ features: 2, trees: forest }))).toBeUndefined();
  });

  test.each([
    { name: "one output", outputs: 1 },
    { name: "three, a tree each", outputs: 3 },
  ])("take most random models of numbers: $name", ({ name, outputs }) => {
    const dice = new Dice(name.length);
    let fitting = 0;
    for (let i = 0; i < 20; i++) {
      const shape = {
        ...own,
        outputs,
        features: dice.pick([1, 7, 32]),
        thresholds: 100,
        depth: 9,
        nodes: 90,
      };
      const model = randomModel(dice, shape);
      compare(`${name}, model ${i}`, model, dice);
      if (blocks(model.bytes) !== undefined) fitting++;
    }
    expect(fitting).toBeGreaterThan(15);
  });
});

describe("large", () => {
  test.each([
    { name: "a tree of 16,383 nodes beside small ones", features: 7, depths: [14, 0, 3, 1] },
    { name: "20,000 features", features: 20_000, depths: [12, 11, 5] },
  ])("$name", ({ name, features, depths: grown }) => {
    const dice = new Dice(features);
    const trees = grown.map((depth) => ({ root: fullTree(dice, depth, features) }));
    const bytes = buildModel({ features, trees });
    compare(name, { bytes, features, thresholds: [0, 1.5], codes: 3 }, dice);
  });

  test("any number of rows at once", async () => {
    const { BatchScorer } = await core();
    const dice = new Dice(3);
    const model = randomModel(dice, { ...own, features: 5, outputs: 2, categories: 0.2, thresholds: 50 });
    const scorer = new BatchScorer(model.bytes);
    for (const count of [0, 1, 7, 8, 15, 16, 17, 127, 128, 129, 300]) {
      const rows = new Float32Array(count * model.features);
      for (let i = 0; i < count; i++) rows.set(randomRow(dice, model), i * model.features);
      expect(bitsOf(scorer.score(rows, count)), `${count} rows`).toBe(
        bitsOf(scorer.scorePlainly(rows, count)),
      );
    }
  });
});
