import { expect, test } from "vitest";
import { correctedTTest, mcNemar } from "./paired-test.ts";

/** Rows that both, only the first and only the second got right. */
const rows = (both: number, first: number, second: number): [number[], number[]] => {
  const of = (...counts: [number, number][]) => counts.flatMap(([value, n]) => Array(n).fill(value));
  return [of([1, both], [1, first], [0, second]), of([1, both], [0, first], [1, second])];
};

test("McNemar's exact test is twice the tail of the binomial distribution", () => {
  expect(mcNemar(...rows(50, 10, 2))).toBeCloseTo((2 * (1 + 12 + 66)) / 4096, 12);
  expect(mcNemar(...rows(0, 2, 10))).toBeCloseTo((2 * (1 + 12 + 66)) / 4096, 12);
  expect(mcNemar(...rows(7, 0, 1))).toBe(1);
  expect(mcNemar(...rows(7, 0, 5))).toBeCloseTo(2 / 32, 12);
  expect(mcNemar(...rows(7, 4, 4))).toBe(1);
  expect(mcNemar(...rows(7, 0, 0))).toBe(1);
});

test("the corrected t-test has Student's tails", () => {
  // Two folds: one degree of freedom, so Cauchy's distribution. Mean 2, variance 2.
  const t = 2 / Math.sqrt((1 / 2 + 1) * 2);
  expect(correctedTTest([1, 3], 100, 100)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 12);
  // Three folds: two degrees of freedom, P(|T| > t) = 1 - t / sqrt(2 + t^2). Mean 2, variance 1.
  const three = 2 / Math.sqrt(1 / 3 + 1 / 2);
  expect(correctedTTest([1, 2, 3], 50, 100)).toBeCloseTo(1 - three / Math.sqrt(2 + three * three), 12);
});

test("without a difference, without its variance, without folds", () => {
  expect(correctedTTest([0, 0, 0], 1, 4)).toBe(1);
  expect(correctedTTest([0.5, 0.5], 1, 4)).toBe(0);
  expect(correctedTTest([0.1], 1, 4)).toBeNull();
});
