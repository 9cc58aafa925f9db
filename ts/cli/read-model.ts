// The name of a model file in, the model out. Errors name the file.

import { readFile } from "node:fs/promises";
import { load, type Model } from "../model/model.ts";
import { fileError, placedIn, UsageError } from "./failure.ts";

export async function readModel(file: string | undefined): Promise<Model> {
  if (file === undefined) throw new UsageError("No model is named");
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw fileError(file, error, "read");
  }
  return placedIn({ file }, () => load(bytes));
}
