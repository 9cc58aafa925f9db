import { expect, test } from "vitest";
import { Dataset } from "../data/dataset.ts";
import { train } from "../model/train.ts";
import { evaluateAnomaly } from "./anomaly.ts";

/** 90 rows in a cluster, of three classes, and 10 far away: 5 of "spike", 5 of "drop". */
const records = Array.from({ length: 100 }, (_, i) => ({
  x: i < 90 ? i % 30 : i % 2 === 0 ? 4000 + 50 * i : -4000 - 50 * i,
  kind: i < 90 ? ["a", "b", "c"][i % 3] : i % 2 === 0 ? "spike" : "drop",
  w: i === 0 ? 11 : 1,
}));
const rows = Dataset.fromRecords(records, { label: "kind", drop: ["w"] });
const model = await train(rows, { method: "isolation", contamination: 0.1 });
const positive = ["spike", "drop"];

test("counts, rates and areas at the threshold that contamination set", () => {
  expect(evaluateAnomaly(model, rows, { positive })).toEqual({
    rows: 100,
    positive,
    threshold: model.info.anomaly?.threshold,
    accuracy: 1,
    precision: 1,
    recall: 1,
    f1: 1,
    flagged: 0.1,
    rocAuc: 1,
    prAuc: 1,
    confusion: [
      [90, 0],
      [0, 10],
    ],
  });
  const half = evaluateAnomaly(model, rows, { positive: "drop" });
  expect(half).toMatchObject({ accuracy: 0.95, precision: 0.5, recall: 1, flagged: 0.1 });
});

test("weights count as rows", () => {
  const weighted = Dataset.fromRecords(records, { label: "kind", weight: "w" });
  const { confusion, flagged } = evaluateAnomaly(model, weighted, { positive });
  expect(confusion).toEqual([
    [100, 0],
    [0, 10],
  ]);
  expect(flagged).toBeCloseTo(10 / 110, 12);
});

test("one side only has no area", () => {
  const usual = rows.select([0, 1, 2, 3]);
  expect(evaluateAnomaly(model, usual, { positive })).toMatchObject({
    rocAuc: null,
    prAuc: null,
    accuracy: 1,
  });
});

test("the positive class is the second of two, else it must be named", () => {
  const twoClasses = Dataset.fromRecords(
    records.map(({ x, kind }) => ({ x, attack: positive.includes(kind as string) ? 1 : 0 })),
    { label: "attack" },
  );
  expect(evaluateAnomaly(model, twoClasses)).toMatchObject({ positive: ["1"], recall: 1 });
  const refused = (given?: string | string[]) => () => evaluateAnomaly(model, rows, { positive: given });
  expect(refused()).toThrow('With 5 classes, "positive" must name');
  expect(refused("e")).toThrow('"e" is not one of the classes: there are a, b, c, drop, spike');
  expect(refused([])).toThrow("No class is named");
  const unlabelled = Dataset.fromRecords(records, { drop: ["kind", "w"] });
  expect(() => evaluateAnomaly(model, unlabelled)).toThrow("no label");
});
