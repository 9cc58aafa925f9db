// train --folds and --threshold: what they tell, store and refuse.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Dataset } from "../data/dataset.ts";
import { crossValidate } from "../evaluate/cross-validate.ts";
import { load } from "../model/model.ts";
import { call } from "./call.ts";

const folder = mkdtempSync(join(tmpdir(), "hedgerow-folds-"));
const at = (name: string): string => join(folder, name);
const TRAIN = [
  "train",
  at("s.csv"),
  "--label",
  "attack_detected",
  "--drop",
  "session_id",
  "--method",
  "forest",
  "--trees",
  "20",
];

beforeAll(async () => {
  await call(["sample", "sessions", "--rows", "600", "-o", at("s.csv")]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("folds are told by the decision, which the model carries", async () => {
  const { out } = await call([...TRAIN, "--folds", "3", "--threshold", "0.2", "-o", at("m.bin"), "--json"]);
  const { crossValidation } = JSON.parse(out);
  const data = await Dataset.fromCSV(readFileSync(at("s.csv"), "utf8"), {
    label: "attack_detected",
    drop: ["session_id"],
  });
  const [, positive = ""] = data.classes;
  const options = { method: "forest" as const, trees: 20 };
  const decision = { positive, threshold: 0.2 };
  const found = await crossValidate(data, options, { folds: 3, decision });
  expect(crossValidation.metrics).toEqual(JSON.parse(JSON.stringify(found.metrics)));
  const plain = await crossValidate(data, options, { folds: 3 });
  // Only the answers differ: the probabilities are the same.
  expect(found.metrics.logLoss).toEqual(plain.metrics.logLoss);
  expect(found.evaluation.perClass[1]?.recall).toBeGreaterThan(
    plain.evaluation.perClass[1]?.recall as number,
  );
  const { probabilities, labels } = found.outOfFold;
  for (const [row, label] of labels.entries())
    expect(label).toBe((probabilities[2 * row + 1] as number) >= 0.2 ? 1 : 0);
  const { info } = await load(readFileSync(at("m.bin")));
  expect(info.decision).toEqual(decision);
  const text = await call([...TRAIN, "--folds", "3"]);
  expect(text.out).toMatch(/Cross-validation, 3 folds: accuracy 0\.\d{3} ± 0\.\d{3}/);
});

test("what can not be is told, and nothing is saved", async () => {
  const wrong = async (...words: string[]) => {
    const { code, err } = await call([...TRAIN, "-o", at("x.bin"), ...words]);
    expect(code, words.join(" ")).toBe(2);
    return err;
  };
  expect(await wrong("--folds", "400")).toContain("from 2 to 100, not 400");
  expect(await wrong("--folds", "1")).toContain("folds");
  expect(await wrong("--threshold", "1.5")).toContain("--threshold is a probability");
  expect(await wrong("--threshold", "0.5", "--positive", "atack")).toContain("no class");
  expect(await wrong("--positive", "1")).toContain("needs --threshold");
  expect(await wrong("--fold-by", "time")).toContain("--fold-by needs --folds");
  await expect(load(readFileSync(at("m.bin")))).resolves.toBeDefined();
  expect(() => readFileSync(at("x.bin"))).toThrow();
});
