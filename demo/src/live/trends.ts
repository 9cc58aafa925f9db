// How many alerts of the queued class came in, by one column's values, over time. In: one value an alert. Out: counts a slice of time for
// the most frequent values.

const SLICES = 60;
const SHOWN = 5;

export interface Trend {
  readonly column: string;
  /** Seconds since the stream began, at the start of each slice. */
  readonly seconds: readonly number[];
  readonly series: readonly {
    readonly name: string;
    readonly counts: readonly number[];
    readonly total: number;
  }[];
}

export class TrendCounter {
  readonly column: string;
  readonly #length: number;
  /** By slice, by value. */
  readonly #slices = new Map<number, Map<string, number>>();

  /** `length` of a slice in seconds. */
  constructor(column: string, length: number) {
    this.column = column;
    this.#length = length;
  }

  add(value: unknown, seconds: number): void {
    const at = Math.floor(seconds / this.#length);
    const slice = this.#slices.get(at) ?? new Map<string, number>();
    const name = value === undefined ? "missing" : String(value);
    slice.set(name, (slice.get(name) ?? 0) + 1);
    this.#slices.set(at, slice);
    this.#slices.delete(at - SLICES);
  }

  /** `now` in seconds; the slice that is not over yet is left out. */
  trend(now: number): Trend {
    const last = Math.floor(now / this.#length);
    const first = Math.max(0, last - SLICES + 1);
    const slices = Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
    const totals = new Map<string, number>();
    for (const at of slices)
      for (const [name, count] of this.#slices.get(at) ?? [])
        totals.set(name, (totals.get(name) ?? 0) + count);
    const shown = [...totals].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, SHOWN);
    return {
      column: this.column,
      seconds: slices.map((at) => at * this.#length),
      series: shown.map(([name, total]) => ({
        name,
        total,
        counts: slices.map((at) => this.#slices.get(at)?.get(name) ?? 0),
      })),
    };
  }
}
