// Categories that a maker's file names: records with texts get what the maker gives to the data frame.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../build/run.ts";
import { fromLightGBM, fromSklearn, fromXGBoost } from "../../ts/interop/index.ts";
import { python } from "./cases.ts";

const folder = mkdtempSync(join(tmpdir(), "hedgerow-categories-"));
const at = (name: string): string => join(folder, name);

const MAKE = `
import json, sys
sys.path.insert(0, ${JSON.stringify(resolve(root, "examples/distributed"))})
import lightgbm, numpy as np, pandas as pd, xgboost
from sklearn.ensemble import HistGradientBoostingClassifier
from export_sklearn import export
rng = np.random.default_rng(3)
texts = rng.choice(["vpn", "edr", "mail", "dns"], 600)
frame = pd.DataFrame({"n": rng.normal(size=600).astype(np.float32), "source": pd.Categorical(texts), "port": pd.Categorical(rng.choice([443, 22, 80], 600))})
y = ((frame["n"] > 0) ^ np.isin(texts, ["edr", "dns"]) ^ (frame["port"].astype(int) == 22)).astype(int)
out = lambda name: sys.argv[1] + "/" + name
frame.to_json(out("records.ndjson"), orient="records", lines=True)
x = xgboost.XGBClassifier(n_estimators=10, n_jobs=1, enable_categorical=True, max_cat_to_onehot=1).fit(frame, y)
x.save_model(out("x.json"))
l = lightgbm.train({"objective": "binary", "verbose": -1, "num_threads": 1, "min_data_per_group": 5}, lightgbm.Dataset(frame, y), 10)
l.save_model(out("l.txt"))
s = HistGradientBoostingClassifier(max_iter=10, categorical_features="from_dtype", early_stopping=False).fit(frame, y)
export(s, out("s.json"))
json.dump({"x": x.predict(frame, output_margin=True).tolist(), "l": l.predict(frame, raw_score=True).tolist(), "s": s.decision_function(frame).tolist()}, open(out("margins.json"), "w"))
`;

let margins: Record<string, number[]>;
let records: Record<string, unknown>[];

beforeAll(() => {
  execFileSync(python, ["-c", MAKE, folder], { stdio: ["ignore", "ignore", "pipe"] });
  margins = JSON.parse(readFileSync(at("margins.json"), "utf8")) as Record<string, number[]>;
  records = readFileSync(at("records.ndjson"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("by name", async () => {
  const text = (name: string): string => readFileSync(at(name), "utf8");
  const models = {
    x: await fromXGBoost(text("x.json"), { categories: "names" }),
    l: await fromLightGBM(text("l.txt"), { categories: "names" }),
    s: await fromSklearn(text("s.json"), { categories: "names" }),
  };
  for (const [name, model] of Object.entries(models)) {
    // pandas writes f32 to 10 digits; the frame has the f32.
    const ours = records.map(
      (record) => model.margins({ ...record, n: Math.fround(record["n"] as number) })[0],
    );
    expect(ours, name).toEqual(margins[name]);
    expect(model.predict({ source: "fax", port: 443 }).unknown).toEqual(["source"]);
  }
});

test("by code without being asked; names that are not there are refused", async () => {
  const model = await fromLightGBM(readFileSync(at("l.txt"), "utf8"));
  expect(model.encoder.features.map(({ kind }) => kind)).toEqual(["number", "number", "number"]);
  const bare = readFileSync(at("l.txt"), "utf8").replace(/pandas_categorical:.*/, "pandas_categorical:null");
  await expect(fromLightGBM(bare, { categories: "names" })).rejects.toThrow("does not name its categories");
});
