/**
 * What a kind of feature is: how raw cells of one column become numbers of a row. A kind is one file that exports one
 * Kind and is listed in registry.ts. It proposes itself for a column (infer), learns from training rows (fit), and what
 * it learnt encodes one cell at a time and is written to and read from JSON. It knows neither files nor Datasets, so
 * that the same code runs at the edge. What is wrong with a cell or a setting is thrown as a Fault.
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
  /** Learns from the rows of this column; `name` is the feature's. `rows` are their labels, where there are any. */
  fit(name: string, settings: Settings, column: RawColumn, rows?: LabelledRows): Fitted;
  /** What `fit` gave, back from its JSON. */
  restore(name: string, settings: Settings, json: unknown): Fitted;
}

/** The labels of the rows a feature is fitted to. */
export interface LabelledRows {
  readonly labels: Uint16Array;
  readonly classes: readonly string[];
  readonly weights?: ArrayLike<number> | undefined;
}

/** A feature that can encode. */
export interface Fitted {
  readonly columns: readonly FittedColumn[];
  /** The columns of the rows it was fitted to, where these must be encoded otherwise than rows to be scored; not in its JSON. */
  readonly trained?: readonly Float32Array[];
  /** Writes `columns.length` numbers into the row from `at` on, NaN for missing. The value may be of any type. */
  encode(value: unknown, row: Float32Array, at: number): Outcome;
  /** What a person should know of the fit, such as `folded: 949 values, 5120 rows`. */
  readonly notes: readonly string[];
  toJSON(): unknown;
}

export type FittedColumn =
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
