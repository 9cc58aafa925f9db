// A quick approximate explanation where there is only the small scorer: the way of a row down each tree, where each
// split credits its column with the change of the node's expected value (Saabas, "Interpreting random forests", 2014).
// In: checked model bytes with statistics, and rows. Out: for each output one contribution a column, then the base; they sum
// to the margin. Not Shapley values: splits near the root get less than their due, and columns that are not on the way
// get nothing. It stands on this package's TypeScript alone.

import { HedgerowError } from "../error.ts";
import type { Header } from "./bytes.ts";
import * as layout from "./layout.ts";

/** Values this close to zero are missing where a node says so. */
const ZERO: number = Math.fround(1e-35);

interface Tree {
  weight: number;
  root: number;
  output: number;
  /** Numbers in each leaf. */
  width: number;
  firstNode: number;
  /** One past the last. */
  endNode: number;
  /** For each node the leaf expected under the covers, `width` numbers. */
  expected: Float64Array;
}

/** Attributes the margins of encoded rows to columns. */
export class PathAttribution {
  readonly method = "path";
  readonly #view: DataView;
  readonly #header: Header;
  /** Made with the first row: every node is looked at. */
  #trees: Tree[] | undefined;

  /** `bytes` are those of a model that a scorer has checked. Throws `bad-model` for one without cover statistics. */
  constructor(bytes: Uint8Array, header: Header) {
    if (header.nodes > 0 && !header.hasStatistics) {
      const message = "the model has no cover statistics, without which it can not be explained";
      throw new HedgerowError("bad-model", message, { offset: layout.AT_FLAGS });
    }
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#header = header;
  }

  /** Row after row, output after output: a contribution a column, then the base. */
  readonly attribute = (rows: Float32Array, count: number): Float64Array => {
    const { features, outputs } = this.#header;
    const each = outputs * (features + 1);
    const out = new Float64Array(count * each);
    for (let i = 0; i < count; i++) {
      const row = rows.subarray(i * features, (i + 1) * features);
      this.#attributeRow(row, out.subarray(i * each, (i + 1) * each));
    }
    return out;
  };

  /** `out` is all zero. */
  #attributeRow(row: Float32Array, out: Float64Array): void {
    const { features, outputs, at } = this.#header;
    const width = features + 1;
    const double = (start: number, o: number) => this.#view.getFloat64(start + 8 * o, true);
    for (let o = 0; o < outputs; o++) out[o * width + features] = double(at.base, o);
    this.#trees ??= this.#readTrees();
    for (const tree of this.#trees) this.#descend(tree, row, out);
    for (let i = 0; i < out.length; i++) {
      out[i] = (out[i] as number) / double(at.divisor, Math.floor(i / width));
    }
  }

  #readTrees(): Tree[] {
    const { trees, nodes, at } = this.#header;
    const view = this.#view;
    const firstNode = (tree: number) =>
      tree < trees ? view.getUint32(at.trees + layout.TREE_BYTES * tree + 20, true) : nodes;
    return Array.from({ length: trees }, (_, i) => {
      const start = at.trees + layout.TREE_BYTES * i;
      const width = view.getUint32(start + 16, true);
      const tree: Tree = {
        weight: view.getFloat64(start, true),
        root: view.getInt32(start + 8, true),
        output: view.getUint32(start + 12, true),
        width,
        firstNode: firstNode(i),
        endNode: firstNode(i + 1),
        expected: new Float64Array((firstNode(i + 1) - firstNode(i)) * width),
      };
      this.#expect(tree);
      return tree;
    });
  }

  /** Fills in the expected values, children before their parents. */
  #expect(tree: Tree): void {
    const { at } = this.#header;
    for (let node = tree.endNode - 1; node >= tree.firstNode; node--) {
      const [toLeft, toRight] = [0, 4].map((side) => this.#view.getFloat32(at.cover + 8 * node + side, true));
      const total = (toLeft as number) + (toRight as number);
      // Half, where no training row came.
      const share = total > 0 ? (toLeft as number) / total : 0.5;
      const rest = total > 0 ? (toRight as number) / total : 0.5;
      const left = this.#child(node, true);
      const right = this.#child(node, false);
      for (let j = 0; j < tree.width; j++) {
        const value = share * this.#rawOf(tree, left, j) + rest * this.#rawOf(tree, right, j);
        tree.expected[(node - tree.firstNode) * tree.width + j] = value;
      }
    }
  }

  #child(node: number, left: boolean): number {
    return this.#view.getInt32(this.#header.at.nodes + layout.NODE_BYTES * node + (left ? 8 : 12), true);
  }

  /** The j-th number expected at a node, or that of a leaf. */
  #rawOf(tree: Tree, reference: number, j: number): number {
    if (reference >= 0) return tree.expected[(reference - tree.firstNode) * tree.width + j] as number;
    const { leavesF64, at } = this.#header;
    const index = ~reference + j;
    return leavesF64
      ? this.#view.getFloat64(at.leaves + 8 * index, true)
      : this.#view.getFloat32(at.leaves + 4 * index, true);
  }

  #descend(tree: Tree, row: Float32Array, out: Float64Array): void {
    const { features, at } = this.#header;
    const start = tree.output * (features + 1);
    const credit = (column: number, from: number | undefined, to: number) => {
      for (let j = 0; j < tree.width; j++) {
        const before = from === undefined ? 0 : this.#rawOf(tree, from, j);
        const i = start + j * (features + 1) + column;
        out[i] = (out[i] as number) + tree.weight * (this.#rawOf(tree, to, j) - before);
      }
    };
    credit(features, undefined, tree.root);
    let reference = tree.root;
    while (reference >= 0) {
      const test = this.#view.getUint32(at.nodes + layout.NODE_BYTES * reference + 4, true);
      const column = test & layout.FEATURE_MASK;
      const child = this.#child(reference, this.#goesLeft(reference, test, row[column] as number));
      credit(column, reference, child);
      reference = child;
    }
  }

  #goesLeft(node: number, test: number, x: number): boolean {
    const has = (flag: number) => (test & flag) !== 0;
    if (Number.isNaN(x) || (has(layout.ZERO_MISSING) && Math.abs(x) <= ZERO)) return has(layout.MISSING_LEFT);
    const at = this.#header.at.nodes + layout.NODE_BYTES * node;
    if (!has(layout.CATEGORY)) return x <= this.#view.getFloat32(at, true);
    return this.#listed(this.#view.getUint32(at, true), x) !== has(layout.LISTED_RIGHT);
  }

  #listed(index: number, x: number): boolean {
    const list = this.#header.at.categories + 4 * index;
    const words = this.#view.getUint32(list, true);
    if (!(x >= 0 && x < 32 * words)) return false;
    const code = Math.trunc(x);
    const word = this.#view.getUint32(list + 4 + 4 * Math.floor(code / 32), true);
    return ((word >>> (code % 32)) & 1) === 1;
  }
}
