/**
 * Trees of any maker to model bytes, as rust-core/src/MODEL_FORMAT.md lays them out. In: how sums are made, then one
 * SourceTree after another. Out: the bytes. Whatever a reader would refuse is refused here, naming the tree and the node.
 * Cover and gain are written where every tree has them.
 */
import { Fault } from "../data/fault.ts";
import { xxh32 } from "../model/checksum.ts";
import * as layout from "../model/layout.ts";
import { GrowingFloats, GrowingInts } from "./growing.ts";
import type { NodeTest, SourceTree, TreeStatistics } from "./source-tree.ts";
import { TreeOrder } from "./tree-order.ts";

/** Numbers of the header's link. */
export const LINKS = { identity: 0, logistic: 1, softmax: 2, mean: 3, exp2: 4 } as const;

export interface ForestShape {
  features: number;
  /** One number an output. */
  base: readonly number[];
  /** One number an output. @default ones */
  divisor?: readonly number[];
  link: keyof typeof LINKS;
  /** For the link exp2. */
  linkParameter?: number;
  leavesF64: boolean;
  sumF32: boolean;
}

/** Most features of an imported model: each is described in its metadata. */
export const MOST_FEATURES = 100_000;

/** Most words of all category lists, 64 MB: a list is as long as its highest code, however few it has. */
const MOST_CATEGORY_WORDS = 2 ** 24;

const bits = new DataView(new ArrayBuffer(4));

