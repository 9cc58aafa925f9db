// The scorers that must agree with test/reference.ts: bytes in, a function from row to margins out.
// `create` throws a HedgerowError for bytes that are no model. A new scorer is a new entry here.

import { readFileSync } from "node:fs";
import { readHeader } from "../ts/model/bytes.ts";
import { modelError } from "../ts/model/faults.ts";
import { BlockScorer } from "../ts/wasm/block-scorer.ts";
import { core, guarded } from "../ts/wasm/core.ts";
import { RowScorer } from "../ts/wasm/scorer.ts";
import { readModel, scoreReference } from "./reference.ts";

export interface NamedScorer {
  name: string;
  /** Throws the same sentence and offset as the reference, not only an error too. @default false */
  sameErrors?: boolean;
  create(bytes: Uint8Array): (row: Float32Array) => Float64Array;
}

/** A binary that the build has made. */
export function compiled(file: string): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(new URL(`../dist/wasm/${file}`, import.meta.url)));
}

/** The oracle, in the shape of the others. */
export const reference: NamedScorer = {
  name: "reference",
  sameErrors: true,
  create(bytes) {
    const model = readModel(bytes);
    return (row) => scoreReference(model, row);
  },
};

/** Rows that a scorer with an engine answers without it (as-kernels/ways.ts). */
const FIRST_ROWS = 7;

/** With its engine, which comes after the first rows, or with a new instance whenever it would come. */
function assemblyScript(name: string, file: string, way: "engine" | "first rows"): NamedScorer {
  const module = compiled(file);
  return {
    name: `${name}, ${way}`,
    sameErrors: true,
    create(bytes) {
      let scorer = RowScorer.create(module, bytes, modelError);
      let rows = 0;
      if (way === "engine") for (; rows < FIRST_ROWS; rows++) scorer.score();
      return (row) => {
        if (way === "first rows" && rows++ % FIRST_ROWS === 0)
          scorer = RowScorer.create(module, bytes, modelError);
        scorer.row.set(row);
        return scorer.score();
      };
    },
  };
}

const inBlocks = compiled("blocks.wasm");

/** A model in blocks, whose bytes must have been checked; undefined where it does not fit. */
export function blocks(bytes: Uint8Array): BlockScorer | undefined {
  return BlockScorer.create(inBlocks, bytes);
}

/** As ts/wasm/swift-scorer.ts: in blocks, once the bytes were checked, if the model fits. By turns alone and among others. */
const swift: NamedScorer = {
  name: "AssemblyScript in blocks",
  sameErrors: true,
  create(bytes) {
    const checked = RowScorer.create(compiled("scorer.wasm"), bytes, modelError);
    const scorer = blocks(bytes);
    let turn = 0;
    return (row) => {
      if (scorer === undefined) {
        checked.row.set(row);
        return checked.score();
      }
      if (turn++ % 3 === 0) {
        scorer.row.set(row);
        return scorer.score();
      }
      const place = turn % 66;
      const margins = scorer.scoreMany(among(row, scorer.row.length, 66, place), 66);
      const outputs = margins.length / 66;
      return margins.subarray(place * outputs, (place + 1) * outputs);
    };
  },
};

/** Rows that walk elsewhere, so that they do not all take one path, and this one at a place among them. */
function among(row: Float32Array, features: number, count: number, place: number): Float32Array {
  const rows = new Float32Array(count * features);
  for (let i = 0; i < rows.length; i++) rows[i] = (row[(i * 7) % features] as number) + (i % 5) - 2;
  rows.set(row.subarray(0, features), place * features);
  return rows;
}

const loaded = await core();

/** The core scores eight rows side by side: the row is put among others, at every place in turn. */
function rust(name: string, way: "score" | "scorePlainly"): NamedScorer {
  return {
    name,
    create(bytes) {
      const scorer = guarded(() => new loaded.BatchScorer(bytes));
      const { features, outputs } = readHeader(bytes);
      let place = 0;
      return (row) => {
        place = (place + 1) % 11;
        const margins = guarded(() => scorer[way](among(row, features, 11, place), 11));
        return margins.slice(place * outputs, (place + 1) * outputs);
      };
    },
  };
}

export const scorers: readonly NamedScorer[] = [
  assemblyScript("AssemblyScript SIMD", "scorer.wasm", "engine"),
  assemblyScript("AssemblyScript SIMD", "scorer.wasm", "first rows"),
  assemblyScript("AssemblyScript scalar", "scorer-scalar.wasm", "engine"),
  swift,
  assemblyScript("AssemblyScript for size", "../edge/scorer.wasm", "first rows"),
  rust("Rust SIMD", "score"),
  rust("Rust scalar", "scorePlainly"),
];
