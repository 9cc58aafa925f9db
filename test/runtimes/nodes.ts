// The Nodes of this machine: the one on PATH outside the checkout, if it is another, and that of package.json.

import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, resolve } from "node:path";

/** Each one's version and program. */
export const nodes: [version: string, program: string][] = [
  ...new Set([process.execPath, systemNode() ?? process.execPath]),
].map((node) => [execFileSync(node, ["--version"], { encoding: "utf8" }).trim(), node]);

/** The Node outside the checkout, which may be an older one. */
export function systemNode(): string | undefined {
  const folders = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((entry) => !entry.includes("node_modules"));
  return folders.map((entry) => resolve(entry, "node")).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
