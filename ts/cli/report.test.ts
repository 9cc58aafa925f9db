// report: what it writes, prints and refuses.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { load } from "../model/model.ts";
import { call } from "./call.ts";

const folder = mkdtempSync(join(tmpdir(), "hedgerow-report-"));
const at = (name: string): string => join(folder, name);
const DATA = [at("sessions.csv"), "--label", "attack_detected", "--drop", "session_id"];
const QUICK = ["--models", "majority,forest,boosting", "--folds", "2", "--max-depth", "4"];

beforeAll(async () => {
  const { code } = await call(["sample", "sessions", "--rows", "600", "-o", at("sessions.csv")]);
  expect(code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("report writes the page, the card, the dictionary, the metrics and the model", async () => {
  const files = ["page.html", "card.md", "dictionary.csv", "evaluation_metrics.csv", "model.bin"].map(at);
  const [page, card, dictionary, metrics, saved] = files as [string, string, string, string, string];
  const outputs = [
    "-o",
    page,
    "--card",
    card,
    "--dictionary",
    dictionary,
    "--metrics",
    metrics,
    "--save",
    saved,
  ];
  const { code, out } = await call([
    "report",
    ...DATA,
    ...QUICK,
    ...outputs,
    "--title",
    "Sessions & attacks",
  ]);
  expect(code).toBe(0);
  expect(out).toMatch(
    /^(forest|boosting), because it was more accurate than (forest|boosting) in the comparison/,
  );
  expect(readFileSync(page, "utf8")).toContain("<h1>Sessions &amp; attacks</h1>");
  expect(readFileSync(card, "utf8")).toMatch(/^# Sessions \\& attacks\n\n## Model details\n/);
  expect(readFileSync(dictionary, "utf8")).toMatch(/^column,type,description,values,missing,distinct\r\n/);
  expect(readFileSync(metrics, "utf8")).toMatch(/^metric,class,value\r\nrows,,120\r\n/);
  const { info } = await load(readFileSync(saved));
  const again = ["report", ...DATA, "--model", saved, "--split", "0.8", "--json"];
  const { out: json } = await call(again);
  const results = JSON.parse(json);
  expect(results.model.method).toBe(info.method);
  expect(results.comparison).toBeUndefined();
  expect(results.made).toMatchObject({
    rows: { train: 480, test: 120 },
    seed: 0,
    files: [{ name: DATA[0] }],
  });
  expect(readFileSync(metrics, "utf8")).toContain(`accuracy,,${results.evaluation.accuracy}\r\n`);
});

test("what can not be is told before any work, and nothing is written", async () => {
  const wrong = async (...words: string[]) => {
    const { code, err } = await call(["report", ...words]);
    expect(code).toBe(2);
    return err;
  };
  expect(await wrong(...DATA)).toContain("-o is missing");
  expect(await wrong(...DATA, "-o", at("x.html"), "--card", at("x.html"))).toContain("written twice");
  expect(await wrong(...DATA, "-o", at("sessions.csv"))).toContain("must not be replaced");
  expect(await wrong(...DATA, "-o", at("x.html"), "--method", "isolation")).toContain("forest or boosting");
  expect(await wrong(...DATA, "-o", at("x.html"), "--model", at("sessions.csv"))).toContain("--model needs");
  expect(await wrong(...DATA, "-o", at("x.html"), "--models", "forrest")).toContain("did you mean forest?");
  expect(await wrong(...DATA, "-o", at("x.html"), "--folds", "400")).toContain("fold");
  expect(existsSync(at("x.html"))).toBe(false);
});
