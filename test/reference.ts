// In: model bytes, then rows. Out: margins. The slow, obvious reader of MODEL_FORMAT.md: the oracle of the others.
// It shares no layout with them: every offset and mask is written out from the specification.

import { xxh32 } from "../ts/model/checksum.ts";
import { modelError } from "../ts/model/faults.ts";

/** A checked model: its header fields by name, where its sections begin, and a view of its bytes. */
export interface ReferenceModel {
  view: DataView;
  header: Record<(typeof headerWords)[number], number>;
  at: Record<(typeof sectionNames)[number], number>;
}

const headerWords = [
  "version",
  "checksum",
  "byteLength",
  "flags",
  "features",
  "outputs",
  "trees",
  "nodes",
  "leafValues",
  "categoryWords",
  "edges",
  "maxDepth",
  "metadataBytes",
  "reserved",
] as const;
const sectionNames = [
  "base",
  "divisor",
  "trees",
  "nodes",
  "leaves",
  "categories",
  "features",
  "edges",
  "cover",
  "gain",
  "metadata",
  "end",
] as const;

function demand(holds: boolean, fault: number, offset: number): void {
  if (!holds) throw modelError(fault, offset);
}

/** Reads a model with all checks; throws the located error of the first that fails. */
export function readModel(bytes: Uint8Array): ReferenceModel {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  demand(bytes.length >= 80, 11, bytes.length);
  demand(String.fromCharCode(...bytes.subarray(0, 8)) === "hedgerow", 12, 0);
  const words = headerWords.map((name, i) => [name, view.getUint32(8 + 4 * i, true)]);
  const model: ReferenceModel = { view, header: Object.fromEntries(words), at: Object.create(null) };
  const { header } = model;
  demand(header.version <= 1, 21, 8);
  demand(header.version === 1, 22, 8);
  place(model);
  demand(header.byteLength === bytes.length, 31, 16);
  demand(header.byteLength === model.at.end, 32, 16);
  demand(header.checksum === xxh32(bytes.subarray(16)), 41, 12);
  checkHeader(model);
  checkSums(model);
  checkTrees(model);
  for (let tree = 0; tree < header.trees; tree++) checkNodes(model, tree);
  for (let i = 0; i < header.leafValues; i++) {
    demand(Number.isFinite(leafValue(model, i)), 91, model.at.leaves + i * (header.flags & 1 ? 8 : 4));
  }
  checkFeatures(model);
  if (header.flags & 8) {
    for (let at = model.at.cover; at < model.at.cover + 8 * header.nodes; at += 4) {
      demand(Number.isFinite(view.getFloat32(at, true)) && view.getFloat32(at, true) >= 0, 111, at);
    }
    for (let at = model.at.gain; at < model.at.gain + 4 * header.nodes; at += 4) {
      demand(Number.isFinite(view.getFloat32(at, true)), 112, at);
    }
  }
  demand(longestPath(model) === header.maxDepth, 121, 52);
  return model;
}

function place({ header, at }: ReferenceModel): void {
  const { flags, outputs, trees, nodes, leafValues, categoryWords, features, edges, metadataBytes } = header;
  const binned = flags & 4 ? 1 : 0;
  const counted = flags & 8 ? 1 : 0;
  const sizes = [
    8 * outputs,
    8 * outputs,
    24 * trees,
    16 * nodes,
    (flags & 1 ? 8 : 4) * leafValues,
    4 * categoryWords,
    8 * features * binned,
    4 * edges * binned,
    8 * nodes * counted,
    4 * nodes * counted,
    metadataBytes,
    0,
  ];
  let offset = 80;
  for (const [i, name] of sectionNames.entries()) {
    at[name] = offset;
    offset = Math.ceil((offset + (sizes[i] ?? 0)) / 8) * 8;
  }
}

function checkHeader({ view, header }: ReferenceModel): void {
  demand((header.flags & 0xffff00f0) === 0, 51, 20);
  const link = (header.flags >>> 8) & 0xff;
  demand(link <= 4, 52, 20);
  demand(header.outputs >= 1 && header.outputs <= 65535, 53, 28);
  demand(header.features <= 16777215, 54, 24);
  demand(link !== 1 || header.outputs <= 2, 55, 28);
  for (const at of [60, 72, 76]) demand(view.getUint32(at, true) === 0, 56, at);
  demand(Number.isFinite(view.getFloat64(64, true)), 57, 64);
}

function checkSums({ view, header, at }: ReferenceModel): void {
  for (let o = 0; o < header.outputs; o++) {
    demand(Number.isFinite(view.getFloat64(at.base + 8 * o, true)), 61, at.base + 8 * o);
  }
  for (let o = 0; o < header.outputs; o++) {
    const divisor = view.getFloat64(at.divisor + 8 * o, true);
    demand(Number.isFinite(divisor) && divisor > 0, 62, at.divisor + 8 * o);
  }
}

interface Tree {
  at: number;
  weight: number;
  root: number;
  output: number;
  width: number;
  first: number;
  end: number;
}

function treeOf({ view, header, at: sections }: ReferenceModel, index: number): Tree {
  const at = sections.trees + 24 * index;
  const last = index === header.trees - 1;
  return {
    at,
    weight: view.getFloat64(at, true),
    root: view.getInt32(at + 8, true),
    output: view.getUint32(at + 12, true),
    width: view.getUint32(at + 16, true),
    first: view.getUint32(at + 20, true),
    end: last ? header.nodes : view.getUint32(at + 44, true),
  };
}

