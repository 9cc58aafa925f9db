// A project that has installed the package, as its readers would. Out: a folder with node_modules from the tarball that `npm pack` makes,
// a model, records, and what each runtime must answer.

import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { environment, root } from "../../build/run.ts";
import { Dataset, sampleIncidents, toRecords, train } from "../../ts/index.ts";
import { vectors } from "./vectors.ts";

export interface Consumer {
  folder: string;
  /** The tarball. */
  packed: string;
  /** Files in it. */
  files: string[];
  /** What `vectors` gives here. */
  expected: string;
  remove(): void;
}

export async function makeConsumer(): Promise<Consumer> {
  const folder = mkdtempSync(resolve(tmpdir(), "hedgerow-consumer-"));
  const npm = (...args: string[]): string =>
    execFileSync("npm", args, { cwd: folder, env: environment, encoding: "utf8" });
  const [report] = JSON.parse(npm("pack", root, "--json", "--ignore-scripts", "--loglevel=error"));
  writeFileSync(resolve(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  npm("install", `./${report.filename}`, "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error");
  cpSync(resolve(import.meta.dirname, "app"), folder, { recursive: true });
  const source = readFileSync(resolve(import.meta.dirname, "vectors.ts"), "utf8");
  writeFileSync(resolve(folder, "vectors.js"), stripTypeScriptTypes(source));
  const sample = sampleIncidents({ rows: 600, seed: 11 });
  const records = [...toRecords(sample)];
  const data = Dataset.fromColumns(sample.columns, { label: sample.label });
  const model = (await train(data, { rounds: 15, anomaly: true })).save();
  const asked = records.slice(0, 40).map(({ [sample.label]: _, ...record }) => record);
  const inputs = { model: Buffer.from(model).toString("base64"), records: asked };
  writeFileSync(resolve(folder, "inputs.js"), `export default ${JSON.stringify(inputs)};\n`);
  const edge = await import("../../ts/edge/index.ts");
  const main = await import("../../ts/index.ts");
  return {
    folder,
    packed: resolve(folder, report.filename),
    files: report.files.map(({ path }: { path: string }) => path),
    expected: await vectors({ edge, main }, model, asked),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
