import fc from "fast-check";
import { expect, test } from "vitest";
import type { RawColumn } from "./column.ts";
import { columnsTable } from "./given-columns.ts";
import { grouped, marked, type SplitRows, stratified, timeOrdered } from "./split.ts";

function column(cells: readonly (string | number | null)[]): RawColumn {
  return columnsTable({ c: cells }).columns[0]!;
}

/** Both sides ascend and are together each row once. */
function whole({ train, test }: SplitRows, rows: number): void {
  for (const side of [train, test]) expect([...side]).toEqual([...side].sort((a, b) => a - b));
  expect([...train, ...test].sort((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, i) => i));
}

const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
const seed = fc.nat();

test("stratified: every class near its share, rare ones on the training side, same seed same rows", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5), { minLength: 2, maxLength: 200 }), share, seed, (labels, share, seed) => {
      const rows = stratified(labels, 6, share, seed);
      whole(rows, labels.length);
      expect(rows).toEqual(stratified(labels, 6, share, seed));
      for (let label = 0; label < 6; label++) {
        const all = labels.filter((each) => each === label).length;
        const trained = [...rows.train].filter((row) => labels[row] === label).length;
        if (all > 0) expect(trained).toBeGreaterThanOrEqual(1);
        expect(Math.abs(trained - all * share)).toBeLessThan(1 + 1e-9);
      }
      const raised = new Set(labels).size;
      expect(Math.abs(rows.train.length - labels.length * share)).toBeLessThanOrEqual(0.5 + raised);
    }),
  );
});

test("the whole is as near the share as rounding allows", () => {
  const labels = Array.from({ length: 1000 }, (_, i) => i % 7);
  expect(stratified(labels, 7, 0.8, 1).train).toHaveLength(800);
  expect(stratified(labels, 7, 0.8, 1)).not.toEqual(stratified(labels, 7, 0.8, 2));
});

test("grouped: no group on both sides, both sides have rows", () => {
  const cells = fc.array(fc.option(fc.constantFrom("a", "b", "c", "d", 5)), { minLength: 3, maxLength: 60 });
  fc.assert(
    fc.property(cells, share, seed, (cells, share, seed) => {
      fc.pre(new Set(cells).size > 1);
      const rows = grouped(
        column(cells.map((cell) => (cell === null ? null : String(cell)))),
        cells.length,
        share,
        seed,
      );
      whole(rows, cells.length);
      expect(rows.train.length).toBeGreaterThan(0);
      expect(rows.test.length).toBeGreaterThan(0);
      const trained = new Set([...rows.train].map((row) => cells[row]));
      for (const row of rows.test) if (cells[row] !== null) expect(trained.has(cells[row])).toBe(false);
    }),
  );
});

test("grouped: many small groups come near the share", () => {
  const cells = Array.from({ length: 3000 }, (_, i) => `g${i % 400}`);
  const { train } = grouped(column(cells), 3000, 0.7, 4);
  expect(Math.abs(train.length - 2100)).toBeLessThan(10);
  expect(() => grouped(column(["a", "a"]), 2, 0.5, 1)).toThrow("All rows are of one group");
});

test("time: the earlier rows train, a moment is never on both sides", () => {
  const days = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 2, maxLength: 60 });
  fc.assert(
    fc.property(days, share, (days, share) => {
      fc.pre(new Set(days).size > 1);
      const texts = days.map((day) => `2024-01-${String(day).padStart(2, "0")}`);
      const rows = timeOrdered(column(texts), days.length, share, "iso");
      whole(rows, days.length);
      const last = Math.max(...[...rows.train].map((row) => days[row] as number));
      const first = Math.min(...[...rows.test].map((row) => days[row] as number));
      expect(last).toBeLessThan(first);
    }),
  );
  expect(() => timeOrdered(column(["2024-01-01", "2024-01-01"]), 2, 0.5, "iso")).toThrow("same time");
  expect(() => timeOrdered(column(["2024-01-01", null]), 2, 0.5, "iso")).toThrow(
    "this one is missing (row 2",
  );
});

test("marked by a column", () => {
  expect(marked(column(["train", "TEST", "train "]), 3)).toEqual({
    train: Uint32Array.of(0, 2),
    test: Uint32Array.of(1),
  });
  expect(() => marked(column(["train", "dev"]), 2)).toThrow(
    'holds train or test, not "dev" (row 2, column "c")',
  );
  expect(() => marked(column(["train", null]), 2)).toThrow("not nothing");
  expect(() => marked(column(["train"]), 1)).toThrow("None of the 1 rows is marked test");
});

test.each([0, 1, -0.5, 80, Number.NaN])("%s is no share", (share) => {
  expect(() => stratified([0, 1], 2, share, 1)).toThrow("The share to train on must lie between 0 and 1");
});
