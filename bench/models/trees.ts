// In: model bytes. Out: their trees as plain arrays, ready to be written in another library's format: each leaf already weighted,
// divided and, in the first tree of each output, with the base added, so that margins are plain sums of leaves.

import { readHeader } from "../../dist/model/bytes.js";

const MISSING_LEFT = 1 << 24;
const CATEGORY = 1 << 25;
const LISTED_RIGHT = 1 << 27;

export interface ExportNode {
  feature: number;
  /** `x <= threshold` goes left; of no meaning in a category test. */
  threshold: number;
  /** Codes that go left, of a category test. */
  codes?: number[];
  missingLeft: boolean;
  /** From 0 a node of this tree, below 0 the leaf `~child`. */
  left: number;
  right: number;
}

export interface ExportTree {
  /** The first margin that it adds to. */
  output: number;
  nodes: ExportNode[];
  /** What each leaf adds, one number for each of `width` margins. */
  leaves: number[][];
}

export interface ExportModel {
  features: number;
  outputs: number;
  trees: ExportTree[];
}

export function readTrees(bytes: Uint8Array): ExportModel {
  const header = readHeader(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { at, outputs, features } = header;
  const divisor = (o: number): number => view.getFloat64(at.divisor + 8 * o, true);
  const unbased = new Set(Array.from({ length: outputs }, (_, o) => o));
  const trees = Array.from({ length: header.trees }, (_, t): ExportTree => {
    const place = at.trees + 24 * t;
    const [output, width, first] = [12, 16, 20].map((offset) => view.getUint32(place + offset, true)) as [
      number,
      number,
      number,
    ];
    const end = t + 1 < header.trees ? view.getUint32(place + 24 + 20, true) : header.nodes;
    const weight = view.getFloat64(place, true);
    const based = (o: number): number =>
      unbased.has(o) ? view.getFloat64(at.base + 8 * o, true) / divisor(o) : 0;
    const bases = Array.from({ length: width }, (_, j) => based(output + j));
    for (let j = 0; j < width; j++) unbased.delete(output + j);
    const leaf = (index: number): number =>
      header.leavesF64
        ? view.getFloat64(at.leaves + 8 * index, true)
        : view.getFloat32(at.leaves + 4 * index, true);
    const leaves: number[][] = [];
    const refer = (reference: number): number => {
      if (reference >= 0) return reference - first;
      const values = bases.map(
        (base, j) => (weight * leaf(~reference + j)) / divisor(output + j) + (base as number),
      );
      return ~(leaves.push(values) - 1);
    };
    const nodes = Array.from({ length: end - first }, (_, n) =>
      readNode(view, at.nodes + 16 * (first + n), at.categories, refer),
    );
    if (nodes.length === 0) refer(view.getInt32(place + 8, true));
    return { output, nodes, leaves };
  });
  return { features, outputs, trees };
}

function readNode(
  view: DataView,
  at: number,
  categories: number,
  refer: (reference: number) => number,
): ExportNode {
  const test = view.getUint32(at + 4, true);
  const node: ExportNode = {
    feature: test & 0xffffff,
    threshold: view.getFloat32(at, true),
    missingLeft: (test & MISSING_LEFT) !== 0,
    left: refer(view.getInt32(at + 8, true)),
    right: refer(view.getInt32(at + 12, true)),
  };
  if ((test & CATEGORY) === 0) return node;
  const list = categories + 4 * view.getUint32(at, true);
  const codes: number[] = [];
  for (let code = 0; code < 32 * view.getUint32(list, true); code++) {
    if ((view.getUint32(list + 4 + 4 * (code >>> 5), true) >>> (code & 31)) & 1) codes.push(code);
  }
  // Listed codes always go left here; the other way round the sides change places.
  if ((test & LISTED_RIGHT) === 0) return { ...node, codes };
  return { ...node, codes, missingLeft: !node.missingLeft, left: node.right, right: node.left };
}

/** The least f32 above x: `v <= x` is `v < nextAbove(x)` for all f32 v. */
export function nextAbove(x: number): number {
  const bits = new DataView(new ArrayBuffer(4));
  bits.setFloat32(0, x === 0 ? 0 : x, true);
  const word = bits.getInt32(0, true);
  if (x === Number.POSITIVE_INFINITY) return x;
  bits.setInt32(0, word >= 0 ? word + 1 : word - 1, true);
  return bits.getFloat32(0, true);
}
