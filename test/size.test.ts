// What a page downloads before its first score: both modules, compressed as servers do it, within their budgets.

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const KILOBYTE = 1000;
const BUDGETS = {
  core: 120 * KILOBYTE,
  "core-threads": 132 * KILOBYTE,
  scorer: 4 * KILOBYTE,
  "scorer-scalar": 4 * KILOBYTE,
};

test.each(Object.entries(BUDGETS))("%s.wasm is at most %i bytes in gzip", (name, most) => {
  const module = readFileSync(new URL(`../dist/wasm/${name}.wasm`, import.meta.url));
  expect(gzipSync(module, { level: 9 }).length).toBeLessThanOrEqual(most);
});
