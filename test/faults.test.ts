// Every fault of the format's checks, made on purpose in a good model: all readers name it, at the same byte.

import { describe, expect, test } from "vitest";
import type { HedgerowError } from "../ts/error.ts";
import { readHeader } from "../ts/model/bytes.ts";
import * as fault from "../ts/model/fault-numbers.ts";
import { modelError } from "../ts/model/faults.ts";
import type { SectionOffsets } from "../ts/model/header.ts";
import { buildModel, seal } from "./model-builder.ts";
import { reference, scorers } from "./scorers.ts";

/** Two trees of three and one nodes, two of them category tests, with every section present. */
const good: Uint8Array<ArrayBuffer> = buildModel({
  features: 3,
  outputs: 2,
  link: 2,
  base: [1, 2],
  trees: [
    {
      width: 2,
      root: {
        feature: 0,
        threshold: 1,
        left: { feature: 1, codes: [3, 40], left: [1, 2], right: [3, 4] },
        right: { feature: 2, threshold: 5, left: [5, 6], right: [7, 8] },
      },
    },
    { output: 1, root: { feature: 1, codes: [0], left: [9], right: [10] } },
  ],
  bins: [
    { kind: "number", edges: [1, 2] },
    { kind: "category", codes: 41 },
    { kind: "number", edges: [5] },
  ],
  statistics: true,
  metadata: { any: "thing" },
});
const at: SectionOffsets = readHeader(good).at;

interface Damage {
  fault: number;
  offset: number;
  /** Changes the copy, or gives other bytes instead. */
  make(view: DataView, bytes: Uint8Array): unknown;
  /** Leave the checksum as it was. */
  unsealed?: boolean;
}

const u32 =
  (offset: number, value: number): Damage["make"] =>
  (view) =>
    view.setUint32(offset, value, true);
const i32 =
  (offset: number, value: number): Damage["make"] =>
  (view) =>
    view.setInt32(offset, value, true);
const f32 =
  (offset: number, value: number): Damage["make"] =>
  (view) =>
    view.setFloat32(offset, value, true);
const f64 =
  (offset: number, value: number): Damage["make"] =>
  (view) =>
    view.setFloat64(offset, value, true);

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
const secondTree = at.trees + 24;
const node = (index: number): number => at.nodes + 16 * index;