export class ForestBytes {
  readonly #shape: ForestShape;
  readonly #trees: { weight: number; root: number; output: number; width: number; firstNode: number }[] = [];
  /** Four words a node. */
  readonly #nodes = new GrowingInts();
  readonly #leaves = new GrowingFloats();
  readonly #categories = new GrowingInts();
  /** Left cover, right cover, gain. */
  readonly #statistics = new GrowingFloats();
  #hasStatistics = true;
  #maxDepth = 0;
  readonly #order = new TreeOrder();
  #references: Int32Array = new Int32Array(0);
  readonly #test: NodeTest = {
    feature: 0,
    threshold: 0,
    words: undefined,
    listedRight: false,
    missingLeft: false,
    zeroMissing: false,
  };

  constructor(shape: ForestShape) {
    const { features, base, divisor = [] } = shape;
    if (!(features >= 0 && features <= MOST_FEATURES && Number.isInteger(features)))
      throw new Fault(`the model has ${features} features; 0 to ${MOST_FEATURES} can be read`);
    if (base.length < 1 || base.length > layout.MOST_OUTPUTS)
      throw new Fault(`the model has ${base.length} outputs; 1 to ${layout.MOST_OUTPUTS} can be read`);
    if (!base.every(Number.isFinite)) throw new Fault("a base value is not a finite number");
    if (!divisor.every((each) => Number.isFinite(each) && each > 0))
      throw new Fault("a divisor is not a finite number above 0");
    this.#shape = shape;
  }

  get trees(): number {
    return this.#trees.length;
  }

  add(tree: SourceTree): void {
    const name = `tree ${this.#trees.length}`;
    const { weight, output, width, size } = tree;
    if (!Number.isFinite(weight)) throw new Fault(`${name}: the weight is not a finite number`);
    const fits = Number.isInteger(output) && output >= 0 && width >= 1;
    if (!fits || output + width > this.#shape.base.length)
      throw new Fault(`${name} adds to output ${output}, which the model does not have`);
    const order = this.#order;
    order.walk(tree, name);
    if (this.#references.length < size) this.#references = new Int32Array(size);
    const firstNode = this.#nodes.length / 4;
    this.#place(tree, name, firstNode);
    const statistics = order.isShared ? undefined : tree.statistics;
    if (statistics === undefined && !tree.isLeaf(tree.root)) this.#hasStatistics = false;
    for (let i = order.count - 1; i >= 0; i--) {
      const node = order.order[i] as number;
      if (tree.isLeaf(node)) continue;
      this.#addNode(tree, node, name);
      if (this.#hasStatistics) this.#addStatistics(tree, node, statistics as TreeStatistics);
    }
    this.#maxDepth = Math.max(this.#maxDepth, order.depth);
    this.#trees.push({ weight, root: this.#references[tree.root] as number, output, width, firstNode });
  }

  /** Gives each node its number and each leaf its place. */
  #place(tree: SourceTree, name: string, firstNode: number): void {
    const { order, count } = this.#order;
    let next = firstNode;
    for (let i = count - 1; i >= 0; i--) {
      const node = order[i] as number;
      if (!tree.isLeaf(node)) {
        this.#references[node] = next++;
        continue;
      }
      const at = this.#leaves.extend(tree.width);
      this.#references[node] = ~at;
      for (let j = 0; j < tree.width; j++) {
        const value = tree.leaf(node, j);
        const stored = this.#shape.leavesF64 ? value : Math.fround(value);
        if (!Number.isFinite(stored))
          throw new Fault(`${name}, node ${node}: the leaf is not a finite number`);
        this.#leaves.array[at + j] = stored;
      }
    }
  }

  #addNode(tree: SourceTree, node: number, name: string): void {
    const test = this.#test;
    tree.test(node, test);
    const { feature, words } = test;
    if (!(Number.isInteger(feature) && feature >= 0 && feature < this.#shape.features))
      throw new Fault(`${name}, node ${node}: there is no feature ${feature}`);
    const at = this.#nodes.extend(4);
    const { array } = this.#nodes;
    let flags = test.missingLeft ? layout.MISSING_LEFT : 0;
    if (words === undefined) {
      if (test.zeroMissing) flags |= layout.ZERO_MISSING;
      bits.setFloat32(0, test.threshold);
      array[at] = bits.getInt32(0);
    } else {
      flags |= layout.CATEGORY | (test.listedRight ? layout.LISTED_RIGHT : 0);
      array[at] = this.#addCategories(words);
    }
    array[at + 1] = feature | flags;
    array[at + 2] = this.#references[tree.left(node)] as number;
    array[at + 3] = this.#references[tree.right(node)] as number;
  }

  #addCategories(words: ArrayLike<number>): number {
    let length = words.length;
    while (length > 0 && words[length - 1] === 0) length--;
    if (this.#categories.length + length >= MOST_CATEGORY_WORDS)
      throw new Fault("the category lists are longer than 64 MB in all");
    const at = this.#categories.extend(1 + length);
    this.#categories.array[at] = length;
    for (let i = 0; i < length; i++) this.#categories.array[at + 1 + i] = words[i] as number;
    return at;
  }

  #addStatistics(tree: SourceTree, node: number, statistics: TreeStatistics): void {
    const left = Math.fround(statistics.cover(tree.left(node)));
    const right = Math.fround(statistics.cover(tree.right(node)));
    const gain = Math.fround(statistics.gain(node));
    const known = left >= 0 && right >= 0 && Number.isFinite(left + right) && Number.isFinite(gain);
    if (!known) {
      this.#hasStatistics = false;
      return;
    }
    const at = this.#statistics.extend(3);
    this.#statistics.array.set([left, right, gain], at);
  }

  /** The model's bytes; `metadata` is written as JSON. */
  finish(metadata: unknown): Uint8Array<ArrayBuffer> {
    const { base, divisor, leavesF64, sumF32, features, link, linkParameter = 0 } = this.#shape;
    const nodes = this.#nodes.length / 4;
    const text = new TextEncoder().encode(JSON.stringify(metadata));
    const statistics = this.#hasStatistics ? nodes : 0;
    const sizes = [
      8 * base.length,
      8 * base.length,
      layout.TREE_BYTES * this.#trees.length,
      layout.NODE_BYTES * nodes,
      (leavesF64 ? 8 : 4) * this.#leaves.length,
      4 * this.#categories.length,
      8 * statistics,
      4 * statistics,
      text.length,
    ];
    const byteLength = sizes.reduce((sum, size) => sum + Math.ceil(size / 8) * 8, layout.HEADER_BYTES);
    if (byteLength > 0xffffffff) throw new Fault("the model would be longer than 4 GB");
    const view = new DataView(new ArrayBuffer(byteLength));
    const flags =
      (leavesF64 ? layout.LEAVES_F64 : 0) |
      (sumF32 ? layout.SUM_F32 : 0) |
      (this.#hasStatistics ? layout.HAS_STATISTICS : 0) |
      (LINKS[link] << layout.LINK_SHIFT);
    const counts = [this.#trees.length, nodes, this.#leaves.length, this.#categories.length, 0];
    const header = [byteLength, flags, features, base.length, ...counts, this.#maxDepth, text.length];
    view.setUint32(0, layout.MAGIC_LOW, true);
    view.setUint32(4, layout.MAGIC_HIGH, true);
    view.setUint32(layout.AT_VERSION, layout.VERSION, true);
    for (const [i, word] of header.entries()) view.setUint32(layout.AT_BYTE_LENGTH + 4 * i, word, true);
    view.setFloat64(layout.AT_LINK_PARAMETER, linkParameter, true);
    const pieces = new Sections(view);
    pieces.f64(base);
    pieces.f64(divisor ?? base.map(() => 1));
    this.#writeTrees(pieces);
    pieces.i32(this.#nodes.array.subarray(0, this.#nodes.length));
    const leaves = this.#leaves.array.subarray(0, this.#leaves.length);
    if (leavesF64) pieces.f64(leaves);
    else pieces.f32(leaves);
    pieces.i32(this.#categories.array.subarray(0, this.#categories.length));
    this.#writeStatistics(pieces, statistics);
    const bytes = new Uint8Array(view.buffer);
    bytes.set(text, pieces.at);
    view.setUint32(layout.AT_CHECKSUM, xxh32(bytes.subarray(layout.AT_BYTE_LENGTH)), true);
    return bytes;
  }

  #writeTrees(pieces: Sections): void {
    for (const { weight, root, output, width, firstNode } of this.#trees) {
      pieces.f64([weight]);
      pieces.i32([root, output, width, firstNode]);
    }
  }

  #writeStatistics(pieces: Sections, nodes: number): void {
    const { array } = this.#statistics;
    const cover = new Float64Array(2 * nodes);
    const gain = new Float64Array(nodes);
    for (let i = 0; i < nodes; i++) {
      cover[2 * i] = array[3 * i] as number;
      cover[2 * i + 1] = array[3 * i + 1] as number;
      gain[i] = array[3 * i + 2] as number;
    }
    pieces.f32(cover);
    pieces.f32(gain);
  }
}

/**
 * Writes sections one after another, each at a multiple of 8. The bytes are little-endian, as WebAssembly's memory and so every
 * typed array that is laid over it.
 */
class Sections {
  at: number = layout.HEADER_BYTES;
  readonly #buffer: ArrayBuffer;

  constructor({ buffer }: DataView<ArrayBuffer>) {
    this.#buffer = buffer;
  }

  f64(values: ArrayLike<number>): void {
    new Float64Array(this.#buffer, this.at, values.length).set(values);
    this.at += 8 * values.length;
  }

  f32(values: ArrayLike<number>): void {
    new Float32Array(this.#buffer, this.at, values.length).set(values);
    this.at += Math.ceil(values.length / 2) * 8;
  }

  i32(values: ArrayLike<number>): void {
    new Int32Array(this.#buffer, this.at, values.length).set(values);
    this.at += Math.ceil(values.length / 2) * 8;
  }
}
