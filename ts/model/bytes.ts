// In: model bytes at any alignment. Out: what the header says, and the metadata, and bytes with other metadata.
// Checks 1 to 5 of MODEL_FORMAT.md are made here; those of the trees (6 to 12) are the scorers' when they open the model.
// The bytes given are never changed.

import { HedgerowError } from "../error.ts";
import { xxh32 } from "./checksum.ts";
import * as fault from "./fault-numbers.ts";
import { modelError } from "./faults.ts";
import { align, decodeHeader, type Header, metadataIn, viewOf } from "./header.ts";
import * as layout from "./layout.ts";

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
  const header = decodeHeader(view);
  if (header.byteLength !== bytes.byteLength) throw modelError(fault.WRONG_LENGTH, layout.AT_BYTE_LENGTH);
  const end = align(header.at.metadata + header.metadataBytes);
  if (header.byteLength !== end) throw modelError(fault.WRONG_COUNTS, layout.AT_BYTE_LENGTH);
  if (checksumOf(bytes) !== header.checksum) throw modelError(fault.WRONG_CHECKSUM, layout.AT_CHECKSUM);
  checkFields(view, header);
  return header;
}

/** The metadata's JSON value; undefined if the model has none. Throws as `readHeader`. */
export function readMetadata(bytes: Uint8Array): unknown {
  return metadataIn(bytes, readHeader(bytes));
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

function checksumOf(bytes: Uint8Array): number {
  return xxh32(bytes.subarray(layout.AT_BYTE_LENGTH));
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
