import { expect, test } from "vitest";
import { Draws, fixedBits, scramble } from "./draws.ts";

test("the first draws are these, on every engine", () => {
  const draws = new Draws(42, 1);
  expect([draws.at(0).bits(0), draws.at(0).bits(1), draws.at(1).bits(0)]).toEqual([
    1600330817, 1525604661, 519849090,
  ]);
  expect([scramble(1), fixedBits(1, 2)]).toEqual([1753845952, 3656668615]);
});

test("a draw depends on seed, stream, index and slot only", () => {
  const draws = new Draws(7, 2);
  const once = draws.at(5).bits(3);
  draws.at(6).bits(3);
  expect(draws.at(5).bits(3)).toBe(once);
  const others = [
    new Draws(8, 2).at(5).bits(3),
    new Draws(7, 3).at(5).bits(3),
    draws.at(6).bits(3),
    draws.at(5).bits(4),
  ];
  expect(others).not.toContain(once);
});

test("draws are uniform, and slots, neighbours and seeds are independent", () => {
  const n = 200_000;
  const draws = new Draws(1, 1);
  const other = new Draws(2, 1);
  const pairs: ((i: number) => [number, number])[] = [
    (i) => [draws.at(i).unit(0), draws.unit(1)],
    (i) => [draws.at(i).unit(0), draws.at(i + 1).unit(0)],
    (i) => [draws.at(i).unit(0), other.at(i).unit(0)],
    (i) => [draws.at(i).unit(0), draws.at(i + 1).unit(1)],
  ];
  for (const pair of pairs) {
    // 16 x 16 cells: the chi-squared statistic has 255 degrees of freedom; 345 is exceeded once in 7,000 times.
    const counts = new Float64Array(256);
    for (let i = 0; i < n; i++) {
      const [a, b] = pair(i);
      (counts[Math.floor(a * 16) * 16 + Math.floor(b * 16)] as number)++;
    }
    const chi = counts.reduce((sum, count) => sum + (count - n / 256) ** 2 / (n / 256), 0);
    expect(chi).toBeGreaterThan(175);
    expect(chi).toBeLessThan(345);
  }
});

test("for one slot, no two indexes have the same bits", () => {
  const draws = new Draws(9, 1);
  expect(new Set(Array.from({ length: 300_000 }, (_, i) => draws.at(i).bits(4))).size).toBe(300_000);
});

test("a ladder is long-tailed between its powers of two", () => {
  const draws = new Draws(3, 1);
  const values = Array.from({ length: 20_000 }, (_, i) => draws.at(i).ladder(0, 2, 6));
  expect(Math.min(...values)).toBeGreaterThanOrEqual(4);
  expect(Math.max(...values)).toBeLessThan(64);
  expect(values.filter((value) => value < 16).length / values.length).toBeCloseTo(0.5, 1);
});
