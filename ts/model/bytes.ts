// In: model bytes at any alignment. Out: what the header says, and the metadata.
// Checks 1 to 5 of MODEL_FORMAT.md are made here; those of the trees (6 to 12) are the scorers' when they open the model.
// The bytes given are never changed.

import { HedgerowError } from "../error.ts";
import { xxh32 } from "./checksum.ts";
import * as fault from "./fault-numbers.ts";
import { modelError } from "./faults.ts";
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

/**
 * Reads and checks the header: magic, version, length, checksum, flags and ranges.
 * Throws a HedgerowError `bad-model` or `newer-model` with the byte offset.
 */
export function readHeader(bytes: Uint8Array): Header {
  if (bytes.byteLength < layout.HEADER_BYTES) throw modelError(fault.TOO_SHORT, bytes.byteLength);
  const view = viewOf(bytes);
  const magic = view.getUint32(0, true) === layout.MAGIC_LOW && view.getUint32(4, true) === layout.MAGIC_HIGH;
  if (!magic) throw modelError(fault.NO_MAGIC, 0);
  const version = view.getUint32(layout.AT_VERSION, true);
  if (version > layout.VERSION) throw modelError(fault.NEWER_VERSION, layout.AT_VERSION);
  if (version < layout.VERSION) throw modelError(fault.UNKNOWN_VERSION, layout.AT_VERSION);
  const { header, end } = decode(view);
  if (header.byteLength !== bytes.byteLength) throw modelError(fault.WRONG_LENGTH, layout.AT_BYTE_LENGTH);
  if (header.byteLength !== end) throw modelError(fault.WRONG_COUNTS, layout.AT_BYTE_LENGTH);
  if (checksumOf(bytes) !== header.checksum) throw modelError(fault.WRONG_CHECKSUM, layout.AT_CHECKSUM);
  checkFields(view, header);
  return header;
}

/** The header of bytes that a scorer has accepted: it is not checked again, which for long models takes time. */
export function acceptedHeader(bytes: Uint8Array): Header {
  return decode(viewOf(bytes)).header;
}

/** The metadata's JSON value; undefined if the model has none. */
export function readMetadata(bytes: Uint8Array, header: Header = readHeader(bytes)): unknown {
  const { at, metadataBytes } = header;
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

/**
 * A copy of the model with other metadata (undefined for none), its length and checksum set anew.
 * Keys are written in the order in which the objects have them: the same metadata gives the same bytes.
 */
export function withMetadata(bytes: Uint8Array, metadata: unknown): Uint8Array<ArrayBuffer> {
  const { at } = readHeader(bytes);
  const text = new TextEncoder().encode(JSON.stringify(metadata) ?? "");
  const byteLength = align(at.metadata + text.byteLength);
  if (byteLength > 0xffffffff) throw new HedgerowError("bad-data", "The metadata is too long for a model");
  const changed = new Uint8Array(byteLength);
  changed.set(bytes.subarray(0, at.metadata));
  changed.set(text, at.metadata);
  const view = viewOf(changed);
  view.setUint32(layout.AT_BYTE_LENGTH, byteLength, true);
  view.setUint32(layout.AT_METADATA_BYTES, text.byteLength, true);
  view.setUint32(layout.AT_CHECKSUM, checksumOf(changed), true);
  return changed;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function checksumOf(bytes: Uint8Array): number {
  return xxh32(bytes.subarray(layout.AT_BYTE_LENGTH));
}

function align(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}

/** The fields as they stand, and the length that the counts give: exact, as all sums stay far below 2^53. */
function decode(view: DataView): { header: Header; end: number } {
  const word = (at: number): number => view.getUint32(at, true);
  const flags = word(layout.AT_FLAGS);
  const counts = {
    checksum: word(layout.AT_CHECKSUM),
    byteLength: word(layout.AT_BYTE_LENGTH),
    leavesF64: (flags & layout.LEAVES_F64) !== 0,
    sumF32: (flags & layout.SUM_F32) !== 0,
    hasBins: (flags & layout.HAS_BINS) !== 0,
    hasStatistics: (flags & layout.HAS_STATISTICS) !== 0,
    // An unknown link is refused by checkFields before anyone sees this one.
    link: links[(flags >>> layout.LINK_SHIFT) & 0xff] ?? "identity",
    linkParameter: view.getFloat64(layout.AT_LINK_PARAMETER, true),
    features: word(layout.AT_FEATURES),
    outputs: word(layout.AT_OUTPUTS),
    trees: word(layout.AT_TREES),
    nodes: word(layout.AT_NODES),
    leafValues: word(layout.AT_LEAF_VALUES),
    categoryWords: word(layout.AT_CATEGORY_WORDS),
    edges: word(layout.AT_EDGES),
    maxDepth: word(layout.AT_MAX_DEPTH),
    metadataBytes: word(layout.AT_METADATA_BYTES),
  };
  const { at, end } = locate(counts);
  return { header: { ...counts, at }, end };
}

function locate(counts: Omit<Header, "at">): { at: SectionOffsets; end: number } {
  let end = layout.HEADER_BYTES;
  const section = (bytes: number): number => {
    const start = align(end);
    end = start + bytes;
    return start;
  };
  const binned = counts.hasBins ? 1 : 0;
  const counted = counts.hasStatistics ? 1 : 0;
  const at: SectionOffsets = {
    base: section(counts.outputs * 8),
    divisor: section(counts.outputs * 8),
    trees: section(counts.trees * layout.TREE_BYTES),
    nodes: section(counts.nodes * layout.NODE_BYTES),
    leaves: section(counts.leafValues * (counts.leavesF64 ? 8 : 4)),
    categories: section(counts.categoryWords * 4),
    features: section(counts.features * layout.FEATURE_BYTES * binned),
    edges: section(counts.edges * 4 * binned),
    cover: section(counts.nodes * 8 * counted),
    gain: section(counts.nodes * 4 * counted),
    metadata: section(counts.metadataBytes),
  };
  return { at, end: align(end) };
}

function checkFields(view: DataView, header: Header): void {
  const flags = view.getUint32(layout.AT_FLAGS, true);
  if ((flags & layout.UNKNOWN_FLAGS) !== 0) throw modelError(fault.UNKNOWN_FLAG, layout.AT_FLAGS);
  if (flags >>> layout.LINK_SHIFT > layout.LAST_LINK) throw modelError(fault.UNKNOWN_LINK, layout.AT_FLAGS);
  if (header.outputs === 0 || header.outputs > layout.MOST_OUTPUTS) {
    throw modelError(fault.BAD_OUTPUTS, layout.AT_OUTPUTS);
  }
  if (header.features > layout.MOST_FEATURES) throw modelError(fault.BAD_FEATURES, layout.AT_FEATURES);
  if (header.link === "logistic" && header.outputs > 2) {
    throw modelError(fault.LOGISTIC_OUTPUTS, layout.AT_OUTPUTS);
  }
  for (const at of [layout.AT_RESERVED_WORD, layout.AT_RESERVED_LONG, layout.AT_RESERVED_LONG + 4]) {
    if (view.getUint32(at, true) !== 0) throw modelError(fault.RESERVED_NOT_ZERO, at);
  }
  if (!Number.isFinite(header.linkParameter)) {
    throw modelError(fault.BAD_LINK_PARAMETER, layout.AT_LINK_PARAMETER);
  }
}
