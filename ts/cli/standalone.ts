// A model as one JavaScript module without dependencies: the runtime that the build bundles, then the bytes as base64.

import { readFile } from "node:fs/promises";
import type { Model } from "../model/model.ts";
import { VERSION } from "../version.ts";

/** The same place seen from ts/cli and from dist/cli. */
const RUNTIME = new URL("../../dist/interop/standalone-runtime.mjs", import.meta.url);

export async function standalone(model: Model): Promise<string> {
  const runtime = await readFile(RUNTIME, "utf8");
  const bytes = Buffer.from(model.save()).toString("base64");
  return [
    `// A model of hedgerow ${VERSION} (MIT licence): import { predict } from this file. Classes: ${JSON.stringify(model.classes)}`,
    runtime.trimEnd(),
    `const model = hedgerow.open("${bytes}");`,
    "export const classes = model.classes;",
    "/** { label, probability, probabilities, missing, unknown } of a record, a plain object. */",
    "export const predict = (record) => model.predict(record);",
    "/** The margins of a record. */",
    "export const margins = (record) => Array.from(model.marginsOf(record));",
    "",
  ].join("\n");
}
