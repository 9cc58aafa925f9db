// A fresh process: loads a model with one library, answers one record, and prints the seconds of its steps as a JSON array.
//   node load-child.ts LIBRARY MODEL RECORD

import { readFileSync } from "node:fs";
import { onnxScorer } from "../peers/onnxruntime.ts";
import { ydfScorer } from "../peers/ydf.ts";

const [library = "", model = "", recordFile = ""] = process.argv.slice(2);
const bytes = new Uint8Array(readFileSync(model));
const record = JSON.parse(readFileSync(recordFile, "utf8")) as Record<string, number>;
const row = Float32Array.from(Object.values(record));

const WAYS: Readonly<Record<string, () => Promise<number[]>>> = {
  /** The small scorer alone: compile, instantiate and open, first row, and all of it. */
  async scorer() {
    const { RowScorer } = await import("../../dist/wasm/scorer.js");
    const { modelError } = await import("../../dist/model/faults.js");
    const code = readFileSync(new URL("../../dist/wasm/scorer.wasm", import.meta.url));
    const times = [performance.now()];
    const module = new WebAssembly.Module(code);
    times.push(performance.now());
    const scorer = RowScorer.create(module, bytes, modelError);
    times.push(performance.now());
    scorer.row.set(row);
    scorer.score();
    times.push(performance.now());
    const [start = 0, compiled = 0, opened = 0, end = 0] = times;
    return [compiled - start, opened - compiled, end - opened, end - start].map((ms) => ms / 1000);
  },
  hedgerow: () =>
    whole(async () => {
      const { load } = await import("../../dist/index.js");
      const loaded = await load(bytes);
      loaded.predict(record);
    }),
  "onnxruntime-node": () => onnx("onnxruntime-node"),
  "onnxruntime-web": () => onnx("onnxruntime-web"),
  "ydf-inference": () =>
    whole(async () => {
      (await ydfScorer(model)).direct(record);
    }),
};

function onnx(name: "onnxruntime-node" | "onnxruntime-web"): Promise<number[]> {
  return whole(async () => {
    await (await onnxScorer(name, bytes, row.length))(row);
  });
}

async function whole(work: () => Promise<void>): Promise<number[]> {
  const start = performance.now();
  await work();
  return [(performance.now() - start) / 1000];
}

console.log(JSON.stringify(await WAYS[library]?.()));
process.exit(0);
