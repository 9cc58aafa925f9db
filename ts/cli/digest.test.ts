// digest: files, standard input, a file that is written anew while records come in.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { call } from "./call.ts";

const folder = mkdtempSync(join(tmpdir(), "hedgerow-digest-"));
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  await call(["sample", "evidence", "--rows", "900", "-o", at("alerts.csv")]);
  const words = [
    "--label",
    "IncidentGrade",
    "--drop",
    "Id,IncidentId,AlertId",
    "--rounds",
    "10",
    "-o",
    at("m.bin"),
  ];
  expect((await call(["train", at("alerts.csv"), ...words])).code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("as a page, Markdown and JSON, of files", async () => {
  const words = ["digest", at("m.bin"), at("alerts.csv"), "--by", "Category,DetectorId", "--id", "AlertId"];
  for (const name of ["d.html", "d.md", "d.json"]) {
    const { code, out } = await call([...words, "-o", at(name)]);
    expect(code).toBe(0);
    expect(out).toMatch(/^saved /);
  }
  const results = JSON.parse(readFileSync(at("d.json"), "utf8"));
  expect(results).toMatchObject({ rows: 900, positive: "TruePositive", time: { column: "Timestamp" } });
  expect(readFileSync(at("d.html"), "utf8")).toContain("<h1>Alert digest</h1>");
  const { out } = await call([...words, "--top", "3"]);
  expect(out).toMatch(/^# Alert digest\n\n900 records/);
  // Answers are those of predict.
  const predicted = (await call(["predict", at("m.bin"), at("alerts.csv")])).out.trim().split("\n");
  const counted = predicted.filter((line) => JSON.parse(line).label === "TruePositive").length;
  expect(results.grades.find(({ grade }: { grade: string }) => grade === "TruePositive").rows).toBe(counted);
});

test("what came before a line that is no record is told, and then the fault", async () => {
  writeFileSync(at("broken.ndjson"), `{"Category":"Malware"}\n{"Category":"Impact"}\n{"Category":\n`);
  const { code, err } = await call(["digest", at("m.bin"), at("broken.ndjson"), "-o", at("kept.json")]);
  expect(code).toBe(1);
  expect(err).toMatch(/broken\.ndjson, line 3/);
  expect(JSON.parse(readFileSync(at("kept.json"), "utf8")).rows).toBe(2);
  const wrong = async (...words: string[]) => (await call(["digest", at("m.bin"), ...words])).err;
  expect(await wrong(at("alerts.csv"), "-o", at("x.pdf"))).toContain(".html, .md or .json");
  expect(await wrong(at("alerts.csv"), "--every", "5")).toContain("--every needs -o");
  expect(await wrong(at("alerts.csv"), "--positive", "TruPositive")).toContain("did you mean TruePositive?");
  expect(existsSync(at("x.pdf"))).toBe(false);
});

test("a stream: the file is written anew while records come in, and once more at Ctrl-C", async () => {
  const main = resolve(import.meta.dirname, "../../dist/cli/main.js");
  const words = [main, "digest", at("m.bin"), "-", "--every", "1", "-o", at("live.json")];
  const child = spawn(process.execPath, words);
  let told = "";
  child.stderr.on("data", (chunk) => {
    told += chunk;
  });
  const rows = (): number =>
    existsSync(at("live.json")) ? JSON.parse(readFileSync(at("live.json"), "utf8")).rows : 0;
  const record = (i: number) =>
    `${JSON.stringify({ Category: "Malware", Timestamp: `2026-01-0${1 + (i % 9)}T00:00:00Z` })}\n`;
  for (let i = 0; i < 10; i++) child.stdin.write(record(i));
  await expect.poll(rows, { timeout: 30_000, interval: 100 }).toBe(10);
  for (let i = 0; i < 5; i++) child.stdin.write(record(i));
  await expect.poll(rows, { timeout: 30_000, interval: 100 }).toBe(15);
  child.stdin.write(record(1));
  const ended = new Promise((done) => child.on("exit", done));
  await new Promise((done) => setTimeout(done, 300));
  child.kill("SIGINT");
  expect(await ended, told).toBe(0);
  expect(rows()).toBe(16);
}, 90_000);