const damages: Record<string, Damage> = {
  "no byte": { fault: fault.TOO_SHORT, offset: 0, make: () => new Uint8Array(0) },
  "79 bytes": { fault: fault.TOO_SHORT, offset: 79, make: (_, bytes) => bytes.subarray(0, 79) },
  "another magic": { fault: fault.NO_MAGIC, offset: 0, make: u32(4, 0) },
  "a later version": { fault: fault.NEWER_VERSION, offset: 8, make: u32(8, 2) },
  "version 0": { fault: fault.UNKNOWN_VERSION, offset: 8, make: u32(8, 0) },
  "cut off": {
    fault: fault.WRONG_LENGTH,
    offset: 16,
    make: (_, bytes) => bytes.subarray(0, bytes.length - 8),
  },
  "a byte too many": {
    fault: fault.WRONG_LENGTH,
    offset: 16,
    make: (_, bytes) => Uint8Array.of(...bytes, 0),
  },
  "one tree too many": { fault: fault.WRONG_COUNTS, offset: 16, make: u32(32, 3) },
  "counts beyond 32 bits": { fault: fault.WRONG_COUNTS, offset: 16, make: u32(36, 0xffffffff) },
  // 2^28 nodes of 16 bytes more: the same length modulo 2^32.
  "counts that wrap around": { fault: fault.WRONG_COUNTS, offset: 16, make: u32(36, 4 + 2 ** 28) },
  "a flipped bit": { fault: fault.WRONG_CHECKSUM, offset: 12, make: u32(at.metadata, 1), unsealed: true },
  "flag bit 4": { fault: fault.UNKNOWN_FLAG, offset: 20, make: u32(20, 0x21c) },
  "flag bit 16": { fault: fault.UNKNOWN_FLAG, offset: 20, make: u32(20, 0x1020c) },
  "link 5": { fault: fault.UNKNOWN_LINK, offset: 20, make: u32(20, 0x50c) },
  "logistic with three outputs": {
    fault: fault.LOGISTIC_OUTPUTS,
    offset: 28,
    make: () => buildModel({ features: 0, outputs: 3, link: 1, trees: [] }),
  },
  "the first reserved field": { fault: fault.RESERVED_NOT_ZERO, offset: 60, make: u32(60, 1) },
  "the second reserved field": { fault: fault.RESERVED_NOT_ZERO, offset: 72, make: u32(72, 1) },
  "its upper half": { fault: fault.RESERVED_NOT_ZERO, offset: 76, make: u32(76, 1) },
  "a link parameter of NaN": { fault: fault.BAD_LINK_PARAMETER, offset: 64, make: f64(64, nan) },
  "a base of infinity": { fault: fault.BAD_BASE, offset: at.base + 8, make: f64(at.base + 8, inf) },
  "a divisor of 0": { fault: fault.BAD_DIVISOR, offset: at.divisor, make: f64(at.divisor, 0) },
  "a divisor below 0": { fault: fault.BAD_DIVISOR, offset: at.divisor, make: f64(at.divisor, -1) },
  "a divisor of infinity": {
    fault: fault.BAD_DIVISOR,
    offset: at.divisor + 8,
    make: f64(at.divisor + 8, inf),
  },
  "a weight of NaN": { fault: fault.BAD_WEIGHT, offset: at.trees, make: f64(at.trees, nan) },
  "width 0": { fault: fault.BAD_WIDTH, offset: at.trees + 16, make: u32(at.trees + 16, 0) },
  "an output that is not there": {
    fault: fault.BAD_WIDTH,
    offset: secondTree + 16,
    make: u32(secondTree + 12, 2),
  },
  "output + width beyond 32 bits": {
    fault: fault.BAD_WIDTH,
    offset: at.trees + 16,
    make: u32(at.trees + 12, 0xffffffff),
  },
  "a first tree that does not begin": {
    fault: fault.BAD_FIRST_NODE,
    offset: at.trees + 20,
    make: u32(at.trees + 20, 1),
  },
  "nodes that descend": {
    fault: fault.BAD_FIRST_NODE,
    offset: secondTree + 20,
    make: (view) => {
      view.setInt32(at.trees + 8, -1, true);
      view.setUint32(secondTree + 20, 5, true);
    },
  },
  "a root of the tree before": {
    fault: fault.BAD_ROOT,
    offset: secondTree + 8,
    make: i32(secondTree + 8, 0),
  },
  "a root of the tree after": { fault: fault.BAD_ROOT, offset: at.trees + 8, make: i32(at.trees + 8, 3) },
  "a root leaf without all its numbers": {
    fault: fault.BAD_ROOT,
    offset: at.trees + 8,
    make: i32(at.trees + 8, ~9),
  },
  "the lowest root": { fault: fault.BAD_ROOT, offset: at.trees + 8, make: i32(at.trees + 8, -(2 ** 31)) },
  "a feature too many": { fault: fault.NODE_FEATURE, offset: node(2) + 4, make: u32(node(2) + 4, 3) },
  "node flag 28": { fault: fault.NODE_FLAG, offset: node(0) + 4, make: u32(node(0) + 4, 1 << 28) },
  "node flag 31": { fault: fault.NODE_FLAG, offset: node(3) + 4, make: u32(node(3) + 4, 0x82000001) },
  "zeroMissing on a category test": {
    fault: fault.NODE_FLAG,
    offset: node(1) + 4,
    make: u32(node(1) + 4, 0x6000001),
  },
  "listedRight on a numeric test": {
    fault: fault.NODE_FLAG,
    offset: node(0) + 4,
    make: u32(node(0) + 4, 0x8000000),
  },
  "a node that is its own child": { fault: fault.BAD_CHILD, offset: node(0) + 8, make: i32(node(0) + 8, 0) },
  "a child before its parent": { fault: fault.BAD_CHILD, offset: node(2) + 12, make: i32(node(2) + 12, 1) },
  "a child of another tree": { fault: fault.BAD_CHILD, offset: node(2) + 12, make: i32(node(2) + 12, 3) },
  "a child beyond all": { fault: fault.BAD_CHILD, offset: node(3) + 8, make: i32(node(3) + 8, 4) },
  "a child leaf without all its numbers": {
    fault: fault.BAD_CHILD,
    offset: node(1) + 8,
    make: i32(node(1) + 8, ~9),
  },
  "a category list outside": { fault: fault.BAD_CATEGORY, offset: node(1), make: u32(node(1), 5) },
  "a category list that runs out": {
    fault: fault.BAD_CATEGORY,
    offset: node(3),
    make: u32(at.categories + 12, 2),
  },
  "a huge category list": {
    fault: fault.BAD_CATEGORY,
    offset: node(1),
    make: u32(at.categories, 0xffffffff),
  },
  "a leaf of infinity": { fault: fault.BAD_LEAF, offset: at.leaves + 36, make: f32(at.leaves + 36, -inf) },
  "a third kind": { fault: fault.FEATURE_KIND, offset: at.features + 8, make: u32(at.features + 8, 2) },
  "255 edges": { fault: fault.FEATURE_COUNT, offset: at.features + 4, make: u32(at.features + 4, 255) },
  "256 codes": { fault: fault.FEATURE_COUNT, offset: at.features + 12, make: u32(at.features + 12, 256) },
  "edges that do not add up": { fault: fault.EDGE_SUM, offset: 48, make: u32(at.features + 4, 1) },
  "an edge of NaN": { fault: fault.BAD_EDGE, offset: at.edges + 8, make: f32(at.edges + 8, nan) },
  "an edge of infinity": { fault: fault.BAD_EDGE, offset: at.edges + 4, make: f32(at.edges + 4, inf) },
  "an edge twice": { fault: fault.BAD_EDGE, offset: at.edges + 4, make: f32(at.edges + 4, 1) },
  "a cover below 0": { fault: fault.BAD_COVER, offset: at.cover + 28, make: f32(at.cover + 28, -1) },
  "a gain of NaN": { fault: fault.BAD_GAIN, offset: at.gain + 12, make: f32(at.gain + 12, nan) },
  "depth 1": { fault: fault.WRONG_DEPTH, offset: 52, make: u32(52, 1) },
  "depth 3": { fault: fault.WRONG_DEPTH, offset: 52, make: u32(52, 3) },
  // Models of their own, as the length must fit the counts.
  "no output": {
    fault: fault.BAD_OUTPUTS,
    offset: 28,
    make: () => buildModel({ features: 0, outputs: 0, trees: [] }),
  },
  "65,536 outputs": {
    fault: fault.BAD_OUTPUTS,
    offset: 28,
    make: () => buildModel({ features: 0, outputs: 65536, trees: [] }),
  },
  "16,777,216 features": {
    fault: fault.BAD_FEATURES,
    offset: 24,
    make: () => buildModel({ features: 16777216, trees: [] }),
  },
  "nodes without a tree": {
    fault: fault.NODES_WITHOUT_TREE,
    offset: 36,
    make: () => {
      const model = buildModel({ features: 1, trees: [{ root: { feature: 0, left: [1], right: [1] } }] });
      // A tree is 24 bytes: 24 bytes of metadata take its place.
      const view = new DataView(model.buffer);
      model.copyWithin(96, 120);
      view.setUint32(32, 0, true);
      view.setUint32(56, 24, true);
      seal(model);
      return model;
    },
  },
  "edges without bins": {
    fault: fault.EDGE_SUM,
    offset: 48,
    make: () => {
      const model = buildModel({ features: 1, trees: [] });
      new DataView(model.buffer).setUint32(48, 1, true);
      seal(model);
      return model;
    },
  },
};

