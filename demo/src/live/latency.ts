// How long one alert takes. The browser's clock ticks every tenth of a millisecond, which is longer than an answer: so some alerts of
// each turn are answered many times over, and the time is divided.

/** Upper ends of the bins, in microseconds; what is above the last falls into one more. */
export const LATENCY_EDGES: readonly number[] = [
  1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 100, 200, 500,
];
const TIMES = 128;

export class Latency {
  readonly counts: number[] = new Array<number>(LATENCY_EDGES.length + 1).fill(0);
  #sum = 0;
  #measured = 0;

  /** Microseconds. */
  measure(answer: () => unknown): void {
    const start = performance.now();
    for (let i = 0; i < TIMES; i++) answer();
    const each = ((performance.now() - start) * 1000) / TIMES;
    this.#sum += each;
    this.#measured++;
    const bin = LATENCY_EDGES.findIndex((edge) => each <= edge);
    const at = bin < 0 ? LATENCY_EDGES.length : bin;
    this.counts[at] = (this.counts[at] as number) + 1;
  }

  get mean(): number | undefined {
    return this.#measured === 0 ? undefined : this.#sum / this.#measured;
  }
}
