import { expect, test } from "vitest";
import type { ModelInfo } from "./metadata.ts";
import { positiveClass } from "./positive-class.ts";

const of = (classes: string[], given?: string, positive?: string) =>
  positiveClass({ classes, info: { decision: positive && { positive } } as ModelInfo }, given);

test("what is said goes before the decision, that before names, and these before the order", () => {
  expect(of(["attack", "benign", "other"], "other", "benign")).toBe("other");
  expect(of(["attack", "benign", "other"], undefined, "benign")).toBe("benign");
  expect(of(["attack", "benign"])).toBe("attack");
  expect(of(["a", "b"])).toBe("b");
  expect(of(["a", "b", "c"])).toBeUndefined();
});

test.each([
  "TP",
  "tp",
  "TruePositive",
  "true_positive",
  "True Positive",
  "malicious",
  "Attack",
  "bad",
  "true",
  "yes",
])("%s is an attack", (name) => expect(of(["BP", "FP", name])).toBe(name));

test("of several attacks, and of numbers, none is the one", () => {
  expect(of(["attack", "benign", "malware"])).toBeUndefined();
  expect(of(["0", "1", "2"])).toBeUndefined();
  expect(of(["0", "1"])).toBe("1");
});

test("a class that is none is refused, with what was meant", () => {
  expect(() => of(["good", "bad"], "bda")).toThrow('there is no class "bda"; did you mean bad?');
  expect(() => of(["good", "bad"], "something")).toThrow("the classes are good, bad");
});
