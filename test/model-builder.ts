// In: a plain description of a model. Out: its bytes, checksum and all, as MODEL_FORMAT.md lays them out.
// Nothing is checked: a bad description makes bad bytes, which is what some tests want.
// A node or leaf array that stands twice in one tree (the same object) is written once and shared.

import { xxh32 } from "../ts/model/checksum.ts";

/** The numbers that a leaf adds. */
export type PlainLeaf = number[];

export interface PlainNode {
  feature: number;
  /** Numeric test: rounded to f32. */
  threshold?: number;
  /** Category test: the codes listed. */
  codes?: readonly number[];
  missingLeft?: boolean;
  zeroMissing?: boolean;
  listedRight?: boolean;
  cover?: readonly [left: number, right: number];
  gain?: number;
  left: PlainNode | PlainLeaf;
  right: PlainNode | PlainLeaf;
}

export interface PlainTree {
  /** @default 1 */
  weight?: number;
  /** @default 0 */
  output?: number;
  /** Numbers in each leaf. @default 1 */
  width?: number;
  root: PlainNode | PlainLeaf;
}

export interface PlainFeature {
  kind: "number" | "category";
  /** Bin edges of a number. */
  edges?: readonly number[];
  /** Number of codes of a category. */
  codes?: number;
}

export interface PlainModel {
  features: number;
  /** @default 1 */
  outputs?: number;
  /** 0 to 4. @default 0 */
  link?: number;
  linkParameter?: number;
  leavesF64?: boolean;
  sumF32?: boolean;
  /** @default zeros */
  base?: readonly number[];
  /** @default ones */
  divisor?: readonly number[];
  trees: readonly PlainTree[];
  bins?: readonly PlainFeature[];
  /** Write cover and gain of the nodes. */
  statistics?: boolean;
  metadata?: unknown;
}

/** Everything that the sections hold, collected tree by tree. */
interface Parts {
  trees: { weight: number; root: number; output: number; width: number; firstNode: number }[];
  nodes: { value: number; test: number; left: number; right: number; source: PlainNode }[];
  leaves: number[];
  categories: number[];
  maxDepth: number;
}

/** The bytes of the model described. */
export function buildModel(plain: PlainModel): Uint8Array<ArrayBuffer> {
  const parts: Parts = { trees: [], nodes: [], leaves: [], categories: [], maxDepth: 0 };
  for (const tree of plain.trees) addTree(parts, tree);
  const outputs = plain.outputs ?? 1;
  const bins = plain.bins ?? [];
  const edges = bins.flatMap((feature) => feature.edges ?? []);
  const text = plain.metadata === undefined ? "" : JSON.stringify(plain.metadata);
  const metadata = [...new TextEncoder().encode(text)];
  const writer = new Writer();
  writer.f64(Array.from({ length: outputs }, (_, o) => plain.base?.[o] ?? 0));
  writer.f64(Array.from({ length: outputs }, (_, o) => plain.divisor?.[o] ?? 1));
  for (const tree of parts.trees) {
    writer.f64([tree.weight]);
    writer.u32([tree.root, tree.output, tree.width, tree.firstNode]);
  }
  for (const node of parts.nodes) writer.u32([node.value, node.test, node.left, node.right]);
  if (plain.leavesF64) writer.f64(parts.leaves);
  else writer.f32(parts.leaves);
  writer.u32(parts.categories);
  if (plain.bins) {
    writer.u32(
      bins.flatMap(({ kind, edges, codes }) =>
        kind === "number" ? [0, edges?.length ?? 0] : [1, codes ?? 0],
      ),
    );
    writer.f32(edges);
  }
  if (plain.statistics) {
    writer.f32(parts.nodes.flatMap(({ source }) => source.cover ?? [1, 1]));
    writer.f32(parts.nodes.map(({ source }) => source.gain ?? 0));
  }
  writer.u8(metadata);
  const flags =
    (plain.leavesF64 ? 1 : 0) +
    (plain.sumF32 ? 2 : 0) +
    (plain.bins ? 4 : 0) +
    (plain.statistics ? 8 : 0) +
    (plain.link ?? 0) * 256;
  const counts = [parts.trees, parts.nodes, parts.leaves, parts.categories, edges].map((part) => part.length);
  const words = [flags, plain.features, outputs, ...counts, parts.maxDepth, metadata.length, 0];
  return writer.finish(words, plain.linkParameter ?? 0);
}

/** Sets the checksum anew, in place: for bytes that a test has changed. */
export function seal(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  view.setUint32(12, xxh32(bytes.subarray(16)), true);
}

