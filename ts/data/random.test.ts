import { expect, test } from "vitest";
import { Random } from "./random.ts";

test("the same numbers for the same seed, others for another", () => {
  const take = (seed: number): number[] => {
    const random = new Random(seed);
    return Array.from({ length: 4 }, () => random.bits());
  };
  expect(take(7)).toEqual(take(7));
  // These values are part of the promise "same seed, same bytes": changing them changes every split.
  expect(take(0)).toEqual([3002680967, 3326627503, 2979034333, 501143742]);
  const first = new Set(
    [0, 1, 2, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER].map((seed) => take(seed).join()),
  );
  expect(first.size).toBe(6);
});

test("units are even and shuffles are permutations", () => {
  const random = new Random(3);
  const bins = new Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) {
    const bin = random.below(10);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  for (const count of bins) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  const rows = random.shuffle(Uint32Array.from({ length: 1000 }, (_, i) => i));
  expect(rows).not.toEqual(rows.slice().sort());
  expect([...rows].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
});

test.each([-1, 1.5, Number.NaN, 2 ** 53])("%s is no seed", (seed) => {
  expect(() => new Random(seed)).toThrow('"seed" must be a whole number');
});
