// A dataset in, one hash out that says which data it was. In: columns and labels. Out: SHA-256 in hex. Columns are hashed by themselves,
// so that memory holds one of them; texts count as texts and not by their codes.

import type { RawColumn } from "../data/column.ts";
import type { Dataset } from "../data/dataset.ts";
import { modelId } from "../model/model-id.ts";

/** SHA-256 in hex; null where the platform has no WebCrypto (a page that came over plain HTTP). */
export async function sha256(bytes: Uint8Array): Promise<string | null> {
  return globalThis.crypto?.subtle === undefined ? null : modelId(bytes);
}

/** The same columns with the same cells in the same order give the same hash. */
export async function dataHash(dataset: Dataset): Promise<string | null> {
  const lines: (string | null)[] = [];
  for (const name of dataset.columnNames)
    lines.push(JSON.stringify(name), await sha256(columnBytes(dataset.column(name))));
  return sha256(new TextEncoder().encode(lines.join("\n")));
}

function columnBytes(column: RawColumn): Uint8Array {
  if (column.kind === "numbers") {
    const { values } = column;
    return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  }
  if (column.kind === "cells") return new TextEncoder().encode(JSON.stringify(column.values));
  // Codes in the order in which their texts first appear: the dictionary may have any other.
  const order = new Map<number, number>();
  const codes = column.codes.map((code) => {
    if (code < 0) return code;
    if (!order.has(code)) order.set(code, order.size);
    return order.get(code) as number;
  });
  const texts = [...order.keys()].map((code) => column.dictionary[code]);
  const words = new TextEncoder().encode(JSON.stringify(texts));
  const all = new Uint8Array(codes.byteLength + words.length);
  all.set(new Uint8Array(codes.buffer, codes.byteOffset, codes.byteLength));
  all.set(words, codes.byteLength);
  return all;
}
