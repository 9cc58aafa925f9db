import { expect, test } from "vitest";
import { HedgerowError } from "../error.ts";
import { evaluateProbabilities } from "./evaluation.ts";
import type { EvaluationInput } from "./evaluation-input.ts";

const INPUT: EvaluationInput = {
  classes: ["benign", "malicious"],
  labels: Uint16Array.of(0, 0, 1, 1, 1),
  probabilities: Float64Array.of(0.9, 0.1, 0.5, 0.5, 0.5, 0.5, 0.2, 0.8, 0.4, 0.6),
};

test("equal probabilities are the first class; the matrix has the truth in its rows", () => {
  const evaluation = evaluateProbabilities(INPUT);
  expect(evaluation.confusion).toEqual({
    classes: ["benign", "malicious"],
    matrix: [
      [2, 0],
      [1, 2],
    ],
  });
  expect([evaluation.rows, evaluation.positive, evaluation.accuracy]).toEqual([5, "malicious", 0.8]);
});

test("the positive class decides what areas, calibration and thresholds are about", () => {
  const first = evaluateProbabilities({ ...INPUT, positive: "benign", thresholds: [0.5, 0.95] });
  const second = evaluateProbabilities(INPUT);
  expect(first.prAuc).toBe(second.perClass[0]?.prAuc);
  expect(first.rocAuc).toBe(second.rocAuc);
  expect(first.brier).toBe(second.brier);
  expect(first.thresholds?.map((at) => [at.truePositives, at.falsePositives, at.precision])).toEqual([
    [2, 1, 2 / 3],
    [0, 0, null],
  ]);
  expect("thresholds" in second).toBe(false);
});

test("JSON gives back what went in: nothing is NaN, also with one class among the labels", () => {
  const evaluation = evaluateProbabilities({ ...INPUT, labels: new Uint16Array(5), thresholds: [0.5] });
  expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
  expect(evaluation).toMatchObject({ rocAuc: null, prAuc: null, mcc: 0, balancedAccuracy: 0.6 });
  expect(evaluation.thresholds?.[0]).toMatchObject({ truePositiveRate: null, falsePositiveRate: 0.8 });
});

test("a class whose rows all have weight 0 is as absent as one without rows", () => {
  const three = {
    classes: ["a", "b", "c"],
    probabilities: Float64Array.of(0.6, 0.3, 0.1, 0.2, 0.7, 0.1, 0.5, 0.3, 0.2),
  };
  const weighted = evaluateProbabilities({ ...three, labels: Uint16Array.of(0, 1, 2), weights: [1, 1, 0] });
  const without = evaluateProbabilities({
    ...three,
    probabilities: three.probabilities.slice(0, 6),
    labels: Uint16Array.of(0, 1),
  });
  expect({ ...weighted, rows: 2 }).toEqual(without);
});

test("whole weights are repeated rows", () => {
  const weights = [2, 1, 3, 1, 2];
  const repeat = weights.flatMap((times, row) => Array.from({ length: times }, () => row));
  const repeated = evaluateProbabilities({
    ...INPUT,
    labels: Uint16Array.from(repeat, (row) => INPUT.labels[row] as number),
    probabilities: Float64Array.from(
      repeat.flatMap((row) => [...INPUT.probabilities.subarray(2 * row, 2 * row + 2)]),
    ),
  });
  const weighted = evaluateProbabilities({ ...INPUT, weights });
  expect(weighted.confusion).toEqual(repeated.confusion);
  for (const score of [
    "accuracy",
    "mcc",
    "logLoss",
    "brier",
    "rocAuc",
    "prAuc",
    "calibrationError",
  ] as const) {
    expect(weighted[score], score).toBeCloseTo(repeated[score] as number, 12);
  }
});

const BAD: [string, Partial<EvaluationInput>, string, string][] = [
  ["one class", { classes: ["benign"] }, "bad-label", "two classes"],
  ["two classes of one name", { classes: ["x", "x"] }, "bad-label", "same name"],
  ["no rows", { labels: new Uint16Array(0), probabilities: new Float64Array(0) }, "bad-data", "no row"],
  ["a row too few", { probabilities: INPUT.probabilities.slice(2) }, "bad-data", "10 probabilities, not 8"],
  ["a label out of range", { labels: Uint16Array.of(0, 0, 1, 2, 1) }, "bad-label", "Label 2"],
  ["NaN", { probabilities: INPUT.probabilities.with(5, Number.NaN) }, "bad-value", "NaN. (row 3)"],
  [
    "a sum that is not 1",
    { probabilities: INPUT.probabilities.with(5, 0.6) },
    "bad-value",
    "to 1.1. (row 3)",
  ],
  ["a weight too few", { weights: [1, 1, 1, 1] }, "bad-data", "need 5 weights, not 4"],
  ["a negative weight", { weights: [1, 1, 1, 1, -1] }, "bad-value", "not -1. (row 5)"],
  ["weights of 0 only", { weights: [0, 0, 0, 0, 0] }, "bad-data", "All weights are 0"],
  [
    "a positive class that is none",
    { positive: "evil" },
    "bad-option",
    '"evil" is not one of benign, malicious',
  ],
  ["a threshold of NaN", { thresholds: [Number.NaN] }, "bad-option", "finite"],
];

test.each(BAD)("refused with a code and a sentence: %s", (_, change, code, sentence) => {
  const attempt = (): unknown => evaluateProbabilities({ ...INPUT, ...change });
  expect(attempt).toThrow(HedgerowError);
  expect(attempt).toThrow(expect.objectContaining({ code, message: expect.stringContaining(sentence) }));
});

test("with more than two classes, thresholds need a positive class", () => {
  const three = {
    classes: ["a", "b", "c"],
    labels: Uint16Array.of(0),
    probabilities: Float64Array.of(1, 0, 0),
  };
  expect(() => evaluateProbabilities({ ...three, thresholds: [0.5] })).toThrow("need a positive class");
  expect(evaluateProbabilities({ ...three, thresholds: [0.5], positive: "a" }).thresholds).toHaveLength(1);
});
