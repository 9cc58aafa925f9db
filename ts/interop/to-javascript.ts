// A model as one JavaScript module without dependencies: the runtime that the build bundles, then the bytes as base64.

import type { Model } from "../model/model.ts";
import { VERSION } from "../version.ts";

/**
 * The text of a module that exports `classes`, `predict(record)` and `margins(record)`, with the bits of the model. It walks the trees in
 * plain JavaScript, so it needs no WebAssembly. `runtime` is the text of `dist/interop/standalone-runtime.mjs`.
 *
 * @example
 * await writeFile("model.mjs", toJavaScript(model, runtime)); // then: import { predict } from "./model.mjs"
 */
export function toJavaScript(model: Model, runtime: string): string {
  return [
    `// A model of hedgerow ${VERSION} (MIT licence): import { predict } from this file. Classes: ${JSON.stringify(model.classes)}`,
    runtime.trimEnd(),
    `const model = hedgerow.open("${base64(model.save())}");`,
    "export const classes = model.classes;",
    "/** { label, probability, probabilities, missing, unknown } of a record, a plain object. */",
    "export const predict = (record) => model.predict(record);",
    "/** The margins of a record. */",
    "export const margins = (record) => Array.from(model.marginsOf(record));",
    "",
  ].join("\n");
}

/** A call takes only so many arguments; a piece is whole groups of three bytes, so that no padding falls between. */
const PIECE = 3 * (1 << 12);

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE)
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + PIECE)));
  return text;
}