function damaged({ make, unsealed }: Damage): Uint8Array {
  const copy = good.slice();
  const made = make(new DataView(copy.buffer), copy);
  if (made instanceof Uint8Array) return made;
  if (!unsealed) seal(copy);
  return copy;
}

function errorOf(read: () => unknown): { code: string; message: string } {
  try {
    read();
  } catch (error) {
    const { code, message } = error as HedgerowError;
    return { code, message };
  }
  return { code: "none", message: "accepted" };
}

const readers = [reference, ...scorers];

describe.each(readers)("$name", ({ create, sameErrors }) => {
  test("accepts the model before the damage", () => {
    expect(create(good)).toBeTypeOf("function");
  });

  test.each(Object.entries(damages))("refuses %s", (_, damage) => {
    const { code, message } = errorOf(() => create(damaged(damage)));
    const wanted = modelError(damage.fault, damage.offset);
    expect(code).toBe(wanted.code);
    if (sameErrors) expect(message).toBe(wanted.message);
  });
});

test("the header's reader refuses what checks 1 to 5 are about, and only that", () => {
  for (const [name, damage] of Object.entries(damages)) {
    const message = damage.fault < 60 ? modelError(damage.fault, damage.offset).message : "accepted";
    expect(errorOf(() => readHeader(damaged(damage))).message, name).toBe(message);
  }
});

test("every fault that a model can have is made above", () => {
  const made = new Set(Object.values(damages).map((damage) => damage.fault));
  expect(Object.values(fault).filter((number) => number !== fault.NO_MEMORY && !made.has(number))).toEqual(
    [],
  );
});
