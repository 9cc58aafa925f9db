import { expect, test } from "vitest";
import { evaluateProbabilities } from "../evaluate/evaluation.ts";
import { printEvaluation, printImportance } from "./print-evaluation.ts";
import { textWidth } from "./print-text.ts";

const ESCAPE = "\u001b";

function evaluationOf(classes: string[], rows: number): ReturnType<typeof evaluateProbabilities> {
  const size = classes.length;
  const labels = Uint16Array.from({ length: rows }, (_, row) => row % size);
  const probabilities = new Float64Array(rows * size);
  for (let row = 0; row < rows; row++) {
    const guess = row % 7 === 0 ? (row * 3 + 1) % size : row % size;
    for (let k = 0; k < size; k++) probabilities[row * size + k] = k === guess ? 0.75 : 0.25 / (size - 1);
  }
  return evaluateProbabilities({ classes, labels, probabilities });
}

test("two classes: totals, a line a class, the matrix", () => {
  const text = printEvaluation(evaluationOf(["benign", "malicious"], 1400), { title: "Forest" });
  expect(text).toBe(`Forest  1,400 rows
accuracy 0.857  macro-F1 0.857  ROC AUC 0.857  log-loss 0.445
calibration error 0.107

class      precision  recall     F1  ROC AUC  rows
benign         0.857   0.857  0.857    0.857   700
malicious      0.857   0.857  0.857    0.857   700

true \\ predicted  benign  malicious
benign               600        100
malicious            100        600`);
});

test("no line is wider than asked, whatever the classes are; no escape sequence without colour", () => {
  const long = "a very long class name that no terminal has room for, ";
  for (const count of [2, 3, 6, 15, 60, 300]) {
    const names = Array.from({ length: count }, (_, k) => `${long}${k}`);
    const evaluation = evaluationOf(names, 2000);
    for (const width of [60, 80, 132]) {
      const text = printEvaluation(evaluation, { title: "Evaluation", width });
      for (const line of text.split("\n")) expect(textWidth(line)).toBeLessThanOrEqual(width);
      expect(text).not.toContain(ESCAPE);
    }
  }
});

test("many classes: the largest are listed, confusions instead of the matrix", () => {
  const text = printEvaluation(
    evaluationOf(
      Array.from({ length: 40 }, (_, k) => `family ${k}`),
      4000,
    ),
  );
  expect(text).toContain("… and 20 smaller classes");
  expect(text).toContain("true class");
  expect(text).not.toContain("true \\ predicted");
});

test("colour only marks: without the escape sequences it is the plain text", () => {
  const evaluation = evaluationOf(["benign", "malicious"], 100);
  const coloured = printEvaluation(evaluation, { title: "Forest", colour: true });
  expect(coloured).toContain(ESCAPE);
  const bare = coloured.split(ESCAPE).map((part, i) => (i === 0 ? part : part.replace(/^\[\d+m/, "")));
  const trimmed = bare.join("").replace(/ +$/gm, "");
  expect(trimmed).toBe(printEvaluation(evaluation, { title: "Forest" }));
});

test("a class name cannot steer the terminal", () => {
  const text = printEvaluation(evaluationOf([`${ESCAPE}[2Jcleared`, "two\nlines\u202e"], 100), {
    title: `${ESCAPE}]0;x\u0007`,
  });
  for (const unsafe of [ESCAPE, "\u0007", "\u202e"]) expect(text).not.toContain(unsafe);
  expect(text).toContain("two\ufffdlines\ufffd");
});

test("importance: largest first, bars in proportion, as many as asked", () => {
  const items = [
    { feature: "port", share: 0.25 },
    { feature: "alert.title", share: 0.5 },
    { feature: "hour", share: 0 },
    { feature: "a", share: 0.00002 },
  ];
  expect(printImportance(items, 3)).toBe(`feature       share
alert.title   50.0%  ████████████████████████
port          25.0%  ████████████
a            <0.01%`);
  expect(printImportance([], 5)).toBe("feature  share");
});
