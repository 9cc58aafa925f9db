// A STIX bundle of version 2.0 or 2.1 in, its objects with their numbers out. Of each object it holds that it has a type.

import { isFields } from "../data/cell.ts";
import { HedgerowError } from "../error.ts";

export interface StixObject {
  readonly fields: Readonly<Record<string, unknown>>;
  /** Its place in the bundle, from 1. */
  readonly number: number;
}

/** Throws `bad-data`, with the number of the object where one is at fault. */
export function stixObjects(bundle: string | Uint8Array | object): StixObject[] {
  let value: unknown = bundle;
  if (typeof bundle === "string" || bundle instanceof Uint8Array) {
    try {
      const text =
        typeof bundle === "string" ? bundle : new TextDecoder("utf-8", { fatal: true }).decode(bundle);
      value = JSON.parse(text);
    } catch (cause) {
      throw new HedgerowError("bad-data", "The STIX bundle is not JSON in UTF-8", {}, { cause });
    }
  }
  if (!isFields(value) || value["type"] !== "bundle" || !Array.isArray(value["objects"]))
    throw new HedgerowError(
      "bad-data",
      'A STIX bundle is wanted: an object with the type "bundle" and a list "objects"',
    );
  return value["objects"].map((fields: unknown, i) => {
    if (isFields(fields) && typeof fields["type"] === "string") return { fields, number: i + 1 };
    throw new HedgerowError("bad-data", "An object of the bundle has no type", { row: i + 1 });
  });
}
