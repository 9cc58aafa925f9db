// Every scorer gives the reference's bits: on small models whose answers are worked out here by hand, and on hundreds
// of random models and rows.

import { describe, expect, test } from "vitest";
import { bitsOf } from "./bits.ts";
import { buildModel, type PlainModel, type PlainNode } from "./model-builder.ts";
import { Dice, randomModel, randomRow } from "./random-model.ts";
import { reference, scorers } from "./scorers.ts";

const nan = Number.NaN;
const inf = Number.POSITIVE_INFINITY;

interface Vector {
  name: string;
  model: PlainModel;
  /** Row and the margins it must get. */
  answers: readonly (readonly [row: readonly number[], margins: readonly number[]])[];
}

/** One numeric or category test on feature 0: 1 on the left, 2 on the right. */
function stump(node: Omit<PlainNode, "feature" | "left" | "right">): PlainModel {
  return { features: 1, trees: [{ root: { feature: 0, left: [1], right: [2], ...node } }] };
}

const left = [1];
const right = [2];

const vectors: readonly Vector[] = [
  {
    name: "ties go left, the next f32 right, signs of zero are one",
    model: stump({ threshold: 0 }),
    answers: [
      [[0], left],
      [[-0], left],
      [[1e-45], right],
      [[-1e-45], left],
      [[inf], right],
      [[-inf], left],
    ],
  },
  {
    name: "a threshold is an f32",
    model: stump({ threshold: 0.1 }),
    answers: [
      [[0.1], left],
      [[Math.fround(0.1) + 2 ** -27], right],
      [[nan], right],
    ],
  },
  {
    name: "a missing value goes left by flag",
    model: stump({ threshold: 0, missingLeft: true }),
    answers: [
      [[nan], left],
      [[1], right],
    ],
  },
  {
    name: "a threshold of NaN sends every present value right",
    model: stump({ threshold: nan, missingLeft: true }),
    answers: [
      [[-inf], right],
      [[0], right],
      [[nan], left],
    ],
  },
  {
    name: "a threshold of infinity sends every present value left",
    model: stump({ threshold: inf }),
    answers: [
      [[inf], left],
      [[nan], right],
    ],
  },
  {
    name: "zero as missing, up to 1e-35 as f32",
    model: stump({ threshold: 1, zeroMissing: true }),
    answers: [
      [[0], right],
      [[-0], right],
      [[1e-35], right],
      [[-1e-35], right],
      [[1.000001e-35], left],
      [[-1.000001e-35], left],
    ],
  },
  {
    name: "category codes: listed left, others right",
    model: stump({ codes: [0, 31, 32, 70] }),
    answers: [
      [[0], left],
      [[-0], left],
      [[0.9], left],
      [[1], right],
      [[31.5], left],
      [[32], left],
      [[33], right],
      [[70.99], left],
      [[71], right],
      [[95], right],
      [[96], right],
      [[-0.5], right],
      [[-1], right],
      [[nan], right],
      [[inf], right],
      [[-inf], right],
      [[3e9], right],
      [[2147483648], right],
      [[4294967296], right],
      [[4294967296 + 1024], right],
      [[1e38], right],
    ],
  },
  {
    name: "category codes: listed right, others left, missing by its own flag",
    model: stump({ codes: [2], listedRight: true }),
    answers: [
      [[2], right],
      [[1], left],
      [[-2], left],
      [[3e9], left],
      [[inf], left],
      [[nan], right],
    ],
  },
  {
    name: "an empty category list",
    model: stump({ codes: [], missingLeft: true }),
    answers: [
      [[0], right],
      [[nan], left],
      [[inf], right],
    ],
  },
  {
    name: "one-leaf trees and none, base, weights and divisors",
    model: {
      features: 0,
      outputs: 2,
      base: [0.5, 7],
      divisor: [2, 4],
      trees: [
        { weight: 3, root: [1] },
        { output: 1, root: [-3] },
      ],
    },
    answers: [[[], [1.75, 1]]],
  },
  {
    name: "no tree at all",
    model: { features: 3, outputs: 2, base: [-0, 3], divisor: [2, 2], trees: [] },
    answers: [
      [
        [1, 2, 3],
        [-0, 1.5],
      ],
    ],
  },
  {
    name: "vector leaves add to the outputs from theirs on",
    model: {
      features: 1,
      outputs: 4,
      trees: [{ output: 1, width: 3, root: { feature: 0, threshold: 0, left: [1, 2, 3], right: [4, 5, 6] } }],
    },
    answers: [
      [[0], [0, 1, 2, 3]],
      [[1], [0, 4, 5, 6]],
    ],
  },
  {
    name: "f64 sums of f32 leaves",
    model: { features: 0, trees: [{ root: [0.1] }, { weight: 0.1, root: [0.2] }] },
    answers: [[[], [Math.fround(0.1) + 0.1 * Math.fround(0.2)]]],
  },
  {
    name: "f32 sums round every product and sum, and divide in f64",
    model: {
      features: 0,
      sumF32: true,
      leavesF64: true,
      base: [0.1],
      divisor: [3],
      trees: [{ weight: 0.7, root: [0.3] }, { root: [1e-9] }],
    },
    answers: [
      [
        [],
        [
          Math.fround(
            Math.fround(Math.fround(0.1) + Math.fround(Math.fround(0.7) * Math.fround(0.3))) +
              Math.fround(1e-9),
          ) / 3,
        ],
      ],
    ],
  },
  {
    // With one rounding the sum would be -2^-54 instead of 0.
    name: "product and sum are two roundings",
    model: {
      features: 0,
      leavesF64: true,
      base: [-1],
      trees: [{ weight: 1 + 2 ** -27, root: [1 - 2 ** -27] }],
    },
    answers: [[[], [0]]],
  },
];

