// In: contenders for the same work. Out: seconds of each run of each, taken in turns, so that a change of the machine's load
// meets all of them alike. The least of many runs is what the machine can do; the spread tells how far to trust it.

/** One way to do the work: does it once and says how many seconds one unit of it took. */
export interface Contender {
  name: string;
  run(round: number): number | Promise<number>;
}

export interface Effort {
  /** Most runs of each contender. */
  rounds: number;
  /** No new round begins after this many seconds; one is always done. */
  seconds: number;
}

/**
 * Runs of each contender, by name, in seconds a unit; with more than two rounds the first warms up and does not count. A contender
 * that fails is out, and `failed` is told; the first one's failure is thrown, since without it there is nothing to compare with.
 */
export async function interleave(
  contenders: readonly Contender[],
  { rounds, seconds }: Effort,
  failed: (name: string, error: unknown) => void = () => {},
): Promise<Map<string, number[]>> {
  const runs = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  const start = performance.now();
  for (let round = 0; round < rounds; round++) {
    if (round > 0 && performance.now() - start > seconds * 1000) break;
    // The order turns, so that none always runs in the caches another left.
    for (let i = 0; i < contenders.length; i++) {
      const contender = contenders[(i + round) % contenders.length] as Contender;
      const times = runs.get(contender.name);
      if (times === undefined) continue;
      try {
        times.push(await contender.run(round));
      } catch (error) {
        if (contender === contenders[0]) throw error;
        failed(contender.name, error);
        runs.delete(contender.name);
      }
    }
  }
  for (const times of runs.values()) if (times.length > 2) times.shift();
  return runs;
}

/** The items that this round works on: `count` of them, beginning where the round before ended. */
export function slice<T>(items: readonly T[], count: number, round: number): T[] {
  return Array.from({ length: count }, (_, i) => items[(round * count + i) % items.length] as T);
}

/** Seconds of one of `count` units that `work` does. */
export function timed(count: number, work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000 / count;
}

/** The same where the work is awaited. */
export async function timedAsync(count: number, work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000 / count;
}

/** The value below which this share of the values lies, by linear interpolation. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard error of the mean; 0 for one value. */
export function standardError(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

/** Exponent b of the power law y = a x^b nearest to the points, by least squares of the logarithms. */
export function exponent(x: readonly number[], y: readonly number[]): number {
  const u = x.map(Math.log);
  const v = y.map(Math.log);
  const [mu, mv] = [mean(u), mean(v)];
  const covariance = u.reduce((sum, one, i) => sum + (one - mu) * ((v[i] as number) - mv), 0);
  return covariance / u.reduce((sum, one) => sum + (one - mu) ** 2, 0);
}
