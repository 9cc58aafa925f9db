// Sizes of what is shipped, gzipped: the WebAssembly files, and the JavaScript that a bundler makes of an import, minified.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";
import { root } from "../../build/run.ts";
import { DIST } from "../hedgerow.ts";
import { PEERS_FOLDER } from "../peers/install.ts";
import { type Group, valueGroup } from "../results.ts";
import { type Context, fromPeer } from "./context.ts";

const ENTRIES: Readonly<Record<string, string>> = {
  "import * as hedgerow": 'import * as hedgerow from "ENTRY"; globalThis.hedgerow = hedgerow;',
  "import { load }": 'import { load } from "ENTRY"; globalThis.load = load;',
};

/** Files that a page with the peer has to fetch. */
const PEERS: Readonly<Record<string, readonly string[]>> = {
  "ydf-inference": ["dist/inference.js", "dist/inference.wasm"],
  "ydf-training": ["dist/training.js", "dist/training.wasm"],
  "onnxruntime-web": ["dist/ort.wasm.min.mjs", "dist/ort-wasm-simd-threaded.wasm"],
};

export async function* size(context: Context): AsyncGenerator<Group> {
  for (const file of ["scorer.wasm", "scorer-scalar.wasm", "blocks.wasm", "core.wasm"]) {
    const bytes = readFileSync(`${DIST}/wasm/${file}`);
    const notes = [`${bytes.length.toLocaleString("en")} bytes as it lies`];
    yield valueGroup(`size.${file}`, `${file}, gzipped`, "bytes", { hedgerow: gzipped(bytes) }, notes);
  }
  for (const [name, code] of Object.entries(ENTRIES)) {
    const { first, later } = await bundled(code);
    const notes = [`${later.toLocaleString("en")} bytes more when first needed, workers among them`];
    yield valueGroup(`size.${name}`, `JavaScript of \`${name}\``, "bytes", { hedgerow: first }, notes);
  }
  const peers: Record<string, number> = {};
  for (const [peer, files] of Object.entries(PEERS)) {
    const sum = await fromPeer(context, peer, "size", async () =>
      files
        .map((file) => gzipped(readFileSync(resolve(PEERS_FOLDER, "node_modules", peer, file))))
        .reduce((all, one) => all + one, 0),
    );
    if (sum !== undefined) peers[peer] = sum;
  }
  const wasm = ["scorer", "blocks", "core"]
    .map((name) => gzipped(readFileSync(`${DIST}/wasm/${name}.wasm`)))
    .reduce((all, one) => all + one, 0);
  const { first } = await bundled(ENTRIES["import * as hedgerow"] as string);
  yield valueGroup("size.page", "all that a page fetches, gzipped", "bytes", {
    hedgerow: wasm + first,
    ...peers,
  });
}

function gzipped(content: Uint8Array | string): number {
  return gzipSync(content, { level: 9 }).length;
}

/** Gzipped JavaScript of the entry with its static imports, and of the rest; Vite's own minified build. */
async function bundled(code: string): Promise<{ first: number; later: number }> {
  const folder = resolve(root, ".cache/bench-size");
  mkdirSync(folder, { recursive: true });
  const entry = resolve(folder, "entry.js");
  writeFileSync(entry, code.replace("ENTRY", resolve(DIST, "index.js")));
  const output = (await build({
    root: folder,
    configFile: false,
    logLevel: "silent",
    worker: { format: "es" },
    build: { write: false, assetsInlineLimit: 0, rolldownOptions: { input: entry } },
  })) as Rolldown.RolldownOutput;
  const chunks = output.output.filter((one) => one.type === "chunk");
  const start = chunks.find((chunk) => chunk.isEntry);
  const needed = new Set([start?.fileName, ...(start?.imports ?? [])]);
  const sum = (wanted: boolean): number =>
    output.output
      .filter((one) => one.fileName.endsWith(".js") && needed.has(one.fileName) === wanted)
      .reduce((all, one) => all + gzipped(one.type === "chunk" ? one.code : one.source), 0);
  return { first: sum(true), later: sum(false) };
}
