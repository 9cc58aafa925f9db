import { expect, test } from "vitest";
import { Dataset } from "../data/dataset.ts";
import { Random } from "../data/random.ts";
import { train } from "../model/train.ts";
import { evaluate } from "./evaluate.ts";
import { permutationImportance } from "./permutation.ts";

/** The class follows from `strong` and, less, from `when` (a time: several columns); `noise` says nothing. */
function rows(count: number, seed: number): Dataset {
  const random = new Random(seed);
  const records = Array.from({ length: count }, () => {
    const strong = random.below(100);
    const hour = random.below(24);
    const late = hour >= 12 ? 25 : 0;
    return {
      strong,
      when: `2024-03-${String(1 + random.below(28)).padStart(2, "0")}T${String(hour).padStart(2, "0")}:15:00Z`,
      noise: random.unit(),
      label: strong + late + random.below(10) > 65 ? "yes" : "no",
    };
  });
  return Dataset.fromRecords(records, { label: "label" });
}

const model = await train(rows(1200, 1), { rounds: 60 });
const held = rows(600, 2);

test.each(["logLoss", "accuracy", "macroF1"] as const)("%s: features in their order", (metric) => {
  const found = permutationImportance(model, held, { metric });
  expect(found.map(({ feature }) => feature)).toEqual(["strong", "when", "noise"]);
  const [strong, when, noise] = found;
  expect(strong?.mean).toBeGreaterThan(0.2);
  expect(when?.mean).toBeGreaterThan(0.02);
  expect(Math.abs(noise?.mean ?? 1)).toBeLessThan(0.02);
  for (const { mean, standardError, repeats } of found) {
    expect(repeats).toHaveLength(5);
    const average = repeats.reduce((sum, value) => sum + value, 0) / 5;
    const variance = repeats.reduce((sum, value) => sum + (value - average) ** 2, 0) / 4;
    expect(mean).toBeCloseTo(average, 12);
    expect(standardError).toBeCloseTo(Math.sqrt(variance / 5), 12);
  }
});

test("the drop is that of the accuracy on permuted rows", () => {
  const [first] = permutationImportance(model, held, { metric: "accuracy", repeats: 1, seed: 3 });
  const order = new Random(3).shuffle(Uint32Array.from({ length: held.rows }, (_, row) => row));
  const records = Array.from({ length: held.rows }, (_, row) => ({
    ...held.record(row),
    strong: held.record(order[row] as number)["strong"],
  }));
  const permuted = Dataset.fromRecords(records, { label: "label" });
  expect(first).toMatchObject({ feature: "strong", standardError: null });
  expect(first?.mean).toBeCloseTo(evaluate(model, held).accuracy - evaluate(model, permuted).accuracy, 12);
});

test("the seed decides", () => {
  const options = { repeats: 2, seed: 5 };
  expect(permutationImportance(model, held, options)).toEqual(permutationImportance(model, held, options));
  expect(permutationImportance(model, held, { ...options, seed: 6 })).not.toEqual(
    permutationImportance(model, held, options),
  );
});

test("what can not be is refused", () => {
  expect(() => permutationImportance(model, held, { repeats: 0 })).toThrow("repeats must be a whole number");
  expect(() => permutationImportance(model, held, { metric: "auc" as never })).toThrow(
    "metric must be one of",
  );
  expect(() => permutationImportance(model, Dataset.fromRecords([{ strong: 1 }]))).toThrow("no label");
});
