import fc from "fast-check";
import { expect, test } from "vitest";
import { checkFolds, foldsOf, groupedFolds, stratifiedFolds, timeFolds } from "./folds.ts";
import { columnsTable } from "./given-columns.ts";

const labelled = fc.array(fc.nat(4), { minLength: 4, maxLength: 200 });
const folds = fc.integer({ min: 2, max: 10 });

test("stratified: each row is tested once, each class as evenly as can be", () => {
  fc.assert(
    fc.property(labelled, folds, fc.nat(), (classes, folds, seed) => {
      const labels = Uint16Array.from(classes);
      const foldOf = stratifiedFolds(labels, folds, seed);
      const cut = foldsOf(foldOf, folds);
      const tested = cut.flatMap(({ test }) => [...test]).sort((a, b) => a - b);
      expect(tested).toEqual(classes.map((_, row) => row));
      for (const { train, test } of cut) expect([...train, ...test].sort((a, b) => a - b)).toEqual(tested);
      for (let label = 0; label < 5; label++) {
        const counts = cut.map(({ test }) => test.filter((row) => labels[row] === label).length);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test("grouped: no group on both sides, sizes near each other", () => {
  const cells = Array.from({ length: 300 }, (_, row) => (row % 50 === 0 ? null : `g${(row * row) % 41}`));
  const [column] = columnsTable({ c: cells }).columns;
  const cut = foldsOf(groupedFolds(column!, 300, 4, 3), 4);
  for (const { train, test } of cut) {
    const there = new Set(Array.from(train, (row) => cells[row]).filter((cell) => cell !== null));
    expect(Array.from(test, (row) => cells[row]).some((cell) => there.has(cell as string))).toBe(false);
    expect(Math.abs(test.length - 75)).toBeLessThan(25);
  }
  expect(() => groupedFolds(columnsTable({ c: ["a", "b", "a"] }).columns[0]!, 3, 3, 0)).toThrow(
    "3 folds need as many groups, and there are 2",
  );
});

test("time: each fold trains on what was before it, moments stay together", () => {
  const times = [5, 1, 1, 9, 7, 7, 7, 2, 3, 8];
  const [column] = columnsTable({ t: times }).columns;
  const cut = timeFolds(column!, 10, 3, "s");
  for (const { train, test } of cut) {
    const last = Math.max(...Array.from(train, (row) => times[row]!));
    expect(Math.min(...Array.from(test, (row) => times[row]!))).toBeGreaterThan(last);
  }
  expect([...cut.at(-1)!.train, ...cut.at(-1)!.test]).toHaveLength(10);
  expect(() => timeFolds(columnsTable({ t: [1, 1, 1, 2] }).columns[0]!, 4, 3, "s")).toThrow(
    "do not part 4 rows into 4 parts",
  );
});

test("more folds than rows of a class are refused", () => {
  const labels = Uint16Array.of(0, 0, 0, 1, 1, 1, 1);
  expect(() => checkFolds(labels, ["rare", "other"], 4)).toThrow(
    '4 folds need 4 rows of each class; "rare" has 3',
  );
  expect(() => checkFolds(labels, ["rare", "other"], 3)).not.toThrow();
  expect(() => checkFolds(labels, ["rare", "other", "absent"], 3)).not.toThrow();
  expect(() => checkFolds(labels, ["a", "b"], 1)).toThrow("from 2 to 100");
});