describe.each([reference, ...scorers])("$name", ({ create }) => {
  test.each(vectors)("$name", ({ model, answers }) => {
    const score = create(buildModel(model));
    for (const [row, margins] of answers) {
      expect(bitsOf(score(Float32Array.from(row))), `row ${row}`).toBe(bitsOf(Float64Array.from(margins)));
    }
  });

  test("a path of 5,000 tests", () => {
    let root: PlainNode["left"] = [-1];
    for (let i = 4999; i >= 0; i--) root = { feature: i % 7, threshold: i, left: [i], right: root };
    const score = create(buildModel({ features: 7, trees: [{ root }] }));
    expect([...score(new Float32Array(7).fill(4321))]).toEqual([4321]);
    expect([...score(new Float32Array(7).fill(inf))]).toEqual([-1]);
  });

  test("a node shared by two parents", () => {
    const shared: PlainNode = { feature: 1, threshold: 0, left: [1], right: [2] };
    const root: PlainNode = {
      feature: 0,
      threshold: 0,
      left: { feature: 2, threshold: 0, left: shared, right: [3] },
      right: shared,
    };
    const score = create(buildModel({ features: 3, trees: [{ root }] }));
    const rows = [
      [0, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [1, 0, 1],
      [1, 1, 1],
    ];
    expect(rows.map((row) => score(Float32Array.from(row))[0])).toEqual([1, 2, 3, 1, 2]);
  });

  test("1,000 features and 64 outputs", () => {
    const trees = Array.from({ length: 64 }, (_, o) => ({
      output: o,
      root: { feature: 999 - o, threshold: o, left: [o], right: [-o] },
    }));
    const score = create(buildModel({ features: 1000, outputs: 64, link: 2, trees }));
    expect([...score(Float32Array.from({ length: 1000 }, (_, i) => 999 - i))]).toEqual(
      trees.map((_, o) => o),
    );
    expect([...score(new Float32Array(1000).fill(64))]).toEqual(trees.map((_, o) => 0 - o));
  });
});

describe.each(scorers)("$name and the reference", ({ create }) => {
  test.each(Array.from({ length: 10 }, (_, i) => i))("agree on random models, part %i", (part) => {
    const dice = new Dice(1000 + part);
    for (let i = 0; i < 40; i++) {
      const model = randomModel(dice);
      const [expected, actual] = [reference.create(model.bytes), create(model.bytes)];
      for (let j = 0; j < 25; j++) {
        const row = randomRow(dice, model);
        const [wanted, given] = [bitsOf(expected(row)), bitsOf(actual(row))];
        if (wanted !== given)
          expect.fail(`part ${part}, model ${i}, row ${j}: ${given} instead of ${wanted}`);
      }
    }
  });

  test("read models at any alignment", () => {
    const { bytes } = randomModel(new Dice(5));
    for (let offset = 0; offset < 8; offset++) {
      const moved = new Uint8Array(bytes.length + 8).subarray(offset, offset + bytes.length);
      moved.set(bytes);
      expect(() => create(moved)).not.toThrow();
    }
  });
});
