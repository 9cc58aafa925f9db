/**
 * Records -> numbers. In: a record (a plain object, flat or nested) or a whole Dataset. Out: f32 rows in which NaN is
 * missing and a category column holds its code. An Encoder is what a Schema learnt from training rows; it travels as
 * JSON in the model's bytes, so training, the server and the edge encode alike. This file must not import what reads
 * files, nor the Dataset.
 *
 * Absent fields and unknown categories are missing, and counted; a value of a wrong type is an error that names the
 * feature.
 */
import { HedgerowError } from "../error.ts";
import type { RawColumn } from "./column.ts";
import { encodeColumn } from "./encode-column.ts";
import { located, placed } from "./fault.ts";
import { type FeatureSpec, specFromJSON, specToJSON } from "./feature.ts";
import { Field } from "./field.ts";
import { fieldsOf, listIn } from "./json-check.ts";
import { type Fitted, type FittedColumn, MISSING, OTHER, type Outcome, UNKNOWN } from "./kinds/kind.ts";
import { kindNamed } from "./kinds/registry.ts";

/** One column of encoded rows; `feature` is the index of its FeatureSpec, `names` has the category of each code. */
export type EncodedColumn = FittedColumn & { readonly feature: number };

/** How often, per feature, since the Encoder was made or the counts were reset. */
export interface EncodeCounts {
  readonly missing: Float64Array;
  readonly unknown: Float64Array;
  /** Values that are none of the frequent ones: seldom in training, or never. */
  readonly other: Float64Array;
}

/** What the Encoder needs of a Dataset. */
export interface ColumnSource {
  readonly rows: number;
  /** undefined when there is no such column: all its cells are missing. */
  find(name: string): RawColumn | undefined;
  /** For what is fitted to labels; empty without a label. */
  readonly labels?: Uint16Array;
  readonly classes?: readonly string[];
  readonly weights?: ArrayLike<number>;
}

const VERSION = 1;

export class Encoder {
  readonly features: readonly FeatureSpec[];
  readonly columns: readonly EncodedColumn[];
  readonly counts: EncodeCounts;
  readonly #fitted: readonly Fitted[];
  readonly #fields: readonly Field[];
  readonly #starts: Int32Array;

  /** `fitted` has one for each feature, in their order. */
  constructor(features: readonly FeatureSpec[], fitted: readonly Fitted[]) {
    this.features = features;
    this.#fitted = fitted;
    this.#fields = features.map(({ name }) => new Field(name));
    this.#starts = new Int32Array(features.length);
    const columns: EncodedColumn[] = [];
    for (const [feature, one] of fitted.entries()) {
      this.#starts[feature] = columns.length;
      for (const column of one.columns) columns.push({ ...column, feature });
    }
    this.columns = columns;
    const zeros = (): Float64Array => new Float64Array(features.length);
    this.counts = { missing: zeros(), unknown: zeros(), other: zeros() };
  }

  /** What the fit has to say, such as folded categories: one sentence each. */
  get notes(): readonly string[] {
    return this.#fitted.flatMap((one, i) => one.notes.map((note) => `${this.features[i]?.name}: ${note}`));
  }

  /**
   * Encodes one record into the first `columns.length` numbers of the row. `flags`, one a feature, receives 0 for a
   * present value, 1 missing, 2 unknown (encoded as missing), 3 other.
   */
  encode(record: Readonly<Record<string, unknown>>, row: Float32Array, flags?: Uint8Array): void {
    for (let i = 0; i < this.#fitted.length; i++) {
      const outcome = this.#encodeField(i, record, row);
      if (outcome !== 0) this.#count(i, outcome, 1);
      if (flags !== undefined) flags[i] = outcome;
    }
  }

  #encodeField(i: number, record: Readonly<Record<string, unknown>>, row: Float32Array): Outcome {
    try {
      const value = (this.#fields[i] as Field).read(record);
      return (this.#fitted[i] as Fitted).encode(value, row, this.#starts[i] as number);
    } catch (error) {
      throw this.#placed(i, error);
    }
  }

  #placed(feature: number, error: unknown, row?: number): unknown {
    const column = this.features[feature]?.name ?? "";
    const at = row === undefined ? { column } : { column, row: row + 1 };
    return placed(error, "bad-value", `The feature "${column}" `, at);
  }

