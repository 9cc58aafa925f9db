/**
 * One linear separation a label, in core.wasm. In: sparse rows and the labels of each. Out: weights, or the margins of rows
 * that were left out of training, for one cost after another.
 */
import { type Core, guarded } from "../wasm/core.ts";
import type { Sparse } from "./tfidf.ts";

/** The labels of each row; undefined for a row without. */
export type RowLabels = readonly (readonly number[] | undefined)[];

const NONE = new Float32Array(0);

export class LinearRows {
  readonly #rows: InstanceType<Core["SparseRows"]>;
  readonly #labels: RowLabels;
  readonly #seed: number;
  readonly #emphasis: Float32Array;

  /** `emphasis` is a factor of each row's cost. Holds WebAssembly memory until `free`. */
  constructor(core: Core, rows: Sparse, labels: RowLabels, seed: number, emphasis: Float32Array = NONE) {
    this.#rows = guarded(() => new core.SparseRows(rows.starts, rows.columns, rows.values, rows.width));
    this.#labels = labels;
    this.#seed = seed;
    this.#emphasis = emphasis;
  }

  /** The weight of each column for the label, then the bias, trained on these rows. */
  separate(label: number, training: ArrayLike<number>, cost: number): Float64Array {
    return guarded(() => this.#rows.separate(this.#signs(label, training), this.#emphasis, cost, this.#seed));
  }

  /** For each cost (ascending) the margins of the rows that do not train, in order. */
  scan(label: number, training: ArrayLike<number>, costs: readonly number[]): Float64Array {
    return guarded(() =>
      this.#rows.scan(this.#signs(label, training), this.#emphasis, Float64Array.from(costs), this.#seed),
    );
  }

  #signs(label: number, training: ArrayLike<number>): Int8Array {
    const signs = new Int8Array(this.#labels.length);
    for (let i = 0; i < training.length; i++) {
      const row = training[i] as number;
      const labels = this.#labels[row];
      if (labels !== undefined) signs[row] = labels.includes(label) ? 1 : -1;
    }
    return signs;
  }

  free(): void {
    this.#rows.free();
  }
}
