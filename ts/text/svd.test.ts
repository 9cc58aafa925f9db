import { expect, test } from "vitest";
import { Random } from "../data/random.ts";
import { mainDirections } from "./svd.ts";
import type { Sparse } from "./tfidf.ts";

function sparse(dense: readonly (readonly number[])[]): Sparse {
  const starts = [0];
  const columns: number[] = [];
  const values: number[] = [];
  for (const row of dense) {
    row.forEach((value, column) => {
      if (value === 0) return;
      columns.push(column);
      values.push(value);
    });
    starts.push(columns.length);
  }
  return {
    starts: Uint32Array.from(starts),
    columns: Uint32Array.from(columns),
    values: Float32Array.from(values),
    width: dense[0]?.length ?? 0,
  };
}

function lowRank(rows: number, width: number, rank: number): number[][] {
  const random = new Random(3);
  const unit = (): number => random.unit() - 0.5;
  const factors = Array.from({ length: rank }, (_, k) => ({
    row: Array.from({ length: rows }, unit),
    column: Array.from({ length: width }, unit),
    size: 10 / (k + 1),
  }));
  return Array.from({ length: rows }, (_, r) =>
    Array.from({ length: width }, (__, c) =>
      factors.reduce(
        (sum, { row, column, size }) => sum + size * (row[r] as number) * (column[c] as number),
        0,
      ),
    ),
  );
}

test("a matrix of rank 3 is its three directions", () => {
  const dense = lowRank(40, 12, 3);
  const { parts, count } = mainDirections(sparse(dense), 5, 0);
  expect(count).toBe(3);
  const direction = (k: number): number[] =>
    Array.from({ length: 12 }, (_, c) => parts[c * count + k] as number);
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
  const sizes = [0, 1, 2].map((k) => dense.reduce((sum, row) => sum + dot(row, direction(k)) ** 2, 0));
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  for (let i = 0; i < 3; i++)
    for (let j = 0; j <= i; j++) expect(dot(direction(i), direction(j))).toBeCloseTo(i === j ? 1 : 0, 6);
  for (const row of dense) {
    const rebuilt = row.map((_, c) =>
      [0, 1, 2].reduce((sum, k) => sum + dot(row, direction(k)) * (direction(k)[c] as number), 0),
    );
    row.forEach((value, c) => {
      expect(rebuilt[c]).toBeCloseTo(value, 4);
    });
  }
});

test("the same rows give the same bits; nothing gives nothing", () => {
  const rows = sparse(lowRank(30, 9, 4));
  expect(mainDirections(rows, 3, 0)).toEqual(mainDirections(rows, 3, 0));
  expect(
    mainDirections(
      sparse([
        [0, 0],
        [0, 0],
      ]),
      2,
      0,
    ).count,
  ).toBe(0);
  expect(mainDirections(sparse([[1, 2]]), 5, 0).count).toBe(1);
});
