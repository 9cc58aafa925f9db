// --enrich: training, scoring, other commands, and feeds that are not what they should be.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { call } from "./call.ts";

const folder = mkdtempSync(join(tmpdir(), "hedgerow-feeds-"));
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  const rows = Array.from({ length: 400 }, (_, i) => {
    const bad = (i * 7) % 3 === 0;
    return { src: `203.0.${bad ? 113 : 100}.${i % 250}`, size: (i * 37) % 101, grade: bad ? "bad" : "good" };
  });
  writeFileSync(
    at("alerts.csv"),
    `src,size,grade\n${rows.map((row) => Object.values(row).join(",")).join("\n")}\n`,
  );
  writeFileSync(at("alerts.ndjson"), rows.map((row) => JSON.stringify(row)).join("\n"));
  writeFileSync(at("c2.csv"), "ip,confidence\n203.0.113.0/24,80\nnot an address,1\n8.8.8.8,5\n");
  writeFileSync(at("broken.csv"), "name,grade\nx,y\n");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TRAIN = ["train", at("alerts.csv"), "--label", "grade", "--drop", "src", "--rounds", "20"];

test("train, evaluate, predict, explain with a feed", async () => {
  const trained = await call([
    ...TRAIN,
    "--enrich",
    at("c2.csv"),
    "--split",
    "0.7",
    "-o",
    at("m.bin"),
    "--json",
  ]);
  expect(trained.err).toContain(
    'c2.csv: 1 entry is left out, the first at 3: "not an address" is no address',
  );
  const report = JSON.parse(trained.out);
  expect(report.test.accuracy).toBe(1);
  expect(report.features[0].name).toMatch(/^src in c2/);
  const without = JSON.parse((await call([...TRAIN, "--split", "0.7", "--json"])).out);
  expect(without.test.accuracy).toBeLessThan(0.75);
  const evaluated = await call([
    "evaluate",
    at("m.bin"),
    at("alerts.ndjson"),
    "--enrich",
    at("c2.csv"),
    "--json",
  ]);
  expect(JSON.parse(evaluated.out)).toMatchObject({ test: { accuracy: 1 }, warnings: [] });
  // Rows of CSV, records of NDJSON and parts in workers are answered alike, by the compact feed too.
  const { code } = await call(["feed", `c2=${at("c2.csv")}`, "-o", at("c2.feed")]);
  expect(code).toBe(0);
  const answers = async (file: string, feed: string) => {
    const { out, err } = await call(["predict", at("m.bin"), at(file), "--enrich", at(feed)]);
    expect(err.replace(/^.*left out.*\n/, "")).toBe("");
    return out;
  };
  const csv = await answers("alerts.csv", "c2.csv");
  expect(await answers("alerts.ndjson", "c2.feed")).toBe(csv);
  await call([
    "predict",
    at("m.bin"),
    at("alerts.csv"),
    "--enrich",
    at("c2.feed"),
    "-o",
    `${at("parts")}/`,
    "--workers",
    "1",
  ]);
  expect(readFileSync(at("parts/alerts.ndjson"), "utf8")).toBe(csv);
  const explained = await call([
    "explain",
    at("m.bin"),
    at("alerts.csv"),
    "--enrich",
    at("c2.feed"),
    "--limit",
    "1",
  ]);
  expect(JSON.parse(explained.out).contributions[0]).toMatchObject({
    feature: expect.stringMatching(/^src in c2/),
  });
  const looked = await call([
    "eda",
    at("alerts.csv"),
    "--label",
    "grade",
    "--enrich",
    at("c2.feed"),
    "--json",
  ]);
  expect(JSON.parse(looked.out).columns.map(({ name }: { name: string }) => name)).toContain(
    "src in c2: confidence",
  );
}, 120_000);

test("what does not fit is told", async () => {
  const wrong = async (...words: string[]) => (await call(words)).err;
  expect(await wrong("predict", at("m.bin"), at("alerts.csv"))).toContain("give --enrich c2=FILE");
  expect(await wrong(...TRAIN, "--enrich", at("broken.csv"))).toMatch(
    /No column of the feed .*broken\.csv, line 1/,
  );
  expect(await wrong(...TRAIN, "--enrich", at("none.csv"))).toContain("There is no such file");
  expect(await wrong(...TRAIN, "--enrich-columns", "src")).toContain("need --enrich");
  expect(await wrong(...TRAIN, "--enrich", at("c2.csv"), "--enrich-columns", "scr")).toContain("src");
  expect(await wrong(...TRAIN, "--enrich", at("c2.csv"), "--enrich-time", "size")).toContain(
    "not one of times",
  );
  const { out } = await call(["feed", at("c2.csv"), "--find", "203.0.113.9", "--find", "1.1.1.1", "--json"]);
  expect(JSON.parse(out)).toMatchObject({
    name: "c2",
    indicators: 2,
    skipped: 1,
    found: [{ seen: true, confidence: 80 }, { seen: false }],
  });
});
