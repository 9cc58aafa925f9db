// A model as one JavaScript module: the runtime is a file of the package.

import { readFile } from "node:fs/promises";
import { toJavaScript } from "../interop/to-javascript.ts";
import type { Model } from "../model/model.ts";

/** The same place seen from ts/cli and from dist/cli. */
const RUNTIME = new URL("../../dist/interop/standalone-runtime.mjs", import.meta.url);

export async function standalone(model: Model): Promise<string> {
  return toJavaScript(model, await readFile(RUNTIME, "utf8"));
}
