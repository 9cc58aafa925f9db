import { describe, expect, test } from "vitest";
import { buildModel, seal } from "../../test/model-builder.ts";
import { readHeader, readMetadata, withMetadata } from "./bytes.ts";

const metadata = { z: 1, a: [true, null], ü: "ß" };
const bytes: Uint8Array<ArrayBuffer> = buildModel({
  features: 3,
  outputs: 2,
  link: 4,
  linkParameter: 2.5,
  leavesF64: true,
  sumF32: true,
  trees: [{ root: { feature: 2, codes: [33], left: [1], right: [2] } }, { root: [3] }],
  bins: [
    { kind: "number", edges: [1, 2, 3] },
    { kind: "category", codes: 4 },
    { kind: "category", codes: 34 },
  ],
  statistics: true,
  metadata,
});

test("the header, decoded", () => {
  expect(readHeader(bytes)).toEqual({
    checksum: expect.any(Number),
    byteLength: bytes.length,
    leavesF64: true,
    sumF32: true,
    hasBins: true,
    hasStatistics: true,
    link: "exp2",
    linkParameter: 2.5,
    features: 3,
    outputs: 2,
    trees: 2,
    nodes: 1,
    leafValues: 3,
    categoryWords: 3,
    edges: 3,
    maxDepth: 1,
    metadataBytes: 33,
    at: {
      base: 80,
      divisor: 96,
      trees: 112,
      nodes: 160,
      leaves: 176,
      categories: 200,
      features: 216,
      edges: 240,
      cover: 256,
      gain: 264,
      metadata: 272,
    },
  });
});

test("sections that the model lacks take no bytes", () => {
  const { at } = readHeader(buildModel({ features: 9, trees: [] }));
  expect([at.features, at.edges, at.cover, at.gain, at.metadata]).toEqual([96, 96, 96, 96, 96]);
});

test("bytes at any alignment", () => {
  for (let offset = 0; offset < 8; offset++) {
    const moved = new Uint8Array(bytes.length + 11).subarray(offset, offset + bytes.length);
    moved.set(bytes);
    expect(readHeader(moved)).toEqual(readHeader(bytes));
    expect(readMetadata(moved)).toEqual(metadata);
    expect(withMetadata(moved, metadata)).toEqual(bytes);
  }
});

describe("metadata", () => {
  test("is read back", () => {
    expect(readMetadata(bytes)).toEqual(metadata);
    expect(readMetadata(buildModel({ features: 0, trees: [] }))).toBeUndefined();
  });

  test.each([[null], [0], [""], ["ü😀\u0000"], [[1, 2]], [{ b: 1, a: { d: [], c: {} } }], [undefined]])(
    "replaced by %j",
    (value) => {
      const before = bytes.slice();
      const changed = withMetadata(bytes, value);
      expect(readMetadata(changed)).toEqual(value);
      expect(bytes).toEqual(before);
      expect(changed.subarray(20, 56)).toEqual(bytes.subarray(20, 56));
      const { at } = readHeader(bytes);
      expect(changed.subarray(80, at.metadata)).toEqual(bytes.subarray(80, at.metadata));
    },
  );

  test("keeps the order of keys and gives the same bytes again", () => {
    const [one, other] = [withMetadata(bytes, { b: 1, a: 2 }), withMetadata(bytes, { b: 1, a: 2 })];
    expect(one).toEqual(other);
    expect(new TextDecoder().decode(one)).toContain('{"b":1,"a":2}');
  });

  test("that is not JSON, or not UTF-8, is refused with its place", () => {
    const { at, metadataBytes } = readHeader(bytes);
    for (const byte of [0x7d, 0xff]) {
      const changed = bytes.slice();
      changed[at.metadata + metadataBytes - 2] = byte;
      seal(changed);
      expect(() => readMetadata(changed)).toThrow(
        `The model's metadata is not JSON in UTF-8 (byte ${at.metadata})`,
      );
      expect(readMetadata(withMetadata(changed, [1]))).toEqual([1]);
    }
  });
});

test("a damaged model is refused by all three", () => {
  const flipped = bytes.slice();
  flipped[100] = 1;
  for (const read of [readHeader, readMetadata, (model: Uint8Array) => withMetadata(model, {})]) {
    expect(() => read(flipped)).toThrow(/damaged: .* \(byte 12\)/);
  }
});
