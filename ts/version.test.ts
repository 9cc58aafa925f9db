import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { VERSION } from "./version.ts";

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), "utf8");

test("npm, Cargo and the library have one version", () => {
  expect(VERSION).toBe(JSON.parse(read("package.json")).version);
  expect(read("Cargo.toml")).toContain(`version = "${VERSION}"`);
});
