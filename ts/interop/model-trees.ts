// The trees of model bytes for those who write them in another format. In: bytes that a scorer has checked. Out: plain
// objects, tree by tree.

import { readHeader } from "../model/bytes.ts";
import type { Header } from "../model/header.ts";
import * as layout from "../model/layout.ts";

export interface ModelTree {
  weight: number;
  output: number;
  width: number;
  /** A node of the model, or the complement of a leaf's first number. */
  root: number;
}

export interface ModelNode {
  feature: number;
  /** Numeric test. */
  threshold: number;
  /** Category test: the codes listed, one at least. */
  codes: readonly number[] | undefined;
  listedRight: boolean;
  missingLeft: boolean;
  zeroMissing: boolean;
  /** References, as the root is. */
  left: number;
  right: number;
  /** Weight of the training rows on each side, and the split's gain; 0 where the model does not tell. */
  coverLeft: number;
  coverRight: number;
  gain: number;
}

export class ModelTrees {
  readonly header: Header;
  readonly base: readonly number[];
  readonly divisor: readonly number[];
  readonly trees: readonly ModelTree[];
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.header = readHeader(bytes);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const { outputs, at, trees } = this.header;
    const doubles = (from: number): number[] =>
      Array.from({ length: outputs }, (_, o) => this.#view.getFloat64(from + 8 * o, true));
    this.base = doubles(at.base);
    this.divisor = doubles(at.divisor);
    this.trees = Array.from({ length: trees }, (_, i) => {
      const from = at.trees + layout.TREE_BYTES * i;
      return {
        weight: this.#view.getFloat64(from, true),
        root: this.#view.getInt32(from + 8, true),
        output: this.#view.getUint32(from + 12, true),
        width: this.#view.getUint32(from + 16, true),
      };
    });
  }

  /** A category test that lists nothing, which others do not know, comes as a numeric one that says the same. */
  node(index: number): ModelNode {
    const node = this.#node(index);
    if (node.codes?.length !== 0) return node;
    const threshold = node.listedRight ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    return { ...node, codes: undefined, threshold, listedRight: false };
  }

  #node(index: number): ModelNode {
    const { at, hasStatistics } = this.header;
    const view = this.#view;
    const from = at.nodes + layout.NODE_BYTES * index;
    const test = view.getUint32(from + 4, true);
    const isCategory = (test & layout.CATEGORY) !== 0;
    const told = (offset: number): number => (hasStatistics ? view.getFloat32(offset, true) : 0);
    return {
      feature: test & layout.FEATURE_MASK,
      threshold: isCategory ? 0 : view.getFloat32(from, true),
      codes: isCategory ? this.#codes(view.getUint32(from, true)) : undefined,
      listedRight: (test & layout.LISTED_RIGHT) !== 0,
      missingLeft: (test & layout.MISSING_LEFT) !== 0,
      zeroMissing: (test & layout.ZERO_MISSING) !== 0,
      left: view.getInt32(from + 8, true),
      right: view.getInt32(from + 12, true),
      coverLeft: told(at.cover + 8 * index),
      coverRight: told(at.cover + 8 * index + 4),
      gain: told(at.gain + 4 * index),
    };
  }

  #codes(index: number): number[] {
    const list = this.header.at.categories + 4 * index;
    const words = this.#view.getUint32(list, true);
    const codes: number[] = [];
    for (let w = 0; w < words; w++) {
      const word = this.#view.getUint32(list + 4 + 4 * w, true);
      for (let bit = 0; bit < 32; bit++) if ((word >>> bit) & 1) codes.push(32 * w + bit);
    }
    return codes;
  }

  /** The number of the leaf section at this index. */
  leaf(index: number): number {
    const { leavesF64, at } = this.header;
    return leavesF64
      ? this.#view.getFloat64(at.leaves + 8 * index, true)
      : this.#view.getFloat32(at.leaves + 4 * index, true);
  }
}
