// The one door of the benchmark to hedgerow, as built in dist/: training by the public call, scoring by the typed doors that
// the public calls stand on, so that rows laid out as numbers are what every contender gets.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Dataset, type Model, type TrainOptions, train } from "../dist/index.js";
import { modelError } from "../dist/model/faults.js";
import { core } from "../dist/wasm/core.js";
import { RowScorer } from "../dist/wasm/scorer.js";
import { SwiftScorer } from "../dist/wasm/swift-scorer.js";

export {
  Dataset,
  Encoder,
  type Evaluation,
  evaluate,
  evaluateProbabilities,
  evaluateTagger,
  load,
  type Method,
  type Model,
  sampleAlerts,
  sampleIncidents,
  Tagger,
  type TrainOptions,
  toRecords,
  train,
  VERSION,
} from "../dist/index.js";

/** Where the build lies. */
export const DIST: string = resolve(import.meta.dirname, "../dist");

type ScoreRow = (row: Float32Array) => Float64Array;

/** Margins of one row, the row given as numbers: the JavaScript call with all that it costs, by the small scorer alone. */
export function smallScorer(bytes: Uint8Array, file?: string): ScoreRow {
  return scoring(opened(bytes, file));
}

/** The same by the scorer that a model has when it has answered some rows. */
export async function rowScorer(bytes: Uint8Array): Promise<ScoreRow> {
  return scoring(await swiftScorer(bytes));
}

function opened(bytes: Uint8Array, file = "scorer.wasm"): RowScorer {
  const module = new WebAssembly.Module(readFileSync(`${DIST}/wasm/${file}`));
  return RowScorer.create(module, bytes, modelError);
}

async function swiftScorer(bytes: Uint8Array): Promise<SwiftScorer> {
  const scorer = new SwiftScorer(opened(bytes), bytes);
  await scorer.hurry();
  return scorer;
}

function scoring(scorer: RowScorer | SwiftScorer): ScoreRow {
  return (row) => {
    scorer.row.set(row);
    return scorer.score();
  };
}

/** Margins of rows laid one after another, as a model finds them. */
export async function batchScorer(bytes: Uint8Array): Promise<(rows: Float32Array) => Float64Array> {
  const loaded = await core();
  const batch = new loaded.BatchScorer(bytes);
  const swift = await swiftScorer(bytes);
  const features = new DataView(bytes.buffer, bytes.byteOffset).getUint32(24, true);
  return (rows) => {
    const count = rows.length / features;
    return swift.scoreMany(rows, count) ?? batch.score(rows, count);
  };
}

/** Bytes of WebAssembly memory that core.wasm has now; it never shrinks, so right after training this is the peak. */
export async function coreMemory(): Promise<number> {
  const loaded = (await core()) as unknown as { initSync(): { memory: WebAssembly.Memory } };
  return loaded.initSync().memory.buffer.byteLength;
}

/** Training without what peers do not do at this point: no held-out rows, no calibration, no second pass. */
export function trainPlainly(dataset: Dataset, options: TrainOptions): Promise<Model> {
  const boosting = options.method === "boosting" ? ({ validation: 0 } as const) : {};
  return train(dataset, { calibrate: "none", ...boosting, ...options });
}
