// Models made by the real libraries, by the Python of this folder. Out: for each case its file, rows and the maker's margins.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
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
  /** What the margins of the file are of: "score" is an anomaly score. */
  answers?: "score";
}

const python = resolve(root, ".cache/makers/bin/python");
const folder = resolve(root, ".cache/makers-cases");

/** Runs a script of this folder, which writes its cases; a machine without the libraries is an error, never a silent skip. */
export function makeCases(script: string): MakerCase[] {
  if (!existsSync(python))
    throw new Error("The makers' libraries are not installed: ./setup --test does that.");
  mkdirSync(folder, { recursive: true });
  execFileSync(python, [resolve(import.meta.dirname, `make_${script}.py`), folder], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  return JSON.parse(readFileSync(resolve(folder, `${script}.cases.json`), "utf8")) as MakerCase[];
}

export function caseFile(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(resolve(folder, name)));
}

export function rowsOf({ rows }: MakerCase): Float32Array {
  return new Float32Array(caseFile(rows).buffer);
}

export function marginsOf({ margins }: MakerCase): Float64Array {
  return new Float64Array(caseFile(margins).buffer);
}
