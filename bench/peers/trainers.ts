// Native trainers as contenders. Data goes to Python once, by files; each run trains on the data of its turn and leaves probabilities
// of the test rows, which are scored by the same code as hedgerow's.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Context } from "../tasks/context.ts";
import { needPython } from "../tasks/context.ts";
import { workFile } from "./install.ts";

/** Rows laid one after another, for peers. */
export interface PeerRows {
  train: Float32Array<ArrayBuffer>;
  labels: Uint8Array<ArrayBuffer>;
  test: Float32Array<ArrayBuffer>;
  features: number;
  /** Columns that hold category codes. */
  categories?: number[];
}

/** Gives the data to Python under this name; the answer takes it away again. */
export async function share(context: Context, name: string, data: PeerRows): Promise<() => Promise<void>> {
  const { python } = context;
  if (python === undefined) return async () => {};
  const { features, categories = [] } = data;
  const files: Record<string, string> = {};
  for (const part of ["train", "labels", "test"] as const) {
    const file = workFile(`${name}.${part}.bin`);
    writeFileSync(file, data[part]);
    files[part] = file;
  }
  const { train: rows, labels, test } = files;
  await python.call("training.keep", { name, rows, labels, test, features, categories });
  for (const file of Object.values(files)) rmSync(file);
  return () => python.call("training.forget", { name });
}

export interface PeerFit {
  seconds: number;
  probabilities: Float64Array;
}

/** One fit of a native library. */
export async function peerFit(
  context: Context,
  kind: "lightgbm" | "xgboost" | "forest",
  args: Record<string, unknown>,
): Promise<PeerFit> {
  const out = workFile("probabilities.bin");
  const seconds = await needPython(context).call<number>(`training.fit_${kind}`, { ...args, out });
  const probabilities = new Float64Array(new Uint8Array(readFileSync(out)).buffer);
  return { seconds, probabilities };
}
