// Counts of the last records in the bins of several columns. In: bins, then records, value by value. Out: each column's counts over the
// window. What leaves the window is taken off again, so each count is exact; a record is kept as two bytes a column.

import { type BinnedColumn, binOf } from "./bins.ts";

/** Of a column whose value the record did not bring. */
const NONE = 0xffff;

export class DriftWindow {
  /** Records it holds when it is full. */
  readonly size: number;
  /** Records begun. */
  observed = 0;
  readonly #bins: readonly ((value: number) => number)[];
  readonly #counts: readonly Uint32Array[];
  readonly #held: Uint16Array;
  #at = 0;

  constructor(columns: readonly BinnedColumn[], size: number) {
    this.size = size;
    this.#bins = columns.map(binOf);
    this.#counts = columns.map(({ counts }) => new Uint32Array(counts.length));
    this.#held = new Uint16Array(size * columns.length).fill(NONE);
  }

  /** Records in the window. */
  get records(): number {
    return Math.min(this.observed, this.size);
  }

  /** A new record, for whose values `add` is called; the oldest goes. */
  begin(): void {
    const width = this.#bins.length;
    this.#at = (this.observed % this.size) * width;
    for (let column = 0; column < width; column++) {
      const bin = this.#held[this.#at + column] as number;
      if (bin === NONE) continue;
      const counts = this.#counts[column] as Uint32Array;
      counts[bin] = (counts[bin] as number) - 1;
      this.#held[this.#at + column] = NONE;
    }
    this.observed++;
  }

  /** The record's value of a column, NaN for missing: once at most. */
  add(column: number, value: number): void {
    const bin = (this.#bins[column] as (value: number) => number)(value);
    this.#held[this.#at + column] = bin;
    const counts = this.#counts[column] as Uint32Array;
    counts[bin] = (counts[bin] as number) + 1;
  }

  /** A column's counts: always the same view. */
  counts(column: number): Uint32Array {
    return this.#counts[column] as Uint32Array;
  }
}
