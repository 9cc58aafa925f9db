import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { call } from "./call.ts";

const folder = mkdtempSync(join(tmpdir(), "hedgerow-tag-"));
const at = (name: string): string => join(folder, name);
const tagger = at("tagger.bin");

beforeAll(async () => {
  const subjects = [
    "lsass memory dump, by procdump",
    "phishing mail with attachment",
    "encoded powershell command",
  ];
  const labels = ["T1003", "T1566", "T1059.001"];
  const rows = Array.from({ length: 90 }, (_, i) => ({
    message: `seen ${subjects[i % 3]} on host ${(i * 7) % 23}`,
    label: labels[i % 3] as string,
    split: i % 5 === 0 ? "test" : "train",
  }));
  const csv = rows.map(({ message, label, split }) => `"${message}",${label},${split}`);
  writeFileSync(at("alerts.csv"), ["message,label,split", ...csv, ""].join("\n"));
  writeFileSync(at("alerts.jsonl"), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  writeFileSync(at("names.csv"), "id,name,tactics\nT1003,OS Credential Dumping,credential-access\n");
  const { code, err } = await call(["tag", "train", at("alerts.csv"), ...COLUMNS, "-o", tagger]);
  expect(err).toBe("");
  expect(code).toBe(0);
});

const COLUMNS = ["--text", "message", "--label", "label", "--split-column", "split"];

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("train reports how good the tagger is on the test rows; CSV and NDJSON give the same tagger", async () => {
  const words = ["tag", "train", at("alerts.jsonl"), ...COLUMNS, "-o", at("other.bin"), "--json"];
  const { code, out, err } = await call(words);
  expect([code, err]).toEqual([0, ""]);
  const report = JSON.parse(out);
  expect(report.test).toMatchObject({ accuracy: 1, macroF1: 1, top3: 1, rows: 18 });
  expect(report.output.bytes).toBe(report.bytes);
  expect(readFileSync(at("other.bin")).equals(readFileSync(tagger))).toBe(true);
});

test("predict adds two columns to CSV, in order, also to a stream", async () => {
  const { code } = await call([
    "tag",
    "predict",
    tagger,
    at("alerts.csv"),
    "-o",
    at("out.csv"),
    "--navigator",
    at("layer.json"),
  ]);
  expect(code).toBe(0);
  const [header, first, second] = readFileSync(at("out.csv"), "utf8").split("\n");
  expect(header).toBe("message,label,split,Predicted MITRE ID,Predicted MITRE Score");
  expect(first).toMatch(/^"seen lsass memory dump, by procdump on host 0",T1003,test,T1003,0\.\d+$/);
  expect(second).toContain("T1566");
  expect(JSON.parse(readFileSync(at("layer.json"), "utf8")).techniques).toHaveLength(3);
  const stream = await call(["tag", "predict", tagger, "-"], readFileSync(at("alerts.jsonl"), "utf8"));
  expect(JSON.parse(stream.out.split("\n")[1] as string)).toMatchObject({
    label: "T1566",
    "Predicted MITRE ID": "T1566",
  });
});

test("with --json-lines the reasons come too", async () => {
  const { out } = await call(["tag", "predict", tagger, at("alerts.csv"), "--json-lines", "--top", "1"]);
  const { row, tags } = JSON.parse(out.split("\n")[0] as string);
  expect(row).toBe(1);
  expect(tags[0]).toMatchObject({ technique: "T1003", from: "examples" });
  expect(tags[0].because.length).toBeGreaterThan(0);
  expect(tags[0].nearest[0].technique).toBe("T1003");
});

test("evaluate lists totals and the labels found best and worst", async () => {
  const { code, out } = await call(["tag", "evaluate", tagger, at("alerts.csv"), "--split-column", "split"]);
  expect(code).toBe(0);
  expect(out).toContain("accuracy 1.000");
  expect(out).toContain("Found worst:");
});

test("a table of names is a catalogue; a budget is kept", async () => {
  const words = [
    "tag",
    "train",
    at("alerts.csv"),
    ...COLUMNS,
    "--catalogue",
    at("names.csv"),
    "--budget",
    "9000",
  ];
  const { out, code, err } = await call([...words, "--json"]);
  expect([code, err]).toEqual([0, ""]);
  const report = JSON.parse(out);
  expect(report.bytes).toBeLessThanOrEqual(9000);
  expect(report.test.tactics.classes).toContain("credential-access");
});

test.each<[string[], number, string]>([
  [["tag"], 2, "tag is followed by train, predict or evaluate"],
  [["tag", "tain"], 2, 'not "tain"'],
  [["tag", "train", at("alerts.csv"), "--label", "label"], 2, "--text is missing"],
  [["tag", "train", at("alerts.csv"), "--text", "message", "--label", "nothing"], 1, "No record has a label"],
  [["tag", "predict", at("alerts.csv"), at("alerts.csv")], 1, "not a tagger"],
  [["tag", "predict"], 2, "No tagger is named"],
  [["tag", "predict", tagger, at("absent.csv")], 1, "There is no such file"],
  [["tag", "predict", tagger, at("out.csv")], 1, "has this column already"],
])("%j fails with a sentence", async (words, wanted, sentence) => {
  const { code, err } = await call(words);
  expect(code).toBe(wanted);
  expect(err).toContain(sentence);
});