  #count(feature: number, outcome: Outcome, rows: number): void {
    const { missing, unknown, other } = this.counts;
    const counter =
      outcome === MISSING ? missing : outcome === UNKNOWN ? unknown : outcome === OTHER ? other : undefined;
    if (counter !== undefined) counter[feature] = (counter[feature] as number) + rows;
  }

  /** All counts back to 0. */
  resetCounts(): void {
    for (const counter of Object.values(this.counts)) counter.fill(0);
  }

  /**
   * All rows of the dataset that this was fitted to, a Float32Array for each column: for training. What is fitted to labels must not
   * tell a row its own (`target`), so these are not always the numbers that the same rows are scored by.
   */
  encodeTraining(dataset: ColumnSource): Float32Array[] {
    const columns = this.encodeDataset(dataset);
    this.#eachTrained((column, values) => {
      if (values.length !== dataset.rows)
        throw new HedgerowError("internal", "these are not the rows that the encoder was fitted to");
      columns[column] = values.slice();
    });
    return columns;
  }

  /** Puts what these rows (indexes of the dataset it was fitted to) are trained with into rows that are encoded for scoring. */
  asTrained(encoded: Float32Array, rows: readonly number[]): void {
    const width = this.columns.length;
    this.#eachTrained((column, values) => {
      for (const [i, row] of rows.entries()) encoded[i * width + column] = values[row] as number;
    });
  }

  #eachTrained(visit: (column: number, values: Float32Array) => void): void {
    for (const [feature, { trained = [] }] of this.#fitted.entries())
      for (const [i, values] of trained.entries()) visit((this.#starts[feature] as number) + i, values);
  }

  /** All rows, a Float32Array for each column. */
  encodeDataset(dataset: ColumnSource): Float32Array[] {
    const columns = this.columns.map(() => new Float32Array(dataset.rows));
    this.#encodeAll(dataset, (column) => ({ array: columns[column] as Float32Array, first: 0, step: 1 }));
    return columns;
  }

  /** All rows one after the other: for scoring. */
  encodeRows(dataset: ColumnSource): Float32Array {
    const width = this.columns.length;
    const array = new Float32Array(dataset.rows * width);
    this.#encodeAll(dataset, (column) => ({ array, first: column, step: width }));
    return array;
  }

  #encodeAll(dataset: ColumnSource, target: (column: number) => ColumnTarget): void {
    for (const [feature, fitted] of this.#fitted.entries()) {
      const start = this.#starts[feature] as number;
      const targets = fitted.columns.map((_, i) => target(start + i));
      const raw = dataset.find((this.features[feature] as FeatureSpec).name);
      const counted = encodeColumn(fitted, raw, dataset.rows, targets, (error, row) =>
        this.#placed(feature, error, row),
      );
      for (const outcome of [MISSING, UNKNOWN, OTHER] as const)
        this.#count(feature, outcome, counted[outcome] as number);
    }
  }

  toJSON(): unknown {
    const features = this.features.map((spec, i) => ({
      ...specToJSON(spec),
      fitted: this.#fitted[i]?.toJSON(),
    }));
    return { version: VERSION, features };
  }

  static fromJSON(json: unknown): Encoder {
    return located(
      "bad-schema",
      "The encoder cannot be read: ",
      () => ({}),
      () => {
        const fields = fieldsOf(json, "it");
        if (fields["version"] !== VERSION) {
          throw new HedgerowError(
            "bad-schema",
            `The encoder is of version ${fields["version"]}; this hedgerow reads ${VERSION}`,
          );
        }
        const given = listIn(fields["features"], '"features"').map((each) => fieldsOf(each, "a feature"));
        const specs = given.map((each) => specFromJSON(each, ["fitted"]));
        return new Encoder(
          specs,
          specs.map((spec, i) => restore(spec, given[i]?.["fitted"])),
        );
      },
    );
  }
}

/** Where a column's numbers go: row r at `first + r * step`. */
export interface ColumnTarget {
  readonly array: Float32Array;
  readonly first: number;
  readonly step: number;
}

function restore({ name, kind, settings }: FeatureSpec, json: unknown): Fitted {
  return located(
    "bad-schema",
    `The feature "${name}": `,
    () => ({ column: name }),
    () => {
      const known = kindNamed(kind);
      if (known === undefined)
        throw new HedgerowError("bad-schema", `The kind "${kind}" is unknown`, { column: name });
      return known.restore(name, settings, json);
    },
  );
}
