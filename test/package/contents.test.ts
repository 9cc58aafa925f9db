// What is in the tarball: what publint and Are The Types Wrong say of it, types in both ways to resolve them, and links that lead somewhere.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { posix, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../build/run.ts";
import { type Consumer, makeConsumer } from "./consumer.ts";
import { installTools, tool } from "./tools.ts";

let consumer: Consumer;

beforeAll(async () => {
  installTools();
  consumer = await makeConsumer();
}, 600_000);

afterAll(() => consumer?.remove());

function says(program: string, ...words: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, words, { cwd: consumer.folder, encoding: "utf8" });
  return status === 0 ? "nothing" : `${status}: ${stdout}${stderr}`;
}

test("publint", () => {
  expect(says(tool(".bin/publint"), "run", consumer.packed, "--strict")).toBe("nothing");
}, 60_000);

test("Are The Types Wrong", () => {
  expect(says(tool(".bin/attw"), consumer.packed, "--profile", "esm-only", "--no-color")).toBe("nothing");
}, 60_000);

test.each([
  ["nodenext", "nodenext"],
  ["bundler", "esnext"],
])(
  "types resolve by %s",
  (resolution, module) => {
    const common = [
      "--noEmit",
      "--strict",
      "--target",
      "es2023",
      "--lib",
      "es2023,dom,dom.iterable,dom.asynciterable",
      "--types",
      "",
    ];
    const words = ["--module", module, "--moduleResolution", resolution, "types.ts"];
    expect(says(resolve(root, "node_modules/.bin/tsc"), ...common, ...words)).toBe("nothing");
  },
  120_000,
);

test("licence and readme are there, and the readme's links lead to files of the package", () => {
  const files = new Set(consumer.files);
  for (const name of ["LICENSE", "README.md", "CHANGELOG.md", "package.json"]) expect(files).toContain(name);
  const readme = readFileSync(resolve(consumer.folder, "node_modules/hedgerow/README.md"), "utf8");
  const links = [...readme.matchAll(/\]\(([^)#\s]+)/g)].map(([, link = ""]) => link);
  const local = links.filter((link) => !/^[a-z]+:/.test(link)).map((link) => posix.normalize(link));
  expect(local.length).toBeGreaterThan(4);
  expect(local.filter((link) => !files.has(link))).toEqual([]);
});

test("no source, test or build of anything but what is used", () => {
  const allowed =
    /^(dist|docs|ts\/model\/options\.ts|ts\/text\/TAGGER_FORMAT\.md|rust-core\/src\/MODEL_FORMAT\.md|examples|[A-Z]+(\.md)?$|package\.json$)/;
  expect(consumer.files.filter((file) => !allowed.test(file))).toEqual([]);
});
