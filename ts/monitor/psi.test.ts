import fc from "fast-check";
import { expect, test } from "vitest";
import { Random } from "../data/random.ts";
import { bandOf, chanceLimit, psi } from "./psi.ts";

test("PSI is the sum of the definition where no bin is empty", () => {
  const [then, now] = [
    [400_000, 350_000, 250_000],
    [300_000, 300_000, 400_000],
  ];
  const shares = [0.4, 0.35, 0.25].map((was, i) => [was, [0.3, 0.3, 0.4][i]] as [number, number]);
  const sum = shares.reduce((total, [was, is]) => total + (is - was) * Math.log(is / was), 0);
  expect(psi(then, now)).toBeCloseTo(sum, 5);
});

test("it is 0 for equal shares, above 0 else, symmetric, and finite with empty bins", () => {
  const counts = fc.array(fc.nat(1000), { minLength: 3, maxLength: 12 });
  fc.assert(
    fc.property(counts, counts, (a, b) => {
      const size = Math.min(a.length, b.length);
      const [then, now] = [
        [...a.slice(0, size), 1],
        [...b.slice(0, size), 1],
      ];
      const value = psi(then, now);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThan(Number.POSITIVE_INFINITY);
      expect(psi(now, then)).toBeCloseTo(value, 12);
      expect(psi(then, then)).toBe(0);
    }),
  );
  expect(psi([1, 2], [0, 0])).toBeNaN();
});

test("chance alone seldom passes the limit that it is given", () => {
  const random = new Random(4);
  const draw = (rows: number) => {
    const counts = new Uint32Array(10);
    for (let i = 0; i < rows; i++) {
      const bin = random.below(10);
      counts[bin] = (counts[bin] as number) + 1;
    }
    return counts;
  };
  let passed = 0;
  let near = 0;
  for (let i = 0; i < 2000; i++) {
    const [then, now] = [draw(2000), draw(400)];
    const limit = chanceLimit(then, now);
    if (psi(then, now) > limit) passed++;
    // The 99th percentile of chi-squared with 9 degrees of freedom, 21.67.
    if (psi(then, now) > 21.67 * (1 / 2000 + 1 / 400)) near++;
  }
  expect(passed).toBeLessThanOrEqual(2);
  expect(near).toBeGreaterThan(5);
  expect(near).toBeLessThan(45);
});

test("bands", () => {
  expect([0, 0.0999, 0.1, 0.25, 0.2501].map((value) => bandOf(value, 0.05))).toEqual([
    "stable",
    "stable",
    "moderate",
    "moderate",
    "major",
  ]);
  expect(bandOf(3, 0.1)).toBe("too few");
  expect(bandOf(Number.NaN, 0)).toBe("too few");
});
