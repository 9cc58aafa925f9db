/**
 * One record -> numbers. In: a record (a plain object, flat or nested). Out: a f32 row in which NaN is missing and a category
 * column holds its code. It is what an Encoder does (encode.ts), less all that learns, checks, counts or looks at whole
 * columns, for places that only answer.
 *
 * Absent fields and unknown categories are missing; a value of a wrong type is an error that names the feature.
 */
import { type ErrorPlace, HedgerowError } from "../error.ts";
import { placed } from "./fault.ts";
import { Field } from "./field.ts";
import type { Encodings } from "./kinds/encodings.ts";
import { type Encoding, type EncodingColumn, MISSING, type Outcome, type Settings } from "./kinds/kind.ts";

/** One column of encoded rows; `feature` is the index of its FeatureSpec, `names` has the category of each code. */
export type EncodedColumn = EncodingColumn & { readonly feature: number };

/** What `toJSON` of an Encoder gives, of one feature; its other fields are settings. */
export interface FeatureJSON extends Settings {
  readonly name: string;
  readonly kind: string;
  readonly fitted: unknown;
}

export class RecordEncoder {
  readonly features: readonly { readonly name: string }[];
  readonly columns: readonly EncodedColumn[];
  protected readonly encodings: readonly Encoding[];
  readonly #fields: readonly Field[];
  /** The first column of each feature. */
  protected readonly starts: readonly number[];

  /** Of features that are taken to be right. Throws `bad-model` for a kind that is not among the encodings. */
  constructor(features: readonly FeatureJSON[], encodings: Encodings) {
    this.features = features;
    this.#fields = features.map(({ name }) => new Field(name));
    const columns: EncodedColumn[] = [];
    const starts: number[] = [];
    this.encodings = features.map(({ name, kind, fitted, ...settings }, feature) => {
      const restore = encodings[kind];
      if (restore === undefined)
        throw new HedgerowError("bad-model", `"${name}" is of the kind ${kind}: take hedgerow/edge/full`);
      const encoding = restore(name, settings, fitted);
      starts.push(columns.length);
      for (const column of encoding.columns) columns.push({ ...column, feature });
      return encoding;
    });
    this.columns = columns;
    this.starts = starts;
  }

  /**
   * Encodes one record into the first `columns.length` numbers of the row. `flags`, one a feature, receives 0 for a
   * present value, 1 missing, 2 unknown (encoded as missing), 3 other.
   */
  encode(record: Readonly<Record<string, unknown>>, row: Float32Array, flags: Uint8Array): void {
    for (let i = 0; i < flags.length; i++) {
      try {
        const value = (this.#fields[i] as Field).read(record);
        flags[i] = encodeValue(this.encodings[i] as Encoding, value, row, this.starts[i] as number);
      } catch (error) {
        throw this.placed(i, error);
      }
    }
  }

  /** A fault as an error that names the feature, and the place in the data where that is known. */
  protected placed(feature: number, error: unknown, at: ErrorPlace = {}): unknown {
    const column = this.features[feature]?.name ?? "";
    return placed(error, "bad-value", `The feature "${column}" `, { column, ...at });
  }
}

/** Writes what a value is encoded as; undefined and null are missing in all columns. */
export function encodeValue(encoding: Encoding, value: unknown, row: Float32Array, at: number): Outcome {
  if (value !== undefined && value !== null) return encoding.encode(value, row, at);
  for (let i = 0; i < encoding.columns.length; i++) row[at + i] = Number.NaN;
  return MISSING;
}
