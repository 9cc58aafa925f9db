// What a page downloads, compressed as servers do it, within its budgets: the modules, and each entry as a bundler packs it.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { build, type Rolldown } from "vite";
import { expect, test } from "vitest";

const KILOBYTE = 1000;
const dist = (name: string): string => resolve(import.meta.dirname, "../dist", name);
const gzipped = (content: Uint8Array | string): number => gzipSync(content, { level: 9 }).length;

const MODULES = {
  core: 120 * KILOBYTE,
  "core-threads": 132 * KILOBYTE,
  scorer: 4 * KILOBYTE,
  "scorer-scalar": 4 * KILOBYTE,
  blocks: 3 * KILOBYTE,
};

test.each(Object.entries(MODULES))("%s.wasm is at most %i bytes in gzip", (name, most) => {
  expect(gzipped(readFileSync(dist(`wasm/${name}.wasm`)))).toBeLessThanOrEqual(most);
});

/** Gzipped JavaScript of what a page imports, and what that imports; what is fetched later is not counted. */
async function packed(code: string): Promise<number> {
  const name = "\0page.js";
  const { output } = (await build({
    configFile: false,
    logLevel: "error",
    worker: { format: "es" },
    plugins: [
      {
        name: "page",
        resolveId: (id) => (id === name ? id : null),
        load: (id) => (id === name ? code : null),
      },
    ],
    build: { write: false, assetsInlineLimit: 0, rolldownOptions: { input: name } },
  })) as Rolldown.RolldownOutput;
  const chunks = output.filter((each) => each.type === "chunk");
  const entry = chunks.find((chunk) => chunk.isEntry);
  const needed = new Set([entry?.fileName, ...(entry?.imports ?? [])]);
  return chunks
    .filter(({ fileName }) => needed.has(fileName))
    .reduce((sum, chunk) => sum + gzipped(chunk.code), 0);
}

const BOTH = ["core", "scorer"].reduce(
  (sum, name) => sum + gzipped(readFileSync(dist(`wasm/${name}.wasm`))),
  0,
);

test.each([
  ["a page that loads models, modules included", "load", BOTH, 150 * KILOBYTE],
  ["a page that trains, modules included", "Dataset, train, load, evaluate", BOTH, 185 * KILOBYTE],
])("%s", async (_, names, modules, most) => {
  const code = `import { ${names} } from ${JSON.stringify(dist("index.js"))}; globalThis.used = [${names}];`;
  const total = (await packed(code)) + modules;
  expect(total).toBeLessThanOrEqual(most);
});

test("looking records up in a feed takes 6 kB of an edge worker", async () => {
  const entry = new URL("../dist/enrich/index.js", import.meta.url).pathname;
  const code = `export { Enricher, loadFeed } from ${JSON.stringify(entry)};`;
  const bundle = await rolldown({ input: "entry", platform: "neutral", plugins: [virtual("entry", code)] });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  await bundle.close();
  expect(gzipSync(output[0].code, { level: 9 }).length).toBeLessThanOrEqual(6 * KILOBYTE);
});

function virtual(
  id: string,
  code: string,
): { name: string; resolveId(source: string): string | undefined; load(source: string): string | undefined } {
  return {
    name: "virtual",
    resolveId: (source) => (source === id ? id : undefined),
    load: (source) => (source === id ? code : undefined),
  };
}
