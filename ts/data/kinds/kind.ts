/**
 * What a kind of feature is: how raw cells of one column become numbers of a row. A kind is two files. NAME.ts exports a Kind,
 * listed in registry.ts: it proposes itself for a column (infer), checks settings, and learns from training rows what it needs
 * to encode (fit), which is JSON. encode-NAME.ts exports a Restore, listed in encodings.ts, that makes an Encoding of that JSON
 * and is all that a place needs which only answers. Neither knows files or Datasets. What is wrong with a cell or a setting
 * is thrown as a Fault.
 */
import type { RawColumn } from "../column.ts";
import type { Profile } from "../profile.ts";

/** Settings of a kind beside its name, such as a separator: JSON values. */
export type Settings = Readonly<Record<string, unknown>>;

export interface Inference {
  /** Why the column is of this kind: one clause, such as "all 9,537 values are numbers". */
  readonly reason: string;
  readonly settings?: Settings;
  /** What a person should look at. */
  readonly notes?: readonly string[];
}

export interface Kind {
  readonly name: string;
  /** undefined when the column is not of this kind. */
  infer(profile: Profile): Inference | undefined;
  /** Checks the settings that a caller or a file gives; returns them with nothing else. */
  settings(given: Settings): Settings;
  /** Learns from the rows of this column. `rows` are their labels, where there are any. */
  fit(settings: Settings, column: RawColumn, rows?: LabelledRows): Learnt;
  /** Throws where a file's JSON is not what `fit` gives. */
  check(fitted: unknown): void;
}

/** The labels of the rows a feature is fitted to. */
export interface LabelledRows {
  readonly labels: Uint16Array;
  readonly classes: readonly string[];
  readonly weights?: ArrayLike<number> | undefined;
  /** Another column of the same rows; undefined where there is none of the name. */
  find(name: string): RawColumn | undefined;
}

/** What a fit gives. */
export interface Learnt {
  /** JSON that goes into the model. */
  readonly fitted: unknown;
  /** What a person should know of the fit, such as `folded: 949 values, 5120 rows`. */
  readonly notes: readonly string[];
  /** The columns of the rows it was fitted to, where these must be encoded otherwise than rows to be scored. */
  readonly trained?: readonly Float32Array[];
}

/** Makes what encodes a feature, of its name, settings and what was learnt, all of which is taken to be right. */
export type Restore = (name: string, settings: Settings, fitted: unknown) => Encoding;

/** A feature that can encode. */
export interface Encoding {
  readonly columns: readonly EncodingColumn[];
  /** Writes `columns.length` numbers into the row from `at` on. The value may be of any type, but it is there. */
  encode(value: unknown, row: Float32Array, at: number): Outcome;
}

export type EncodingColumn =
  | { readonly name: string; readonly kind: "number" }
  | {
      readonly name: string;
      readonly kind: "category";
      readonly categories: number;
      readonly names: readonly string[];
    };

/** How the encoding of one value went. */
export type Outcome = 0 | 1 | 2 | 3;
export const PRESENT = 0;
/** The field is absent or null. */
export const MISSING = 1;
/** The value never occurred in training: encoded as missing. */
export const UNKNOWN = 2;
/** The value is none of the frequent ones: encoded as "other". */
export const OTHER = 3;
