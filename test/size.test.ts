// What a page downloads before its first score: both modules, compressed as servers do it, within their budgets.

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const KILOBYTE = 1000;
const BUDGETS = { core: 120 * KILOBYTE, scorer: 4 * KILOBYTE, "scorer-scalar": 4 * KILOBYTE };

test.each(Object.entries(BUDGETS))("%s.wasm is at most %i bytes in gzip", (name, most) => {
  const module = readFileSync(new URL(`../dist/wasm/${name}.wasm`, import.meta.url));
  expect(gzipSync(module, { level: 9 }).length).toBeLessThanOrEqual(most);
});

/** All files and packages that a built file imports, at once or through others; not what it imports only when it is called for. */
function imported(file: URL, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(file.href)) return seen;
  seen.add(file.href);
  for (const [, name = ""] of readFileSync(file, "utf8").matchAll(
    /^(?:import|export)[^;]*? from "([^"]+)";$/gm,
  )) {
    if (name.startsWith(".")) imported(new URL(name, file), seen);
    else seen.add(name);
  }
  return seen;
}

test.each([
  "index.js",
  "worker/index.js",
  "interop/index.js",
  "enrich/index.js",
  "text/edge.js",
  "cli/main.js",
])("what draws plots is no part of %s", (file) => {
  const names = [...imported(new URL(`../dist/${file}`, import.meta.url))];
  expect(names.length).toBeGreaterThan(3);
  expect(names.filter((name) => /plot|linkedom|\/report\/report/.test(name))).toEqual([]);
});
