import { expect, test } from "vitest";
import { Dataset } from "../data/dataset.ts";
import { sampleIncidents } from "../data/sample/index.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { checkDecision } from "./check-decision.ts";
import { decideBy } from "./decision.ts";
import { load, withDecision } from "./model.ts";
import { train } from "./train.ts";

const classes = ["a", "b", "c"];
const row = (...probabilities: number[]) => Float64Array.from(probabilities);

test("a threshold answers its class, or else the most probable other", () => {
  const { label } = decideBy({ positive: "b", threshold: 0.2 }, classes);
  expect(label(row(0.7, 0.2, 0.1), 0)).toBe(1);
  expect(label(row(0.7, 0.19, 0.11), 0)).toBe(0);
  expect(label(row(0.1, 0.9, 0, 0.15, 0.19, 0.66), 3)).toBe(2);
  const never = decideBy({ positive: "a", threshold: 1.5 }, classes);
  expect(never.label(row(1, 0, 0), 0)).toBe(1);
});

test("costs answer the class of the least expected cost", () => {
  // Missing a "c" costs 10: it is answered from a probability of about 1/11 on.
  const { label } = decideBy({ costs: { c: { a: 10, b: 10 } } }, classes);
  expect(label(row(0.8, 0.05, 0.15), 0)).toBe(2);
  expect(label(row(0.9, 0.05, 0.05), 0)).toBe(0);
  expect(decideBy({ costs: {} }, classes).label(row(0.3, 0.4, 0.3), 0)).toBe(1);
});

test("below a probability there is no answer", () => {
  const { abstains } = decideBy({ abstainBelow: 0.5 }, classes);
  expect(abstains(row(0.5, 0.3, 0.2), 0)).toBe(false);
  expect(abstains(row(0.4, 0.4, 0.2), 0)).toBe(true);
  expect(decideBy(undefined, classes).abstains(row(0.4, 0.4, 0.2), 0)).toBe(false);
});

test("a model carries its decision, and every way to ask applies it", async () => {
  const sample = sampleIncidents({ rows: 1500, seed: 1 });
  const data = Dataset.fromColumns(sample.columns, { label: sample.label, drop: ["incident_id"] });
  const plain = await train(data, { rounds: 20 });
  const decided = await withDecision(plain, { positive: "FP", threshold: 0.1, abstainBelow: 0.7 });
  const model = await load(decided.save());
  const { labels, abstained, probabilities } = model.predictMany(data);
  expect(probabilities).toEqual(plain.predictMany(data).probabilities);
  expect(plain.predictMany(data).abstained).toBeUndefined();
  for (let i = 0; i < 60; i++) {
    const one = model.predict(data.record(i));
    expect(one.label).toBe(model.classes[labels[i] as number]);
    expect(one.label === "FP").toBe((one.probabilities["FP"] as number) >= 0.1);
    expect(one.abstain).toBe(abstained?.[i] === 1 ? true : undefined);
    expect(one.abstain === true).toBe(Math.max(...Object.values(one.probabilities)) < 0.7);
  }
  const answered = evaluate(model, data).confusion.matrix.flatMap((cells) => cells[1] as number);
  expect(answered.reduce((a, b) => a + b)).toBe(labels.filter((label) => label === 1).length);
  expect((await withDecision(model, undefined)).save()).toEqual(plain.save());
});

test("wrong decisions are named", async () => {
  const wrong = (decision: object) => () => checkDecision(decision, classes);
  expect(wrong({ positive: "d", threshold: 0.5 })).toThrow('there is no class "d"; the classes are a, b, c');
  expect(wrong({ positive: "a" })).toThrow("threshold must be a number");
  expect(wrong({ costs: { a: { z: 1 } } })).toThrow('costs name "z"');
  expect(wrong({ costs: { a: { b: -1 } } })).toThrow("must be a number from 0");
  expect(wrong({ costs: {}, positive: "a", threshold: 0.5 })).toThrow("not both");
  expect(wrong({ abstainBelow: 2 })).toThrow("abstainBelow must be a probability");
});
