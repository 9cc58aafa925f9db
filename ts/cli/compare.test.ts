// compare: the table, the JSON, and what is told of the way it tested.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Comparison } from "../evaluate/compare.ts";
import { call } from "./call.ts";

const folder = mkdtempSync(join(tmpdir(), "hedgerow-compare-"));
const at = (name: string): string => join(folder, name);
const SESSIONS = ["compare", at("sessions.csv"), "--label", "attack_detected", "--drop", "session_id"];
const QUICK = ["--models", "majority,logistic,knn"];

beforeAll(async () => {
  for (const [name, seed] of [
    ["sessions.csv", "1"],
    ["later.csv", "2"],
  ] as const)
    await call(["sample", "sessions", "--rows", "500", "--seed", seed, "-o", at(name)]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function json(...words: string[]): Promise<Comparison> {
  const { code, out, err } = await call([...SESSIONS, ...QUICK, ...words, "--json"]);
  expect(err).toBe("");
  expect(code).toBe(0);
  return JSON.parse(out);
}

test("by cross-validation unless there is a test part", async () => {
  expect(await json("--folds", "3")).toMatchObject({
    by: "cross-validation",
    folds: 3,
    models: { length: 3 },
  });
  const split = await json("--split", "0.8");
  expect(split).toMatchObject({ by: "test part", rows: { train: 400, test: 100 } });
  expect(Object.keys(split.models[0] as object).slice(0, 5)).toEqual([
    "model",
    "accuracy",
    "macroF1",
    "logLoss",
    "rocAuc",
  ]);
  const file = await json("--test", at("later.csv"), "--sample-rows", "200");
  expect(file).toMatchObject({ by: "test part", rows: { train: 500, test: 500 } });
  expect(file.models.find(({ model }) => model === "knn")?.sampledRows).toBe(200);
});

test("as a table", async () => {
  const { code, out } = await call([...SESSIONS, ...QUICK, "--split", "0.8", "--sample-rows", "100"]);
  expect(code).toBe(0);
  expect(out).toContain("Test rows (20% of all): 100, trained on 400");
  expect(out).toMatch(/^model +accuracy +± +macro-F1 +log-loss +ROC AUC +p +fit +µs\/row$/m);
  expect(out).toMatch(/^knn \* /m);
  expect(out).toContain("* trained on a sample of the rows: knn 100");
  expect(out).toContain("p: McNemar, against ");
});

test("what can not be is said", async () => {
  const refused = async (...words: string[]): Promise<string> => {
    const { code, err } = await call([...SESSIONS, ...words]);
    expect(code).toBe(2);
    return err;
  };
  expect(await refused("--models", "knnn")).toContain('there is no model "knnn"; did you mean knn?');
  expect(await refused("--split", "0.8", "--folds", "3")).toContain("Give a test part or folds, not both");
  expect(await refused("--workers", "0")).toContain("workers must be a whole number from 1 to 64, not 0");
});
