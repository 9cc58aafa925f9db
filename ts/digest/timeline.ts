// Moments and classes in, counts of each class by hour out; then few enough buckets to be looked at, and what changed at the end.

const HOUR = 3_600_000;
/** Hours of a bucket that may be chosen, so that there are at most so many buckets. */
const SPANS = [1, 2, 3, 6, 12, 24, 48, 168, 336, 720, 2160, 8760];
const MOST_BUCKETS = 60;
/** Hours kept apart; of a longer stream the oldest are dropped. */
const MOST_HOURS = 200_000;

export class HourlyCounts {
  readonly #classes: number;
  readonly #hours = new Map<number, Uint32Array>();

  constructor(classes: number) {
    this.#classes = classes;
  }

  get empty(): boolean {
    return this.#hours.size === 0;
  }

  add(moment: number, index: number): void {
    const hour = Math.floor(moment / HOUR);
    let counts = this.#hours.get(hour);
    if (counts === undefined) {
      if (this.#hours.size >= MOST_HOURS) this.#hours.delete(Math.min(...this.#hours.keys()));
      counts = new Uint32Array(this.#classes);
      this.#hours.set(hour, counts);
    }
    counts[index] = (counts[index] as number) + 1;
  }

  /** First and last hour, since 1970. */
  range(): [first: number, last: number] {
    let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const hour of this.#hours.keys()) {
      if (hour < first) first = hour;
      if (hour > last) last = hour;
    }
    return [first, last];
  }

  buckets(): { hours: number; buckets: { start: number; counts: number[] }[] } {
    const [first, last] = this.range();
    const span = last - first + 1;
    const hours = SPANS.find((each) => span / each <= MOST_BUCKETS) ?? Math.ceil(span / MOST_BUCKETS);
    const start = Math.floor(first / hours);
    const count = Math.floor(last / hours) - start + 1;
    const buckets = Array.from({ length: count }, (_, i) => ({
      start: (start + i) * hours * HOUR,
      counts: new Array<number>(this.#classes).fill(0),
    }));
    for (const [hour, counts] of this.#hours) {
      const into = buckets[Math.floor(hour / hours) - start]?.counts;
      if (into !== undefined) for (const [i, each] of counts.entries()) into[i] = (into[i] as number) + each;
    }
    return { hours, buckets };
  }

  /** Records an hour in the last quarter of all hours of `range`, against those before, by class; null for less than four hours. */
  changes([first, last]: [number, number] = this.range()): (number | null)[] {
    const span = last - first + 1;
    const late = Math.floor(span / 4);
    const [before, after] = [new Float64Array(this.#classes), new Float64Array(this.#classes)];
    for (const [hour, counts] of this.#hours) {
      const into = hour > last - late ? after : before;
      for (const [i, each] of counts.entries()) into[i] = (into[i] as number) + each;
    }
    return Array.from(before, (earlier, i) => {
      if (late === 0 || earlier === 0) return null;
      return (after[i] as number) / late / (earlier / (span - late));
    });
  }
}
