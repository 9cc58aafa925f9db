// The name of a file in, its bytes out. Errors name the file.

import { readFile } from "node:fs/promises";
import { fileError } from "./failure.ts";

export async function readWhole(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw fileError(file, error, "read");
  }
}
