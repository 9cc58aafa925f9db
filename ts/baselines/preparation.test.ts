import { expect, test } from "vitest";
import { Dataset } from "../data/dataset.ts";
import { Preparation } from "./preparation.ts";

const data = (columns: Record<string, unknown[]>): Dataset =>
  Dataset.fromColumns(columns as never, { schema: { port: "category" } });

test("numbers: the training median for what is missing, then mean 0 and deviation 1", () => {
  const training = data({ bytes: [1, 2, undefined, 9], port: ["a", "a", "a", "a"] });
  const rows = Preparation.of(training).apply(training);
  const filled = [1, 2, 2, 9];
  const deviation = Math.sqrt(filled.reduce((sum, x) => sum + (x - 3.5) ** 2, 0) / 4);
  expect([...rows].filter((_, i) => i % 2 === 0)).toEqual(
    filled.map((x) => expect.closeTo((x - 3.5) / deviation, 12)),
  );
  // A category of one value is constant, and so 0.
  expect([...rows].filter((_, i) => i % 2 === 1)).toEqual([0, 0, 0, 0]);
});

test("other rows are changed by what the training rows say alone", () => {
  const training = data({ bytes: [0, 0, 10, 10], port: ["a", "b", "a", "b"] });
  const preparation = Preparation.of(training);
  expect(preparation.width).toBe(3);
  const other = data({ bytes: [5, 1000, undefined], port: ["c", "a", undefined] });
  const [unseen, known, missing] = [0, 1, 2].map((row) =>
    [...preparation.apply(other)].slice(3 * row, 3 * row + 3),
  );
  // 5 is the mean; a value never seen is no level.
  expect(unseen).toEqual([0, -1, -1]);
  expect(known).toEqual([199, 1, -1]);
  expect(missing).toEqual([0, -1, -1]);
});

test("missing cells of training rows are the level other, and so are values never seen then", () => {
  const training = data({ bytes: [1, 2, 3, 4], port: ["a", "a", undefined, undefined] });
  const preparation = Preparation.of(training);
  expect(preparation.width).toBe(3);
  const rows = preparation.apply(data({ bytes: [1, 1], port: ["z", "a"] }));
  expect([rows[1], rows[2]]).toEqual([-1, 1]);
  expect([rows[4], rows[5]]).toEqual([1, -1]);
});

test("levels beyond the 64 most frequent are other", () => {
  const port = Array.from({ length: 400 }, (_, i) => `p${i % 100}`).concat(
    Array.from({ length: 63 }, (_, i) => `p${i}`),
  );
  const preparation = Preparation.of(data({ bytes: port.map((_, i) => i), port }));
  expect(preparation.width).toBe(1 + 64 + 1);
});
