// tune and threshold: what they print, save and go on from.

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { load } from "../model/model.ts";
import { call } from "./call.ts";

const folder = mkdtempSync(join(tmpdir(), "hedgerow-workshop-"));
const at = (name: string): string => join(folder, name);
const SESSIONS = [at("sessions.csv"), "--label", "attack_detected", "--drop", "session_id"];
const SMALL = ["--method", "forest", "--trees", "8"];

beforeAll(async () => {
  const { code } = await call(["sample", "sessions", "--rows", "900", "-o", at("sessions.csv")]);
  expect(code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function json(...words: string[]): Promise<Record<string, never>> {
  const { code, out, err } = await call([...words, "--json"]);
  expect(err).toBe("");
  expect(code).toBe(0);
  return JSON.parse(out);
}

test("tune tells its trials, saves the best model and keeps its state", async () => {
  const words = ["tune", ...SESSIONS, ...SMALL, "--trials", "4", "--folds", "3", "--state", at("state.json")];
  const report = await json(...words, "--split", "0.8", "-o", at("tuned.bin"));
  expect(Object.keys(report)).toEqual(["metric", "complete", "best", "trials", "test", "model", "warnings"]);
  expect(report).toMatchObject({ metric: "logLoss", complete: true, test: { rows: 180 } });
  const model = await load(readFileSync(at("tuned.bin")));
  const { best } = report as unknown as { best: { settings: object } };
  expect(model.info.training.options).toMatchObject({ ...best.settings, method: "forest", trees: 8 });
  // The seconds too: nothing is tried again.
  const again = await json(...words, "--split", "0.8");
  expect(again["trials"]).toEqual(report["trials"]);
  const { code, err } = await call([...words, "--seed", "9", "--split", "0.8"]);
  expect(code).toBe(2);
  expect(err).toContain("the state is of another search: it differs in");
  const { out } = await call([...words, "--split", "0.8"]);
  expect(out).toMatch(/^Best of 4 trials: minRowsPerLeaf \d+/);
});

test("a space of one's own, as a grid", async () => {
  writeFileSync(at("space.json"), JSON.stringify({ maxDepth: [2, 5], minRowsPerLeaf: [1, 20] }));
  const grid = ["--space", at("space.json"), "--grid", "--no-halving", "--folds", "2"];
  const report = await json("tune", ...SESSIONS, ...SMALL, ...grid);
  expect(report["trials"]).toHaveLength(4);
  writeFileSync(at("broken.json"), "{");
  const { code, err } = await call(["tune", ...SESSIONS, "--space", at("broken.json")]);
  expect(code).toBe(2);
  expect(err).toContain("is no JSON");
});

test("threshold trains a model that keeps what is asked for", async () => {
  const report = await json(
    "threshold",
    ...SESSIONS,
    ...SMALL,
    "--max-fpr",
    "0.01",
    "--split",
    "0.7",
    "-o",
    at("t.bin"),
  );
  expect(report).toMatchObject({
    chosenOn: "out-of-bag",
    decision: { positive: "1", threshold: expect.any(Number) },
  });
  const {
    point,
    test: tested,
    decision,
  } = report as unknown as {
    point: { falsePositiveRate: number };
    test: {
      point: { threshold: number; falsePositives: number };
      evaluation: { confusion: { matrix: number[][] } };
    };
    decision: { threshold: number };
  };
  expect(point.falsePositiveRate).toBeLessThanOrEqual(0.01);
  expect(tested.point.threshold).toBe(decision.threshold);
  // The model answers by the threshold.
  expect(tested.evaluation.confusion.matrix[0]?.[1]).toBe(tested.point.falsePositives);
  expect((await load(readFileSync(at("t.bin")))).info.decision?.threshold).toBe(decision.threshold);
  const budget = ["--false-alerts", "5", "--per-day", "1000", "--folds", "3", "--max-error", "0.1"];
  const { out } = await call(["threshold", ...SESSIONS, ...SMALL, ...budget]);
  expect(out).toContain("cross-validated rows");
  expect(out).toContain("false alerts a day:");
  expect(out).toContain("a person where no class has");
  const costly = await json("threshold", ...SESSIONS, ...SMALL, "--cost", "1>0=20");
  expect(costly["decision"]).toEqual({ costs: { 1: { 0: 20 } } });
});

test.each([
  [[], "Say what is to be kept"],
  [["--max-fpr", "0.1", "--f-beta", "1"], "exclude each other"],
  [["--false-alerts", "3"], "go together"],
  [["--cost", "TP"], "--cost is written"],
  [["--max-fpr", "7"], "maxFalsePositiveRate must be"],
  [["--max-fpr", "0.1", "--positive", "x"], 'there is no class "x"'],
])("threshold %j is refused", async (words, sentence) => {
  const { code, err } = await call(["threshold", ...SESSIONS, ...SMALL, ...words]);
  expect(code).toBe(2);
  expect(err).toContain(sentence);
});

test("an interrupt ends the search and trains the best so far", async () => {
  const main = resolve(import.meta.dirname, "main.ts");
  const words = [
    "tune",
    ...SESSIONS,
    "--method",
    "forest",
    "--trees",
    "60",
    "--trials",
    "500",
    "--no-halving",
  ];
  const state = at("interrupted.json");
  const child: ChildProcessWithoutNullStreams = spawn(process.execPath, [
    main,
    ...words,
    "--state",
    state,
    "--json",
    "-o",
    at("early.bin"),
  ]);
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += String(chunk);
  });
  while (!existsSync(state)) await new Promise((done) => setTimeout(done, 20));
  child.kill("SIGINT");
  expect(await new Promise((done) => child.on("close", done))).toBe(0);
  const report = JSON.parse(out);
  expect(report.complete).toBe(false);
  expect(report.trials.length).toBeGreaterThan(0);
  expect(JSON.parse(readFileSync(state, "utf8")).trials).toHaveLength(report.trials.length);
  expect((await load(readFileSync(at("early.bin")))).info.trees).toBe(60);
}, 60_000);
