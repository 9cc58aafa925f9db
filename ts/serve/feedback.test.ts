import { expect, test } from "vitest";
import { Feedback } from "./feedback.ts";

const HOUR = 3_600_000;

test("the last answers are remembered, of both kinds of ids, and each truth counts once", () => {
  const feedback = new Feedback(3);
  const made = ["a", "b", "c", "d"].map((label) => feedback.name(label));
  expect(new Set(made).size).toBe(4);
  expect(made.map((id) => feedback.tell(id, "x"))).toEqual([undefined, "b", "c", "d"]);
  expect(made.map((id) => feedback.tell(id, "x"))).toEqual([undefined, undefined, undefined, undefined]);
  for (const [id, label] of ["1a", "2b", "3c", "4d"].map((each) => [...each] as [string, string]))
    feedback.remember(id, label);
  expect(["1", "2", "3", "4"].map((id) => feedback.tell(id, "x"))).toEqual([undefined, "b", "c", "d"]);
  expect(feedback.tell("4", "x")).toBeUndefined();
  feedback.remember("4", "again");
  expect(feedback.tell("4", "x")).toBe("again");
  const prefix = made[0]?.slice(0, -1) as string;
  for (const id of ["", prefix, `${prefix}zz`, `${prefix}-1`, `${prefix}01`, `${prefix}1.5`, `${prefix}Z`])
    expect(feedback.tell(id, "x"), id).toBeUndefined();
  const none = new Feedback(0);
  expect(none.tell(none.name("a"), "a")).toBeUndefined();
});

test("an id that comes again keeps its place and the new answer", () => {
  const feedback = new Feedback(2);
  feedback.remember("a", "1");
  feedback.remember("b", "1");
  feedback.remember("a", "2");
  feedback.remember("c", "1");
  expect(["a", "b", "c"].map((id) => feedback.tell(id, "x"))).toEqual([undefined, "1", "1"]);
});

test("rates are those of the last 24 hours", () => {
  let now = 1000 * HOUR;
  const feedback = new Feedback(1000, () => now);
  const tell = (label: string, truth: string) => feedback.tell(feedback.name(label), truth);
  expect(feedback.rates("TP")).toEqual({ count: 0 });
  tell("TP", "FP");
  now += 12 * HOUR;
  for (let i = 0; i < 3; i++) tell("TP", "TP");
  tell("FP", "TP");
  tell("FP", "FP");
  expect(feedback.rates("TP")).toEqual({
    count: 6,
    accuracy: 4 / 6,
    falsePositiveRate: 1 / 2,
    detectionRate: 3 / 4,
  });
  expect(feedback.rates()).toEqual({ count: 6, accuracy: 4 / 6 });
  now += 12 * HOUR;
  expect(feedback.rates("TP")).toEqual({
    count: 5,
    accuracy: 4 / 5,
    falsePositiveRate: 0,
    detectionRate: 3 / 4,
  });
  now += 12 * HOUR;
  expect(feedback.rates("TP")).toEqual({ count: 0 });
});
