// What the tests of distributed training share: sample partitions with a schema, and a trained file imported and compared with
// its maker's margins and with training on one machine.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "vitest";
import { root } from "../../build/run.ts";
import { call } from "../../ts/cli/call.ts";
import { Dataset } from "../../ts/data/dataset.ts";
import { evaluate } from "../../ts/evaluate/evaluate.ts";
import { load, type Model } from "../../ts/model/model.ts";
import { python } from "./cases.ts";

export function example(name: string): string {
  return resolve(root, "examples/distributed", name);
}

/** Runs a command of hedgerow's; gives what it printed. */
export async function done(...words: string[]): Promise<string> {
  const { code, err, out } = await call(words);
  expect(err).toBe("");
  expect(code).toBe(0);
  return out;
}

/** Writes part-0.csv, ..., test.csv and schema.json into the folder; gives the parts. */
export async function writeParts(folder: string, parts: number, rows: number): Promise<string[]> {
  const paths = Array.from({ length: parts }, (_, i) => join(folder, `part-${i}.csv`));
  for (const [i, path] of paths.entries())
    await done("sample", "incidents", "--rows", `${rows}`, "--seed", `${10 + i}`, "-o", path);
  await done("sample", "incidents", "--rows", "3000", "--seed", "99", "-o", join(folder, "test.csv"));
  const label = ["--label", "triage_grade", "--drop", "incident_id"];
  const words = ["schema", ...paths, ...label, "-o", join(folder, "schema.json")];
  expect((await call(words)).code).toBe(0);
  return paths;
}

/** `file` was trained over workers, 20 rounds of depth 4: it has XGBoost's margins here, and is as good as one process's model. */
export async function checkTrained(folder: string, file: string, parts: readonly string[]): Promise<void> {
  const at = (name: string): string => join(folder, name);
  const held = readFileSync(at("test.csv"), "utf8");
  const imported = async (name: string): Promise<{ model: Model; dataset: Dataset }> => {
    const words = ["import", at(name), "--schema", at("schema.json"), "-o", at(`${name}.bin`)];
    expect((await call(words)).code).toBe(0);
    const model = await load(readFileSync(at(`${name}.bin`)));
    const { schema, classes } = model;
    return { model, dataset: await Dataset.fromCSV(held, { label: "triage_grade", schema, classes }) };
  };
  const marginsOf = (name: string, ...more: string[]): number[][] => {
    const script = resolve(import.meta.dirname, "check_distributed.py");
    const words = [script, at("schema.json"), at(name), at("test.csv"), ...more];
    return JSON.parse(execFileSync(python, words, { encoding: "utf8", maxBuffer: 2 ** 26 }));
  };
  const over = await imported(file);
  expect(Array.from(over.model.marginsMany(over.dataset))).toEqual(marginsOf(file).flat());
  marginsOf("single.json", "--train", ...parts);
  const single = await imported("single.json");
  const macroF1 = ({ model, dataset }: typeof over): number => evaluate(model, dataset).macroF1;
  expect(macroF1(over)).toBeGreaterThan(macroF1(single) - 0.03);
}
