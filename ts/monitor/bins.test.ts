import fc from "fast-check";
import { expect, test } from "vitest";
import { binCategories, binNumbers, binOf } from "./bins.ts";

test("numbers without ties are cut into tenths", () => {
  const values = Float32Array.from({ length: 5000 }, (_, i) => i / 7);
  const { edges, counts } = binNumbers(values);
  expect(edges).toHaveLength(9);
  expect(counts).toEqual([...new Array(10).fill(500), 0]);
});

test("a value of a tenth of the rows has a bin of its own, at either end too", () => {
  const values = Float32Array.from({ length: 1000 }, (_, i) => (i < 300 ? 0 : i < 600 ? 5 : i / 100));
  values.fill(Number.NaN, 990);
  const column = binNumbers(values);
  const bin = binOf(column);
  for (const value of [0, 5]) {
    expect(bin(value), `${value}`).not.toBe(bin(value - 0.01));
    expect(bin(value), `${value}`).not.toBe(bin(value + 1.5));
    expect(column.counts[bin(value)]).toBe(300);
  }
  expect(bin(-1e-30)).not.toBe(bin(0));
  expect(column.counts.at(-1)).toBe(10);
  const only = binNumbers(new Float32Array(50).fill(3));
  expect(only.counts).toEqual([0, 50, 0, 0]);
});

test("bins hold what their edges say, all of it, whatever the numbers", () => {
  const numbers = fc.array(fc.oneof(fc.float(), fc.constantFrom(0, 1, 2, Number.NaN)), { maxLength: 300 });
  fc.assert(
    fc.property(numbers, (given) => {
      const values = Float32Array.from(given).filter((value) => Math.abs(value) !== Number.POSITIVE_INFINITY);
      const { edges = [], counts } = binNumbers(values);
      expect(counts.reduce((sum, each) => sum + each, 0)).toBe(values.length);
      for (let i = 1; i < edges.length; i++) expect(edges[i]).toBeGreaterThan(edges[i - 1] as number);
      const bin = binOf({ edges });
      const slowly = counts.map((_, i) => values.reduce((sum, value) => sum + Number(bin(value) === i), 0));
      expect(counts).toEqual(slowly);
      for (const value of values) {
        const slow = Number.isNaN(value) ? edges.length + 1 : edges.filter((edge) => edge < value).length;
        expect(bin(value)).toBe(slow);
      }
    }),
  );
});

test("categories: frequent ones apart, the rest together, unknown ones as missing", () => {
  const codes = Float32Array.from({ length: 1000 }, (_, i) =>
    i < 500 ? 3 : i < 990 ? 1 : i < 998 ? 0 : Number.NaN,
  );
  const column = binCategories(codes, 5);
  expect(column).toEqual({ kept: [1, 3], counts: [490, 500, 8, 2] });
  expect([1, 3, 0, 2, 4, Number.NaN].map(binOf(column))).toEqual([0, 1, 2, 2, 2, 3]);
});
