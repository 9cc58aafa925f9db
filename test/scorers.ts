// The scorers that must agree with test/reference.ts: bytes in, a function from row to margins out.
// `create` throws a HedgerowError for bytes that are no model. A new scorer is a new entry here.

import { readFileSync } from "node:fs";
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

function assemblyScript(name: string, file: string): NamedScorer {
  const module = compiled(file);
  return {
    name,
    sameErrors: true,
    create(bytes) {
      const scorer = RowScorer.create(module, bytes);
      return (row) => {
        scorer.row.set(row);
        return scorer.score();
      };
    },
  };
}

export const scorers: readonly NamedScorer[] = [
  assemblyScript("AssemblyScript SIMD", "scorer.wasm"),
  assemblyScript("AssemblyScript scalar", "scorer-scalar.wasm"),
];
