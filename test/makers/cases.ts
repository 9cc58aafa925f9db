// Models made by the real libraries, by the Python of this folder. Out: for each case its file, rows and the maker's margins.
// They are made once for each state of the scripts.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { root } from "../../build/run.ts";

/** One model and what its maker says to the rows. */
export interface MakerCase {
  name: string;
  maker: string;
  file: string;
  rows: string;
  margins: string;
  count: number;
  features: number;
  outputs: number;
  rounds?: "all";
  /** The margins may differ by so much; 0 bits where it is absent. */
  within?: number;
  /** What the margins of the file are instead: anomaly scores, or probabilities. */
  answers?: "score" | "probabilities";
}

const cache = resolve(root, ".cache");
export const python: string = resolve(cache, "makers/bin/python");

/** What `make_<script>.py` makes. A machine without the libraries is an error, never a silent skip. */
export function makeCases(script: string): MakerCase[] {
  if (!existsSync(python))
    throw new Error("The makers' libraries are not installed: ./setup --test does that.");
  const folder = resolve(cache, `made-${script}-${stateOf(script)}`);
  if (!existsSync(folder)) make(script, folder);
  const all = JSON.parse(readFileSync(resolve(folder, `${script}.cases.json`), "utf8")) as MakerCase[];
  const path = (file: string): string => resolve(folder, file);
  return all.map((one) => ({
    ...one,
    file: path(one.file),
    rows: path(one.rows),
    margins: path(one.margins),
  }));
}

/** Two that make the same at once both make it; the first that is done counts. */
function make(script: string, folder: string): void {
  const temporary = mkdtempSync(resolve(cache, "making-"));
  try {
    const words = [resolve(import.meta.dirname, `make_${script}.py`), temporary];
    execFileSync(python, words, { stdio: ["ignore", "ignore", "inherit"] });
    for (const old of globSync(`made-${script}-*`, { cwd: cache })) {
      if (resolve(cache, old) !== folder) rmSync(resolve(cache, old), { recursive: true, force: true });
    }
    renameSync(temporary, folder);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

function stateOf(script: string): string {
  const hash = createHash("sha256");
  const own = [`make_${script}.py`, "rows.py", "cases.py", "requirements.txt"];
  for (const file of own) hash.update(readFileSync(resolve(import.meta.dirname, file)));
  if (script === "sklearn")
    hash.update(readFileSync(resolve(root, "examples/distributed/export_sklearn.py")));
  return hash.digest("hex").slice(0, 12);
}

export function caseFile(path: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(path));
}

export function rowsOf({ rows }: MakerCase): Float32Array {
  return new Float32Array(caseFile(rows).buffer);
}

export function marginsOf({ margins }: MakerCase): Float64Array {
  return new Float64Array(caseFile(margins).buffer);
}