function checkTrees(model: ReferenceModel): void {
  const { header } = model;
  demand(header.trees > 0 || header.nodes === 0, 75, 36);
  let before = 0;
  for (let index = 0; index < header.trees; index++) {
    const tree = treeOf(model, index);
    demand(Number.isFinite(tree.weight), 71, tree.at);
    demand(tree.width > 0 && tree.output + tree.width <= header.outputs, 72, tree.at + 16);
    demand(tree.first >= before && tree.first <= header.nodes, 73, tree.at + 20);
    demand(index > 0 || tree.first === 0, 73, tree.at + 20);
    demand(fits(model, tree, tree.root, tree.first), 74, tree.at + 8);
    before = tree.first;
  }
}

/** Is the reference a node of the tree from `lowest` on, or a leaf that has all its numbers? */
function fits({ header }: ReferenceModel, tree: Tree, reference: number, lowest: number): boolean {
  if (reference >= 0) return reference >= lowest && reference < tree.end;
  return ~reference + tree.width <= header.leafValues;
}

function checkNodes(model: ReferenceModel, index: number): void {
  const { view, header } = model;
  const tree = treeOf(model, index);
  for (let node = tree.first; node < tree.end; node++) {
    const at = model.at.nodes + 16 * node;
    const value = view.getUint32(at, true);
    const test = view.getUint32(at + 4, true);
    const category = (test >>> 25) & 1;
    demand((test & 0xffffff) < header.features, 81, at + 4);
    demand(test >>> 28 === 0 && (test & (category ? 1 << 26 : 1 << 27)) === 0, 82, at + 4);
    for (const side of [8, 12])
      demand(fits(model, tree, view.getInt32(at + side, true), node + 1), 83, at + side);
    if (!category) continue;
    demand(value < header.categoryWords, 84, at);
    demand(value + 1 + view.getUint32(model.at.categories + 4 * value, true) <= header.categoryWords, 84, at);
  }
}

function checkFeatures({ view, header, at }: ReferenceModel): void {
  const counts: number[] = [];
  for (let f = 0; f < (header.flags & 4 ? header.features : 0); f++) {
    const kind = view.getUint32(at.features + 8 * f, true);
    const count = view.getUint32(at.features + 8 * f + 4, true);
    demand(kind <= 1, 101, at.features + 8 * f);
    demand(count <= (kind === 0 ? 254 : 255), 102, at.features + 8 * f + 4);
    if (kind === 0) counts.push(count);
  }
  demand(counts.reduce((sum, count) => sum + count, 0) === header.edges, 103, 48);
  let edge = at.edges;
  for (const count of counts) {
    for (let i = 0; i < count; i++, edge += 4) {
      const value = view.getFloat32(edge, true);
      demand(Number.isFinite(value) && (i === 0 || value > view.getFloat32(edge - 4, true)), 104, edge);
    }
  }
}

function longestPath(model: ReferenceModel): number {
  const { view, header, at } = model;
  const heights = new Map<number, number>();
  const height = (reference: number): number => (reference < 0 ? 0 : (heights.get(reference) ?? 0));
  for (let node = header.nodes - 1; node >= 0; node--) {
    const left = height(view.getInt32(at.nodes + 16 * node + 8, true));
    const right = height(view.getInt32(at.nodes + 16 * node + 12, true));
    heights.set(node, 1 + Math.max(left, right));
  }
  let longest = 0;
  for (let tree = 0; tree < header.trees; tree++)
    longest = Math.max(longest, height(treeOf(model, tree).root));
  return longest;
}

function leafValue({ view, header, at }: ReferenceModel, index: number): number {
  return header.flags & 1
    ? view.getFloat64(at.leaves + 8 * index, true)
    : view.getFloat32(at.leaves + 4 * index, true);
}

/** The margins of one row; each call gives a new array. */
export function scoreReference(model: ReferenceModel, row: Float32Array): Float64Array {
  const { view, header, at } = model;
  const rounded = header.flags & 2 ? Math.fround : (x: number): number => x;
  const sums = Array.from({ length: header.outputs }, (_, o) =>
    rounded(view.getFloat64(at.base + 8 * o, true)),
  );
  for (let index = 0; index < header.trees; index++) {
    const tree = treeOf(model, index);
    let reference = tree.root;
    while (reference >= 0) {
      const node = at.nodes + 16 * reference;
      reference = view.getInt32(node + (goesLeft(model, node, row) ? 8 : 12), true);
    }
    for (let j = 0; j < tree.width; j++) {
      const product = rounded(rounded(tree.weight) * rounded(leafValue(model, ~reference + j)));
      sums[tree.output + j] = rounded((sums[tree.output + j] ?? 0) + product);
    }
  }
  return Float64Array.from(sums, (sum, o) => sum / view.getFloat64(at.divisor + 8 * o, true));
}

function goesLeft({ view, at }: ReferenceModel, node: number, row: Float32Array): boolean {
  const test = view.getUint32(node + 4, true);
  const flag = (bit: number): boolean => ((test >>> bit) & 1) === 1;
  const x = row[test & 0xffffff] ?? Number.NaN;
  const missing = Number.isNaN(x) || (flag(26) && Math.abs(x) <= Math.fround(1e-35));
  if (missing) return flag(24);
  if (!flag(25)) return x <= view.getFloat32(node, true);
  const list = at.categories + 4 * view.getUint32(node, true);
  const words = view.getUint32(list, true);
  if (x < 0 || x >= 32 * words) return flag(27);
  const code = Math.trunc(x);
  const word = view.getUint32(list + 4 + 4 * Math.floor(code / 32), true);
  return ((word >>> (code % 32)) & 1) === 1 ? !flag(27) : flag(27);
}
