import { expect, test } from "vitest";
import { nearest, noSuchColumn } from "./nearest.ts";

test.each([
  ["lable", "label"],
  ["Label", "label"],
  ["attack-detected", "attack_detected"],
  ["atack_detectd", "attack_detected"],
  ["zzz", undefined],
  ["", undefined],
])("%j means %s", (name, meant) => expect(nearest(name, ["id", "label", "attack_detected"])).toBe(meant));

test("the sentence lists the columns there are", () => {
  expect(noSuchColumn("grad", ["id", "grade"])).toBe(
    'There is no column "grad". Did you mean "grade"? The columns are: id, grade.',
  );
  const many = Array.from({ length: 45 }, (_, i) => `c${i}`);
  expect(noSuchColumn("x", many)).toContain("c29 and 15 more.");
});
