import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Evaluation } from "../evaluate/evaluation.ts";
import type { ModelInfo } from "../model/metadata.ts";
import { load } from "../model/model.ts";
import { call } from "./call.ts";
import type { run } from "./run.ts";
import { tour } from "./tour.ts";
import type { TrainReport } from "./train-report.ts";

const folder = mkdtempSync(join(tmpdir(), "hedgerow-cli-"));
const at = (name: string): string => join(folder, name);
const model = at("model.bin");

async function callJson<T = TrainReport>(...words: string[]): Promise<T> {
  const { code, out, err } = await call([...words, "--json"]);
  expect(err).toBe("");
  expect(code).toBe(0);
  return JSON.parse(out);
}

function lines(text: string): Record<string, unknown>[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

const SMALL = ["--rounds", "5", "--max-leaves", "7"];

beforeAll(async () => {
  for (const name of ["a.csv", "a.csv.gz", "a.jsonl", "a.ndjson.gz"]) {
    expect(await call(["sample", "incidents", "--rows", "900", "--seed", "3", "-o", at(name)])).toEqual({
      code: 0,
      out: "",
      err: "",
    });
  }
  const { code } = await call(["train", at("a.csv"), "--label", "triage_grade", ...SMALL, "-o", model]);
  expect(code).toBe(0);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("train", () => {
  test.each(["a.csv", "a.csv.gz", "a.jsonl", "a.ndjson.gz"])("%s gives the same model", async (name) => {
    const output = at(`from-${name}.bin`);
    const report = await callJson("train", at(name), "--label", "triage_grade", ...SMALL, "-o", output);
    expect(readFileSync(output).equals(readFileSync(model))).toBe(true);
    expect(report.model).toMatchObject({
      path: output,
      bytes: readFileSync(model).length,
      rounds: 5,
      trees: 15,
    });
    rmSync(output);
  });

  test("--json is one object of the documented shape", async () => {
    const report = await callJson(
      "train",
      at("a.csv"),
      "--label",
      "triage_grade",
      "--split",
      "0.8",
      ...SMALL,
    );
    expect(Object.keys(report)).toEqual([
      "method",
      "seconds",
      "rows",
      "test",
      "unseen",
      "features",
      "model",
      "warnings",
    ]);
    expect(report).toMatchObject({
      method: "boosting",
      rows: 720,
      test: { rows: 180 },
      unseen: { kind: "validation" },
    });
    const tested = report.test as Evaluation;
    for (const name of ["accuracy", "macroF1", "logLoss", "rocAuc", "calibrationError"] as const) {
      expect(tested[name]).toBeTypeOf("number");
    }
    expect(tested.perClass.map(({ label }) => label)).toEqual(["BP", "FP", "TP"]);
    expect(tested.confusion).toMatchObject({ classes: ["BP", "FP", "TP"] });
    expect(report.features[0]).toEqual({
      name: expect.any(String),
      kind: expect.any(String),
      gain: expect.any(Number),
      splits: expect.any(Number),
    });
  });

  test("training goes on from a saved model, in its columns and constraints", async () => {
    const model = at("resume.bin");
    const monotone = [
      "--monotone",
      "previous_alerts=increasing:FP",
      "--interactions",
      "previous_alerts,severity",
    ];
    const first = [
      "train",
      at("a.csv"),
      "--label",
      "triage_grade",
      ...monotone,
      "--rounds",
      "3",
      "-o",
      model,
    ];
    await callJson(...first);
    const report = await callJson("train", at("a.csv"), "--resume", model, "--rounds", "2", "-o", model);
    expect(report.model.trees).toBe(3 * 5);
    const { from, options } = (await load(readFileSync(model))).info.training;
    expect(from).toMatchObject([{ rounds: 3 }]);
    expect(options).toMatchObject({
      monotone: { previous_alerts: { direction: "increasing", label: "FP" } },
      interactions: [["previous_alerts", "severity"]],
    });
  });

  test("an isolation forest needs no label, and is tested against one", async () => {
    const words = ["train", at("a.csv"), "--method", "isolation", "--trees", "20", "--contamination", "0.3"];
    expect((await callJson(...words)).test).toBeNull();
    const labelled = [...words, "--label", "suspicious_process", "--split", "0.8", "-o", at("isolation.bin")];
    const { method, test: tested } = await callJson(...labelled);
    expect(method).toBe("isolation");
    expect(tested).toMatchObject({ rows: 180, positive: ["1"], rocAuc: expect.any(Number) });
    const { out } = await call([
      "evaluate",
      at("isolation.bin"),
      at("a.csv"),
      "--label",
      "suspicious_process",
    ]);
    expect(out).toMatch(/^anomalous: 1; threshold 0\.\d+, above it 3\d\.\d% of the rows\naccuracy/);
  });

  test("a forest without a test part is told by its out-of-bag rows", async () => {
    const words = ["train", at("a.csv"), "--label", "triage_grade", "--method", "forest", "--trees", "9"];
    const report = await callJson(...words);
    expect(report).toMatchObject({
      method: "forest",
      test: null,
      unseen: { kind: "out-of-bag" },
      model: { trees: 9 },
    });
    const { out } = await call(words);
    expect(out).toContain("Out-of-bag: training rows, each by the trees grown without it");
    expect(out).toContain("left out  incident_id: looks like an identifier");
    expect(out).toContain("not saved");
  });

  test("a split column, a test file and several files", async () => {
    const [head = "", ...rows] = readFileSync(at("a.csv"), "utf8").trimEnd().split("\n");
    const cut = head.split(",").reverse();
    const backwards = rows.slice(600).map((row) => row.split(",").reverse().join(","));
    writeFileSync(at("part-1.csv"), [head, ...rows.slice(0, 600), ""].join("\n"));
    writeFileSync(at("part-2.csv"), [cut.join(","), ...backwards, ""].join("\n"));
    writeFileSync(
      at("marked.csv"),
      [`${head},part`, ...rows.map((row, i) => `${row},${i < 600 ? "train" : "test"}`)].join("\n"),
    );
    const output = at("joined.bin");
    await callJson("train", at("part-?.csv"), "--label", "triage_grade", ...SMALL, "-o", output);
    expect(readFileSync(output).equals(readFileSync(model))).toBe(true);

    const train = ["--label", "triage_grade", ...SMALL];
    const marked = await callJson(
      "train",
      at("marked.csv"),
      "--split-column",
      "part",
      ...train,
      "-o",
      output,
    );
    const tested = await callJson("train", at("part-1.csv"), "--test", at("part-2.csv"), ...train);
    expect(marked).toMatchObject({ rows: 600, test: { rows: 300 } });
    expect(tested.test).toEqual(marked.test);
    const evaluated = await callJson("evaluate", output, at("marked.csv"), "--split-column", "part");
    expect(evaluated).toMatchObject({ method: "boosting", rows: 300, test: marked.test, warnings: [] });
    for (const name of ["part-1.csv", "part-2.csv", "marked.csv", "joined.bin"]) rmSync(at(name));
  });

  test("options reach the model", async () => {
    const output = at("options.bin");
    const kinds = [
      "--kind",
      "severity=category",
      "--drop",
      "source_ip,destination_ip",
      "--seed",
      "4",
      "--class-weights",
      "TP=2",
    ];
    await callJson("train", at("a.csv"), "--label", "triage_grade", ...SMALL, ...kinds, "-o", output);
    const info = await callJson<ModelInfo & TrainReport>("inspect", output);
    expect(info.training.options).toEqual({
      rounds: 5,
      maxLeaves: 7,
      classWeights: { TP: 2 },
      seed: 4,
    });
    const { features } = info;
    expect(features.find(({ name }) => name === "severity")?.kind).toBe("category");
    expect(features.some(({ name }) => name === "source_ip")).toBe(false);
    rmSync(output);
  });
});

describe("predict", () => {
  test("CSV, NDJSON, gzip and standard input get the same answers in order", async () => {
    const { out } = await call(["predict", model, at("a.csv")]);
    const answers = lines(out);
    expect(answers.map(({ row }) => row)).toEqual(Array.from({ length: 900 }, (_, i) => i + 1));
    expect(answers[0]).toEqual({
      row: 1,
      label: expect.any(String),
      probability: expect.any(Number),
      probabilities: { BP: expect.any(Number), FP: expect.any(Number), TP: expect.any(Number) },
    });
    for (const name of ["a.csv.gz", "a.jsonl", "a.ndjson.gz"]) {
      expect((await call(["predict", model, at(name)])).out).toBe(out);
      expect((await call(["predict", model, "-"], readFileSync(at(name)))).out).toBe(out);
    }
  });

  test("an id, kept columns, several files, -o with gzip", async () => {
    const output = at("answers.ndjson.gz");
    const report = await callJson(
      "predict",
      model,
      at("a.csv"),
      at("a.jsonl"),
      "--id",
      "incident_id",
      "--keep",
      "protocol,triage_grade",
      "-o",
      output,
    );
    expect(report).toMatchObject({ method: "boosting", rows: 1800, output: { path: output } });
    const answers = lines(gunzipSync(readFileSync(output)).toString());
    expect(answers).toHaveLength(1800);
    const [first, later] = [answers[0], answers[900]];
    expect(first).toMatchObject({
      file: at("a.csv"),
      id: expect.stringMatching(/^inc-/),
      kept: { triage_grade: expect.any(String) },
    });
    expect(first).not.toHaveProperty("row");
    expect(later).toMatchObject({ file: at("a.jsonl"), id: first?.["id"] });
    rmSync(output);
  });

  test("features that no record has are warned of", async () => {
    const { code, err } = await call(["predict", model, "-"], '{"severity":3}\n');
    expect(code).toBe(0);
    expect(err).toContain("Features that no record has: timestamp, organization");
  });
});

test("inspect and sample", async () => {
  const { out } = await call(["inspect", model]);
  expect(out).toContain("label triage_grade");
  expect(out).toMatch(/15 features \(.*\) in \d+ columns/);
  const id = createHash("sha256").update(readFileSync(model)).digest("hex");
  expect(out).toContain(`sha256 ${id}`);
  expect(await callJson<{ id: string }>("inspect", model)).toMatchObject({ id });
  const output = at("s.ndjson");
  const words = ["sample", "sessions", "--rows", "50", "--drift", "protocol=share:quic:1", "-o", output];
  expect(await callJson(...words)).toMatchObject({
    name: "sessions",
    rows: 50,
    label: "attack_detected",
    output: { path: output },
  });
  expect(new Set(lines(readFileSync(output, "utf8")).map((record) => record["protocol"]))).toEqual(
    new Set(["quic"]),
  );
  rmSync(output);
  const evidence = await call(["sample", "evidence", "--rows", "20", "--seed", "5"]);
  expect(evidence.out.trimEnd().split("\n")).toHaveLength(21);
});

test("the tour trains both learners on a reader's file, saves one and grades a record", async () => {
  const toFolder: typeof run = (words, io) => tour(words, io, folder);
  const { code, out, err } = await call([at("a.csv"), "--label", "triage_grade"], "", toFolder);
  expect(err).toBe("");
  expect(code).toBe(0);
  for (const text of [
    "Boosting: ",
    "Forest: 300 trees",
    "has the lower log-loss",
    "One record",
    "graded ",
    "npx hedgerow predict",
  ]) {
    expect(out).toContain(text);
  }
  expect((await call(["inspect", at("alerts.bin")])).code).toBe(0);
  const unlabelled = await call([at("a.csv")], "", toFolder);
  expect(unlabelled).toMatchObject({ code: 2, out: "" });
}, 60_000);

test("explain: contributions of the record's fields, which sum to the margin", async () => {
  const { code, out } = await call(["explain", model, at("a.csv"), "--limit", "3", "--top", "4"]);
  expect(code).toBe(0);
  const explained = lines(out) as { row: number; base: number; margin: number; [key: string]: unknown }[];
  expect(explained.map(({ row }) => row)).toEqual([1, 2, 3]);
  for (const { base, margin, contributions, rest } of explained) {
    const listed = contributions as { feature: string; value: unknown; contribution: number }[];
    expect(listed).toHaveLength(4);
    expect(listed[0]).toHaveProperty("value");
    const sum = listed.reduce((all, { contribution }) => all + contribution, base);
    expect(sum + (rest as { contribution: number }).contribution).toBeCloseTo(margin, 9);
  }
  expect((await call(["explain", model, at("a.csv"), "--limit", "0"])).code).toBe(2);
  expect((await call(["explain", model, at("a.csv"), "--class", "XX"])).code).toBe(2);
});
