// The name of a JSON file in, its value out. Errors name the file.

import { readFile } from "node:fs/promises";
import { HedgerowError } from "../error.ts";
import { fileError } from "./failure.ts";

export async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw fileError(file, error, "read");
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new HedgerowError("bad-schema", `This is not JSON: ${(error as Error).message}`, { file });
  }
}
