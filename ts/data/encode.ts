/**
 * Whole datasets -> numbers. In: a Dataset's columns. Out: f32 rows or columns as record-encoder.ts makes them of one record. An
 * Encoder is what a Schema learnt from training rows; it travels as JSON in the model's bytes, so training, the server and
 * the edge encode alike; absent fields, unknown categories and such as were seldom are counted. This file must not import what reads files, nor the Dataset.
 */
import { HedgerowError } from "../error.ts";
import type { RawColumn } from "./column.ts";
import { encodeColumn } from "./encode-column.ts";
import { encodeNumbers } from "./encode-numbers.ts";
import { Fault, located } from "./fault.ts";
import { type FeatureSpec, specFromJSON, specToJSON } from "./feature.ts";
import { fieldsOf, listIn } from "./json-check.ts";
import { allEncodings } from "./kinds/encodings.ts";
import { type Kind, type Learnt, MISSING, OTHER, type Outcome, UNKNOWN } from "./kinds/kind.ts";
import { kindNamed } from "./kinds/registry.ts";
import { RecordEncoder } from "./record-encoder.ts";

export type { EncodedColumn } from "./record-encoder.ts";

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

export class Encoder extends RecordEncoder {
  override readonly features: readonly FeatureSpec[];
  readonly counts: EncodeCounts;
  readonly #learnt: readonly Learnt[];
  readonly #flags: Uint8Array;

  /** `learnt` has one for each feature, in their order. */
  constructor(features: readonly FeatureSpec[], learnt: readonly Learnt[]) {
    super(
      features.map((spec, i) => ({ ...specToJSON(spec), fitted: learnt[i]?.fitted })),
      allEncodings,
    );
    this.features = features;
    this.#learnt = learnt;
    this.#flags = new Uint8Array(features.length);
    const zeros = (): Float64Array => new Float64Array(features.length);
    this.counts = { missing: zeros(), unknown: zeros(), other: zeros() };
  }

  /** What the fit has to say, such as folded categories: one sentence each. */
  get notes(): readonly string[] {
    return this.#learnt.flatMap(({ notes }, i) => notes.map((note) => `${this.features[i]?.name}: ${note}`));
  }

  /**
   * Encodes one record into the first `columns.length` numbers of the row. `flags`, one a feature, receives 0 for a
   * present value, 1 missing, 2 unknown (encoded as missing), 3 other.
   */
  override encode(
    record: Readonly<Record<string, unknown>>,
    row: Float32Array,
    flags: Uint8Array = this.#flags,
  ): void {
    super.encode(record, row, flags);
    for (let i = 0; i < flags.length; i++) {
      const outcome = flags[i] as Outcome;
      if (outcome !== 0) this.#count(i, outcome, 1);
    }
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
   * All rows of the dataset that this was fitted to, a Float32Array for each column, one after another: for training. What is fitted to labels must not
   * tell a row its own (`target`), so these are not always the numbers that the same rows are scored by.
   */
  *trainingColumns(dataset: ColumnSource): Generator<Float32Array> {
    const trained = new Map<number, Float32Array>();
    this.#eachTrained((column, values) => trained.set(column, values));
    let column = 0;
    for (const values of this.encodeColumns(dataset)) {
      const own = trained.get(column++);
      if (own !== undefined && own.length !== dataset.rows)
        throw new HedgerowError("internal", "these are not the rows that the encoder was fitted to");
      yield own?.slice() ?? values;
    }
  }

  /** Puts what these rows (indexes of the dataset it was fitted to) are trained with into rows that are encoded for scoring. */
  asTrained(encoded: Float32Array, rows: readonly number[]): void {
    const width = this.columns.length;
    this.#eachTrained((column, values) => {
      for (const [i, row] of rows.entries()) encoded[i * width + column] = values[row] as number;
    });
  }

  #eachTrained(visit: (column: number, values: Float32Array) => void): void {
    for (const [feature, { trained = [] }] of this.#learnt.entries())
      for (const [i, values] of trained.entries()) visit((this.starts[feature] as number) + i, values);
  }

  /** All rows, a Float32Array for each column. */
  encodeDataset(dataset: ColumnSource): Float32Array[] {
    return [...this.encodeColumns(dataset)];
  }

  /** The same one after another. */
  *encodeColumns(dataset: ColumnSource): Generator<Float32Array> {
    for (const [feature, fitted] of this.encodings.entries()) {
      const columns = fitted.columns.map(() => new Float32Array(dataset.rows));
      this.#encodeFeature(
        dataset,
        feature,
        columns.map((array) => ({ array, first: 0, step: 1 })),
      );
      yield* columns;
    }
  }

  /** All rows one after the other: for scoring. */
  encodeRows(dataset: ColumnSource): Float32Array {
    const width = this.columns.length;
    const array = new Float32Array(dataset.rows * width);
    for (const [feature, fitted] of this.encodings.entries()) {
      const start = this.starts[feature] as number;
      this.#encodeFeature(
        dataset,
        feature,
        fitted.columns.map((_, i) => ({ array, first: start + i, step: width })),
      );
    }
    return array;
  }

  #encodeFeature(dataset: ColumnSource, feature: number, targets: ColumnTarget[]): void {
    const { name, kind } = this.features[feature] as FeatureSpec;
    const raw = dataset.find(name);
    const encoding = this.encodings[feature];
    if (encoding === undefined) return;
    if (kind === "number" && raw?.kind === "numbers") {
      const missing = encodeNumbers(raw.values, targets[0] as ColumnTarget);
      if (missing !== undefined) {
        this.#count(feature, MISSING, missing);
        return;
      }
    }
    const counted = encodeColumn(encoding, raw, dataset.rows, targets, (error, row) =>
      this.placed(feature, error, { row: row + 1 }),
    );
    for (const outcome of [MISSING, UNKNOWN, OTHER] as const)
      this.#count(feature, outcome, counted[outcome] as number);
  }

  toJSON(): unknown {
    const features = this.features.map((spec, i) => ({
      ...specToJSON(spec),
      fitted: this.#learnt[i]?.fitted,
    }));
    return { version: VERSION, features };
  }

  /** What `toJSON` gave. Throws `bad-schema`. */
  static fromJSON(json: unknown): Encoder {
    return located(
      "bad-schema",
      "The encoder cannot be read: ",
      () => ({}),
      () => {
        const { version, features } = fieldsOf(json, "it");
        if (version !== VERSION)
          throw new Fault(`it is of version ${version}; this hedgerow reads ${VERSION}`);
        const given = listIn(features, '"features"').map((each) => fieldsOf(each, "a feature"));
        const specs = given.map((each) => specFromJSON(each, ["fitted"]));
        return new Encoder(
          specs,
          specs.map((spec, i) => ({ fitted: checked(spec, given[i]?.["fitted"]), notes: [] })),
        );
      },
    );
  }
}

function checked({ name, kind }: FeatureSpec, fitted: unknown): unknown {
  return located(
    "bad-schema",
    `The feature "${name}": `,
    () => ({ column: name }),
    () => {
      (kindNamed(kind) as Kind).check(fitted);
      return fitted;
    },
  );
}

/** Where a column's numbers go: row r at `first + r * step`. */
export interface ColumnTarget {
  readonly array: Float32Array;
  readonly first: number;
  readonly step: number;
}
