import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call } from "./call.ts";

const folder = mkdtempSync(join(tmpdir(), "hedgerow-parts-"));
const at = (name: string): string => join(folder, name);
const parts = ["p0", "p1", "p2", "p3", "p4"];

interface Report {
  rows: number;
  parts: { part: string; answers: string; rows: number; before: boolean }[];
}

async function predict(out: string, ...words: string[]): Promise<Report> {
  const all = ["predict", at("m.bin"), at("p*.csv.gz"), "-o", at(out), "--workers", "2", "--json", ...words];
  const { code, out: text, err } = await call(all);
  expect(err).toBe("");
  expect(code).toBe(0);
  return JSON.parse(text) as Report;
}

beforeAll(async () => {
  for (const [i, part] of parts.entries()) {
    await call(["sample", "incidents", "--rows", "300", "--seed", String(i + 1), "-o", at(`${part}.csv.gz`)]);
  }
  const label = ["--label", "triage_grade", "--rounds", "5", "--max-leaves", "7"];
  expect((await call(["train", at("p0.csv.gz"), ...label, "-o", at("m.bin")])).code).toBe(0);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function rowsOf(file: string): Promise<unknown[]> {
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(at(file)) });
  return rows.map((row) => ({ ...row, ...("row" in row ? { row: Number(row["row"]) } : {}) }));
}

function linesOf(text: string): unknown[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
}

describe("predict -o answers.parquet", () => {
  test("more rows than a group has, of two files; ids; margins", async () => {
    const whole = gunzipSync(readFileSync(at("p2.csv.gz"))).toString();
    const [header, ...rows] = whole.trimEnd().split("\n");
    writeFileSync(at("long.csv"), `${header}\n${`${rows.join("\n")}\n`.repeat(180)}`);
    for (const more of [[], ["--id", "incident_id"], ["--margins"]]) {
      const words = ["predict", at("m.bin"), at("p3.csv.gz"), at("long.csv"), ...more];
      expect((await call([...words, "-o", at("all.parquet")])).err).toBe("");
      const found = await rowsOf("all.parquet");
      expect(found.length).toBe(300 + 180 * 300);
      expect(found).toEqual(linesOf((await call(words)).out));
    }
  }, 60_000);

  test("values that are no texts are kept as JSON; nothing is left of a run that fails", async () => {
    const records = [
      { detector: "edr", extra: { a: 1 } },
      { detector: "mail", extra: 7 },
      { detector: "mail", extra: null },
    ];
    writeFileSync(at("r.ndjson"), records.map((record) => `${JSON.stringify(record)}\n`).join(""));
    const words = ["predict", at("m.bin"), at("r.ndjson"), "--keep", "extra", "-o", at("r.parquet")];
    expect((await call(words)).code).toBe(0);
    const kept = (await rowsOf("r.parquet")).map((row) => (row as { kept: { extra: unknown } }).kept.extra);
    expect(kept).toEqual(['{"a":1}', "7", null]);
    writeFileSync(at("r.ndjson"), '{"detector":"edr"}\n{"detector":');
    expect((await call([...words.slice(0, -1), at("none.parquet")])).code).toBe(1);
    expect(existsSync(at("none.parquet"))).toBe(false);
    expect((await call([...words, "--answers", "parquet"])).err).toContain("--answers needs --workers");
  });
});

describe("predict --workers", () => {
  test("each part has the answers that it has alone, once", async () => {
    const report = await predict("a/");
    expect(report.rows).toBe(1500);
    expect(report.parts.map(({ before, rows }) => [before, rows])).toEqual(parts.map(() => [false, 300]));
    expect(readdirSync(at("a")).sort()).toEqual([".hedgerow", ...parts.map((part) => `${part}.ndjson`)]);
    for (const part of parts) {
      const { out } = await call(["predict", at("m.bin"), at(`${part}.csv.gz`)]);
      expect(readFileSync(at(`a/${part}.ndjson`), "utf8")).toBe(out);
    }
  });

  test("a second run leaves what is done; what changed is done again", async () => {
    await predict("b/");
    const old = readFileSync(at("b/p1.ndjson"), "utf8");
    expect((await predict("b/")).parts.every(({ before }) => before)).toBe(true);
    // Answers that are lost or cut off, and answers in another form.
    rmSync(at("b/p0.ndjson"));
    writeFileSync(at("b/p1.ndjson"), old.slice(0, 100));
    const again = await predict("b/");
    expect(again.parts.map(({ before }) => before)).toEqual([false, false, true, true, true]);
    expect(readFileSync(at("b/p1.ndjson"), "utf8")).toBe(old);
    const margins = await predict("b/", "--margins");
    expect(margins.parts.some(({ before }) => before)).toBe(false);
    expect(readFileSync(at("b/p1.ndjson"), "utf8")).toMatch(/^\{"margins":\[/);
  });

  test("Parquet files hold what the lines say", async () => {
    const report = await predict("t/", "--answers", "parquet", "--keep", "severity,detector");
    expect(report.parts[1]?.answers).toBe(`${at("t")}/p1.parquet`);
    expect(
      (await predict("t/", "--answers", "parquet", "--keep", "severity,detector")).parts[1]?.before,
    ).toBe(true);
    const words = ["predict", at("m.bin"), at("p1.csv.gz"), "--keep", "severity,detector"];
    expect(await rowsOf("t/p1.parquet")).toEqual(linesOf((await call(words)).out));
  });

  test("a part that fails is named, the others are answered", async () => {
    mkdirSync(at("bad"));
    const lines = ["alert_count,severity", "1,high", "many,low"].join("\n");
    writeFileSync(at("bad/q0.csv.gz"), gzipSync(lines));
    const words = [
      "predict",
      at("m.bin"),
      at("bad/q0.csv.gz"),
      at("p1.csv.gz"),
      "-o",
      at("c"),
      "--workers",
      "2",
    ];
    const { code, err } = await call(words);
    expect(code).toBe(1);
    expect(err).toContain("q0.csv.gz");
    expect(existsSync(at("c/p1.ndjson"))).toBe(true);
    expect(existsSync(at("c/q0.ndjson"))).toBe(false);
  });

  test("two parts of one name, and no folder, are refused", async () => {
    writeFileSync(at("bad/p1.csv"), "severity\nhigh\n");
    const words = ["predict", at("m.bin"), at("p1.csv.gz"), at("bad/p1.csv"), "--workers", "2"];
    expect((await call([...words, "-o", at("d")])).err).toContain("would both be answered in p1.ndjson");
    expect((await call(words)).err).toContain("--output is missing");
    expect((await call([...words.slice(0, -1), "0", "-o", at("d")])).err).toContain("--workers takes");
  });
});
