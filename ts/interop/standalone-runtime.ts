// What an exported JavaScript model stands on, bundled to one script: a Predictor over a walk in plain JavaScript, for
// places that take neither packages nor WebAssembly. In: model bytes as base64. Out: the predictor, with the scorers' bits.

import { bytesOfBase64 } from "../data/base64.ts";
import { allEncodings } from "../data/kinds/encodings.ts";
import { type FeatureJSON, RecordEncoder } from "../data/record-encoder.ts";
import { readHeader } from "../model/bytes.ts";
import { type Header, metadataIn } from "../model/header.ts";
import * as layout from "../model/layout.ts";
import type { Metadata } from "../model/metadata.ts";
import { Predictor, type Scorer } from "../model/predictor.ts";

/** Opens a model; its checksum is checked, all else was checked when it was exported. */
export function open(base64: string): Predictor<RecordEncoder> {
  const bytes = bytesOfBase64(base64);
  const header = readHeader(bytes);
  const metadata = metadataIn(bytes, header) as Metadata;
  const { features } = metadata.encoder as { features: FeatureJSON[] };
  return new Predictor(
    new Walker(bytes, header),
    header,
    metadata,
    new RecordEncoder(features, allEncodings),
  );
}

const ZERO: number = Math.fround(1e-35);

class Walker implements Scorer {
  readonly row: Float32Array;
  readonly #margins: Float64Array;
  readonly #view: DataView;
  readonly #header: Header;
  readonly #round: (x: number) => number;

  constructor(bytes: Uint8Array, header: Header) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#header = header;
    this.row = new Float32Array(this.#header.features).fill(Number.NaN);
    this.#margins = new Float64Array(this.#header.outputs);
    this.#round = this.#header.sumF32 ? Math.fround : (x) => x;
  }

  score(): Float64Array {
    const { at, trees, leavesF64 } = this.#header;
    const view = this.#view;
    const round = this.#round;
    const sums = this.#margins;
    for (let o = 0; o < sums.length; o++) sums[o] = round(view.getFloat64(at.base + 8 * o, true));
    for (let tree = at.trees; tree < at.trees + layout.TREE_BYTES * trees; tree += layout.TREE_BYTES) {
      const weight = round(view.getFloat64(tree, true));
      const output = view.getUint32(tree + 12, true);
      const width = view.getUint32(tree + 16, true);
      let reference = view.getInt32(tree + 8, true);
      while (reference >= 0) {
        const node = at.nodes + layout.NODE_BYTES * reference;
        reference = view.getInt32(node + (this.#goesLeft(node) ? 8 : 12), true);
      }
      for (let j = 0; j < width; j++) {
        const leaf = ~reference + j;
        const value = leavesF64
          ? view.getFloat64(at.leaves + 8 * leaf, true)
          : view.getFloat32(at.leaves + 4 * leaf, true);
        sums[output + j] = round((sums[output + j] as number) + round(weight * round(value)));
      }
    }
    for (let o = 0; o < sums.length; o++)
      sums[o] = (sums[o] as number) / view.getFloat64(at.divisor + 8 * o, true);
    return sums;
  }

  #goesLeft(node: number): boolean {
    const test = this.#view.getUint32(node + 4, true);
    const x = this.row[test & layout.FEATURE_MASK] as number;
    const isZero = (test & layout.ZERO_MISSING) !== 0 && Math.abs(x) <= ZERO;
    if (Number.isNaN(x) || isZero) return (test & layout.MISSING_LEFT) !== 0;
    if ((test & layout.CATEGORY) === 0) return x <= this.#view.getFloat32(node, true);
    return this.#isListed(this.#view.getUint32(node, true), x) !== ((test & layout.LISTED_RIGHT) !== 0);
  }

  #isListed(index: number, x: number): boolean {
    const list = this.#header.at.categories + 4 * index;
    const words = this.#view.getUint32(list, true);
    if (x < 0 || x >= 32 * words) return false;
    const code = Math.trunc(x);
    return ((this.#view.getUint32(list + 4 + 4 * (code >>> 5), true) >>> (code & 31)) & 1) === 1;
  }
}
