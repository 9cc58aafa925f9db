// examples/distributed with dask, small: partitions of files, workers that encode and train, the model served by hedgerow. The
// columns are those of the encoder, the margins those of XGBoost, and it is as good as training on one machine.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { call } from "../../ts/cli/call.ts";
import { python } from "./cases.ts";
import { checkTrained, done, example, writeParts } from "./distributed-case.ts";

const folder = mkdtempSync(join(tmpdir(), "hedgerow-dask-"));
const at = (name: string): string => join(folder, name);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("Parquet gives the answers of CSV", async () => {
  await done("sample", "incidents", "--rows", "500", "--seed", "5", "-o", at("p.csv"));
  const write = [
    "import sys, pandas as pd",
    "frame = pd.read_csv(sys.argv[1], na_values=[''], keep_default_na=False)",
    "for kind in ('snappy', 'zstd', 'gzip'): frame.to_parquet(f'{sys.argv[1]}.{kind}.parquet', compression=kind, row_group_size=100)",
  ].join("\n");
  execFileSync(python, ["-c", write, at("p.csv")]);
  expect(
    (await call(["train", at("p.csv"), "--label", "triage_grade", "--rounds", "5", "-o", at("p.bin")])).code,
  ).toBe(0);
  const { out } = await call(["predict", at("p.bin"), at("p.csv")]);
  for (const kind of ["snappy", "zstd", "gzip"]) {
    expect((await call(["predict", at("p.bin"), at(`p.csv.${kind}.parquet`)])).out).toBe(out);
  }
  writeFileSync(at("bad.parquet"), "PAR1 nothing PAR1");
  const bad = await call(["predict", at("p.bin"), at("bad.parquet")]);
  expect(bad.code).toBe(1);
  expect(bad.err).toContain("no Parquet file that can be read");
}, 120_000);

test("pyarrow reads the answers that are written as Parquet", async () => {
  await call(["predict", at("p.bin"), at("p.csv"), "--keep", "severity", "-o", at("answers.parquet")]);
  const read =
    "import sys, json, pyarrow.parquet as p; print(json.dumps(p.read_table(sys.argv[1]).to_pylist()))";
  const rows = JSON.parse(
    execFileSync(python, ["-c", read, at("answers.parquet")], { encoding: "utf8", maxBuffer: 2 ** 26 }),
  ) as unknown[];
  const { out } = await call(["predict", at("p.bin"), at("p.csv"), "--keep", "severity"]);
  const lines = out.trimEnd().split("\n");
  expect(rows).toEqual(lines.map((line) => JSON.parse(line) as unknown));
}, 60_000);

test("trained over workers of dask, served here", async () => {
  const parts = await writeParts(folder, 4, 1500);
  const words = [example("train_dask.py"), at("schema.json"), at("part-*.csv"), "-o", at("dask.json")];
  execFileSync(python, [...words, "--workers", "2", "--rounds", "20", "--depth", "4"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  await checkTrained(folder, "dask.json", parts);
}, 300_000);
