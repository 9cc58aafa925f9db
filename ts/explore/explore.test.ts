import { expect, test } from "vitest";
import { Dataset } from "../data/dataset.ts";
import { Random } from "../data/random.ts";
import { contingency, cramersV, entropyOfSecond, lookupAccuracy, mutualInformation } from "./association.ts";
import { codesOf } from "./codes.ts";
import { correlation, ranks } from "./correlation.ts";
import { duplicates, sharedRows } from "./duplicates.ts";
import { explore } from "./explore.ts";

test("association by its definitions, chance taken away", () => {
  const a = Int32Array.of(0, 0, 1, 1, -1);
  const same = contingency(a, a, 2, 2);
  expect(same.total).toBe(4);
  expect(entropyOfSecond(same)).toBeCloseTo(Math.log(2), 12);
  // ln 2, and (2 - 2 - 2 + 1) / 8 less.
  expect(mutualInformation(same)).toBeCloseTo(Math.log(2) + 1 / 8, 12);
  expect(lookupAccuracy(same)).toBe(1);
  const random = new Random(3);
  const draw = (most: number) => Int32Array.from({ length: 5000 }, () => random.below(most));
  const [x, y] = [draw(7), draw(4)];
  expect(mutualInformation(contingency(x, y, 7, 4))).toBeLessThan(0.002);
  expect(cramersV(contingency(x, y, 7, 4))).toBeLessThan(0.03);
  const z = x.map((value) => value % 4);
  expect(cramersV(contingency(x, z, 7, 4))).toBeGreaterThan(0.95);
  expect(
    cramersV(
      contingency(
        x,
        x.map(() => 0),
        7,
        1,
      ),
    ),
  ).toBeNull();
});

test("numbers are cut at quantiles, texts keep their frequent values, missing is apart", () => {
  const values = Float64Array.from({ length: 1000 }, (_, i) => (i % 10 === 0 ? Number.NaN : i));
  const numbers = codesOf({ kind: "numbers", name: "n", values }, 1000);
  expect(numbers.codes[0]).toBe(0);
  const counts = new Map<number, number>();
  for (const code of numbers.codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  expect(counts.size).toBe(21);
  expect(Math.min(...counts.values())).toBeGreaterThan(38);
  const data = Dataset.fromColumns({ t: ["b", "a", null, "b"], y: [1, 2, 1, 2] }, { label: "y" });
  const texts = codesOf(data.column("t"), 4);
  expect(Array.from(texts.codes, (code) => texts.names[code])).toEqual(["b", "a", "missing", "b"]);
});

test("ranks share ties; correlation of ranks shows any monotone relation", () => {
  expect([...ranks(Float64Array.of(30, 10, 10, Number.NaN, 20))]).toEqual([4, 1.5, 1.5, Number.NaN, 3]);
  const x = Float64Array.from({ length: 50 }, (_, i) => i);
  const curved = x.map((value) => -(value ** 5));
  expect(correlation(ranks(x), ranks(curved))).toBeCloseTo(-1, 12);
  expect(
    correlation(
      x,
      x.map(() => 3),
    ),
  ).toBeNull();
});

test("repeated and contradictory rows are counted, on both sides too", () => {
  const rows = [
    { a: 1, b: "x", y: "p" },
    { a: 1, b: "x", y: "n" },
    { a: 1, b: "y", y: "p" },
    { a: 1, b: "y", y: "p" },
    { a: null, b: "y", y: "n" },
  ];
  const data = Dataset.fromRecords(rows, { label: "y", schema: { a: "number", b: "category" } });
  expect(duplicates(data)).toEqual({ repeated: 2, contradictory: 2 });
  expect(sharedRows(data.select([0, 1, 2]), data.select([3, 4]))).toBe(1);
});

test("what would not hold on new data is suspected, and nothing else", () => {
  const random = new Random(1);
  const records = Array.from({ length: 600 }, (_, i) => {
    const bad = random.unit() < 0.4;
    return {
      id: `A-${i}`,
      logins: random.below(20) + (bad ? 5 : 0),
      verdict: bad ? "confirmed" : "closed",
      noise: random.below(50),
      constant: 4,
      grade: bad ? "TP" : "FP",
    };
  });
  const data = Dataset.fromRecords(records, { label: "grade", schema: { constant: "number" } });
  const found = explore(data, data.select([0, 1, 2]));
  expect(found.suspicions.map(({ column, reason }) => [column, reason])).toEqual([
    ["id", "looks like an identifier"],
    ["verdict", "predicts the label alone"],
    ["constant", "constant"],
    [undefined, "same rows on both sides"],
  ]);
  const of = (name: string) => found.columns.find((column) => column.name === name);
  expect(of("verdict")?.label?.lookupAccuracy).toBe(1);
  expect(of("noise")?.label?.information).toBeLessThan(0.03);
  expect(of("logins")?.label?.information).toBeGreaterThan(0.1);
  expect(of("logins")?.quantiles?.[4]).toBeLessThanOrEqual(24);
  expect(found.classes.map(({ share }) => share).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  const unlabelled = explore(Dataset.fromRecords(records.map(({ grade: _, ...rest }) => rest)));
  expect(unlabelled.columns[1]?.label).toBeUndefined();
});
