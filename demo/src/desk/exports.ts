// A model in the formats of others, and what a report on it shows.

import { HedgerowError } from "hedgerow";
import type { ReportResults } from "hedgerow/report";
import { kept } from "./bench.ts";
import { rowsToJudge } from "./judging.ts";

export type ExportFormat = "onnx" | "xgboost" | "lightgbm" | "javascript";

export async function exportModel(id: string, format: ExportFormat): Promise<Blob> {
  const { model } = kept(id);
  const { toJavaScript, toLightGBM, toONNX, toXGBoost } = await import("hedgerow/interop");
  switch (format) {
    case "onnx":
      return new Blob([toONNX(model) as BlobPart]);
    case "xgboost":
      return new Blob([toXGBoost(model)], { type: "application/json" });
    case "lightgbm":
      return new Blob([toLightGBM(model)], { type: "text/plain" });
    case "javascript": {
      const { default: runtime } = await import("../../../dist/interop/standalone-runtime.mjs?raw");
      return new Blob([toJavaScript(model, runtime)], { type: "text/javascript" });
    }
  }
}

/** Everything a report shows; the page draws it, as a worker has no document. */
export async function resultsOf(id: string, file: string, testRows: string): Promise<ReportResults> {
  const one = kept(id);
  const { rows, caution } = rowsToJudge(one);
  const { reportResults } = await import("hedgerow/report");
  if (rows.label === undefined) throw new HedgerowError("bad-label", "A report needs rows with labels");
  return reportResults(one.model, {
    train: one.fit ?? rows,
    test: rows,
    testRows,
    files: [{ name: file }],
    date: new Date().toISOString().slice(0, 10),
    warnings: caution === undefined ? [] : [caution],
  });
}

/** A record to try a deployed model with. */
export function exampleRecord(id: string): Readonly<Record<string, unknown>> {
  const one = kept(id);
  const names = one.model.schema.features.map(({ name }) => name);
  const record = one.held?.record(0) ?? {};
  return Object.fromEntries(
    names.filter((name) => record[name] !== undefined).map((name) => [name, record[name]]),
  );
}
