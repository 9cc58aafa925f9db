// In: model bytes that a scorer or bytes.ts has accepted, at any alignment. Out: what the header says, and the metadata.
// Nothing is checked here: it is all that a place needs which only answers.

import { HedgerowError } from "../error.ts";
import * as layout from "./layout.ts";

/** How margins become probabilities. */
export type Link = "identity" | "logistic" | "softmax" | "mean" | "exp2";

const links: readonly Link[] = ["identity", "logistic", "softmax", "mean", "exp2"];

/** Byte offsets of the sections. A section that the model lacks has the offset it would have, and no bytes. */
export interface SectionOffsets {
  base: number;
  divisor: number;
  trees: number;
  nodes: number;
  leaves: number;
  categories: number;
  features: number;
  edges: number;
  cover: number;
  gain: number;
  metadata: number;
}

/** The header of a model, decoded; the counts are those of MODEL_FORMAT.md. */
export interface Header {
  checksum: number;
  byteLength: number;
  leavesF64: boolean;
  sumF32: boolean;
  hasBins: boolean;
  hasStatistics: boolean;
  link: Link;
  linkParameter: number;
  features: number;
  outputs: number;
  trees: number;
  nodes: number;
  leafValues: number;
  categoryWords: number;
  edges: number;
  maxDepth: number;
  metadataBytes: number;
  at: SectionOffsets;
}

/** The header of bytes that are accepted: it is not checked again, which for long models takes time. */
export function acceptedHeader(bytes: Uint8Array): Header {
  return decodeHeader(viewOf(bytes));
}

/** The metadata's JSON value; undefined if the model has none. */
export function metadataIn(bytes: Uint8Array, { at, metadataBytes }: Header): unknown {
  if (metadataBytes === 0) return undefined;
  const text = bytes.subarray(at.metadata, at.metadata + metadataBytes);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(text));
  } catch (cause) {
    throw new HedgerowError(
      "bad-model",
      "The model's metadata is not JSON in UTF-8",
      { offset: at.metadata },
      { cause },
    );
  }
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The next offset at which a section may begin. */
export function align(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}

/** The fields as they stand, and the offsets that the counts give: exact, as all sums stay far below 2^53. */
export function decodeHeader(view: DataView): Header {
  const [
    checksum,
    byteLength,
    flags,
    features,
    outputs,
    trees,
    nodes,
    leafValues,
    categoryWords,
    edges,
    maxDepth,
    metadataBytes,
  ] = Array.from({ length: 12 }, (_, i) => view.getUint32(layout.AT_CHECKSUM + 4 * i, true)) as Words;
  const has = (flag: number): boolean => (flags & flag) !== 0;
  const [leafBytes, binned, counted] = [
    has(layout.LEAVES_F64) ? 8 : 4,
    +has(layout.HAS_BINS),
    +has(layout.HAS_STATISTICS),
  ];
  let end = layout.HEADER_BYTES;
  const section = (bytes: number): number => {
    const start = align(end);
    end = start + bytes;
    return start;
  };
  const at: SectionOffsets = {
    base: section(outputs * 8),
    divisor: section(outputs * 8),
    trees: section(trees * layout.TREE_BYTES),
    nodes: section(nodes * layout.NODE_BYTES),
    leaves: section(leafValues * leafBytes),
    categories: section(categoryWords * 4),
    features: section(features * layout.FEATURE_BYTES * binned),
    edges: section(edges * 4 * binned),
    cover: section(nodes * 8 * counted),
    gain: section(nodes * 4 * counted),
    metadata: section(metadataBytes),
  };
  return {
    checksum,
    byteLength,
    leavesF64: leafBytes === 8,
    sumF32: has(layout.SUM_F32),
    hasBins: binned === 1,
    hasStatistics: counted === 1,
    // An unknown link is refused by checkFields before anyone sees this one.
    link: links[(flags >>> layout.LINK_SHIFT) & 0xff] ?? "identity",
    linkParameter: view.getFloat64(layout.AT_LINK_PARAMETER, true),
    features,
    outputs,
    trees,
    nodes,
    leafValues,
    categoryWords,
    edges,
    maxDepth,
    metadataBytes,
    at,
  };
}

/** The words of the header from the checksum on. */
type Words = [number, number, number, number, number, number, number, number, number, number, number, number];
