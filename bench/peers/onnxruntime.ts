// onnxruntime, native in Node or WebAssembly (onnxruntime-web), one thread. In: ONNX bytes and rows. Out: margins.

import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { importPeer, PEERS_FOLDER } from "./install.ts";

/** What is used of the two packages, which have one API. */
interface Runtime {
  env: { wasm: { numThreads?: number; wasmPaths?: string } };
  Tensor: new (type: "float32", data: Float32Array, shape: readonly number[]) => unknown;
  InferenceSession: {
    create(bytes: Uint8Array, options: Record<string, unknown>): Promise<Session>;
  };
}

interface Session {
  run(feeds: Record<string, unknown>): Promise<Record<string, { data: Float32Array }>>;
}

export type OnnxPackage = "onnxruntime-node" | "onnxruntime-web";

/** Margins of rows laid one after another. */
export async function onnxScorer(
  name: OnnxPackage,
  bytes: Uint8Array,
  features: number,
): Promise<(rows: Float32Array) => Promise<Float32Array>> {
  const runtime = await importPeer<Runtime>(name);
  if (name === "onnxruntime-web") {
    runtime.env.wasm.numThreads = 1;
    const folder = dirname(resolve(PEERS_FOLDER, "node_modules", name, "dist", "any"));
    runtime.env.wasm.wasmPaths = `${pathToFileURL(folder).href}/`;
  }
  const session = await runtime.InferenceSession.create(bytes, {
    executionProviders: [name === "onnxruntime-web" ? "wasm" : "cpu"],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: "sequential",
    logSeverityLevel: 3,
  });
  return async (rows) => {
    const tensor = new runtime.Tensor("float32", rows, [rows.length / features, features]);
    const { margins } = await session.run({ rows: tensor });
    return (margins as { data: Float32Array }).data;
  };
}