function addTree(parts: Parts, tree: PlainTree): void {
  const firstNode = parts.nodes.length;
  const ordered = parentsFirst(tree.root);
  const numbers = new Map(ordered.map((node, i) => [node, firstNode + i]));
  const leaves = new Map<PlainLeaf, number>();
  const refer = (child: PlainNode | PlainLeaf): number => {
    if (!Array.isArray(child)) return numbers.get(child) ?? 0;
    let index = leaves.get(child);
    if (index === undefined) {
      index = parts.leaves.length;
      leaves.set(child, index);
      parts.leaves.push(...child);
    }
    return ~index;
  };
  for (const node of ordered) {
    const value = node.codes ? addCategories(parts, node.codes) : bitsOfF32(node.threshold ?? 0);
    parts.nodes.push({
      value,
      test: testOf(node),
      left: refer(node.left),
      right: refer(node.right),
      source: node,
    });
  }
  parts.maxDepth = Math.max(parts.maxDepth, depthOf(ordered, tree.root));
  const { weight = 1, output = 0, width = 1 } = tree;
  parts.trees.push({ weight, root: refer(tree.root), output, width, firstNode });
}

function testOf(node: PlainNode): number {
  const flags =
    (node.missingLeft ? 1 : 0) +
    (node.codes ? 2 : 0) +
    (node.zeroMissing ? 4 : 0) +
    (node.listedRight ? 8 : 0);
  return node.feature + flags * 2 ** 24;
}

function addCategories(parts: Parts, codes: readonly number[]): number {
  const index = parts.categories.length;
  const words = new Array<number>(Math.max(0, ...codes.map((code) => Math.floor(code / 32) + 1))).fill(0);
  for (const code of codes) {
    const word = Math.floor(code / 32);
    words[word] = ((words[word] ?? 0) | (1 << (code % 32))) >>> 0;
  }
  parts.categories.push(words.length, ...words);
  return index;
}

/** The inner nodes so that children come after all their parents: the reverse of the order in which a walk leaves them. */
function parentsFirst(root: PlainNode | PlainLeaf): PlainNode[] {
  const left: PlainNode[] = [];
  const seen = new Set<PlainNode>();
  const stack: { node: PlainNode; done: boolean }[] = [];
  const visit = (child: PlainNode | PlainLeaf): void => {
    if (!Array.isArray(child) && !seen.has(child)) stack.push({ node: child, done: false });
  };
  visit(root);
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (top.done) left.push(top.node);
    if (top.done || seen.has(top.node)) continue;
    seen.add(top.node);
    stack.push({ node: top.node, done: true });
    visit(top.node.left);
    visit(top.node.right);
  }
  return left.reverse();
}

function depthOf(ordered: readonly PlainNode[], root: PlainNode | PlainLeaf): number {
  const heights = new Map<PlainNode | PlainLeaf, number>();
  for (const node of ordered.toReversed()) {
    heights.set(node, 1 + Math.max(heights.get(node.left) ?? 0, heights.get(node.right) ?? 0));
  }
  return heights.get(root) ?? 0;
}

function bitsOfF32(value: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value, true);
  return view.getUint32(0, true);
}

/** Grows a buffer section by section; each begins at a multiple of 8. */
class Writer {
  readonly #pieces: Uint8Array[] = [];

  u8(values: readonly number[]): void {
    this.#piece(1, values, (view, at, value) => view.setUint8(at, value));
  }

  u32(values: readonly number[]): void {
    this.#piece(4, values, (view, at, value) => view.setUint32(at, value, true));
  }

  f32(values: readonly number[]): void {
    this.#piece(4, values, (view, at, value) => view.setFloat32(at, value, true));
  }

  f64(values: readonly number[]): void {
    this.#piece(8, values, (view, at, value) => view.setFloat64(at, value, true));
  }

  /** The header before the sections; `words` are those from `flags` to the first reserved one. */
  finish(words: readonly number[], linkParameter: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(80 + this.#pieces.reduce((sum, piece) => sum + piece.length, 0));
    bytes.set(new TextEncoder().encode("hedgerow"));
    const view = new DataView(bytes.buffer);
    for (const [i, word] of [1, 0, bytes.length, ...words].entries()) view.setUint32(8 + 4 * i, word, true);
    view.setFloat64(64, linkParameter, true);
    let at = 80;
    for (const piece of this.#pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    seal(bytes);
    return bytes;
  }

  #piece(
    size: number,
    values: readonly number[],
    set: (view: DataView, at: number, value: number) => void,
  ): void {
    const piece = new Uint8Array(Math.ceil((size * values.length) / 8) * 8);
    const view = new DataView(piece.buffer);
    for (const [i, value] of values.entries()) set(view, size * i, value);
    this.#pieces.push(piece);
  }
}
