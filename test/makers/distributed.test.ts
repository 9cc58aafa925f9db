// examples/distributed, small: partitions of files, workers of dask that encode and train, the model served by hedgerow. The
// columns are those of the encoder, the margins those of XGBoost, and it is as good as training on one machine.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { root } from "../../build/run.ts";
import { call } from "../../ts/cli/call.ts";
import { Dataset } from "../../ts/data/dataset.ts";
import { evaluate } from "../../ts/evaluate/evaluate.ts";
import { load } from "../../ts/model/model.ts";
import { python } from "./cases.ts";

const folder = mkdtempSync(join(tmpdir(), "hedgerow-dask-"));
const at = (name: string): string => join(folder, name);
const example = (name: string): string => resolve(root, "examples/distributed", name);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function done(...words: string[]): Promise<void> {
  const { code, err } = await call(words);
  expect(err).toBe("");
  expect(code).toBe(0);
}

/** XGBoost's margins of the test file, on the columns that the Python encoder makes. */
const MARGINS = `
import sys, json
sys.path.insert(0, ${JSON.stringify(example(""))})
import pandas as pd, xgboost as xgb
from hedgerow_encoder import Encoder
encoder = Encoder.load(sys.argv[1])
frame = pd.read_csv(sys.argv[3], dtype=str, keep_default_na=False)
matrix = xgb.DMatrix(encoder.frame(frame), feature_names=encoder.columns, feature_types=encoder.types, enable_categorical=True)
margins = xgb.Booster(model_file=sys.argv[2]).predict(matrix, output_margin=True)
print(json.dumps([[float(each) for each in row] for row in margins]))
`;

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

test("trained over workers, served here", async () => {
  for (const i of [0, 1, 2, 3])
    await done("sample", "incidents", "--rows", "1500", "--seed", `${10 + i}`, "-o", at(`part-${i}.csv`));
  await done("sample", "incidents", "--rows", "3000", "--seed", "99", "-o", at("test.csv"));
  const label = ["--label", "triage_grade", "--drop", "incident_id"];
  expect((await call(["schema", at("part-*.csv"), ...label, "-o", at("schema.json")])).code).toBe(0);
  const trainedBy = (workers: string, file: string): void => {
    const words = [example("train_dask.py"), at("schema.json"), at("part-*.csv"), "-o", at(file)];
    execFileSync(python, [...words, "--workers", workers, "--rounds", "40", "--depth", "4"], {
      stdio: ["ignore", "ignore", "pipe"],
    });
  };
  trainedBy("2", "model.json");
  trainedBy("1", "single.json");
  expect(
    (await call(["import", at("model.json"), "--schema", at("schema.json"), "-o", at("model.bin")])).code,
  ).toBe(0);
  const model = await load(readFileSync(at("model.bin")));
  const testText = readFileSync(at("test.csv"), "utf8");
  const held = await Dataset.fromCSV(testText, {
    label: "triage_grade",
    schema: model.schema,
    classes: model.classes,
  });

  writeFileSync(at("margins.py"), MARGINS);
  const theirs = JSON.parse(
    execFileSync(python, [at("margins.py"), at("schema.json"), at("model.json"), at("test.csv")], {
      encoding: "utf8",
      maxBuffer: 2 ** 26,
    }),
  ) as number[][];
  expect(Array.from(model.marginsMany(held))).toEqual(theirs.flat());

  // The same training by one worker alone.
  await call(["import", at("single.json"), "--schema", at("schema.json"), "-o", at("single.bin")]);
  const single = evaluate(await load(readFileSync(at("single.bin"))), held);
  const over = evaluate(model, held);
  expect(over.macroF1).toBeGreaterThan(single.macroF1 - 0.03);
}, 300_000);
