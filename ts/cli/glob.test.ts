import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { expandPattern, isPattern } from "./glob.ts";

const folder = mkdtempSync(join(tmpdir(), "hedgerow-glob-"));
for (const file of [
  "b.csv",
  "a.csv",
  "a.csv.gz",
  ".hidden.csv",
  "x[1].csv",
  "in/c.csv",
  "in/deep/d.csv",
  ".git/e.csv",
]) {
  mkdirSync(join(folder, file, ".."), { recursive: true });
  writeFileSync(join(folder, file), "");
}
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each<[string, string[]]>([
  ["*.csv", ["a.csv", "b.csv", "x[1].csv"]],
  ["?.csv", ["a.csv", "b.csv"]],
  ["a.csv*", ["a.csv", "a.csv.gz"]],
  [".*.csv", [".hidden.csv"]],
  ["*/*.csv", ["in/c.csv"]],
  ["**/*.csv", ["a.csv", "b.csv", "in/c.csv", "in/deep/d.csv", "x[1].csv"]],
  ["in/**", ["in/c.csv", "in/deep/d.csv"]],
  ["i?/deep/d.csv", ["in/deep/d.csv"]],
  ["none/*.csv", []],
])("%s", async (pattern, found) => {
  expect(await expandPattern(`${folder}/${pattern}`)).toEqual(found.map((file) => `${folder}/${file}`));
});

test("a name without wildcards is none", () => {
  expect(isPattern("a.csv")).toBe(false);
  expect(isPattern("a?.csv")).toBe(true);
});
