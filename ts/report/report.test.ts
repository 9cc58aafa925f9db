// The report of a model on data that would rather be markup.

import { expect, test } from "vitest";
import { Dataset } from "../data/dataset.ts";
import { Random } from "../data/random.ts";
import { compare } from "../evaluate/compare.ts";
import { load } from "../model/model.ts";
import { train } from "../model/train.ts";
import { csvLine } from "./csv-line.ts";
import { dataDictionary, dataHash, evaluationMetrics, modelCard, report, reportResults } from "./index.ts";
import { escaped, html } from "./markup.ts";

const HOSTILE = [
  "</td><script>globalThis.pwned = 1</script>",
  '"><img src=x onerror="pwned=1">',
  "=cmd|' /C calc'!A0",
  "`$1` | [x](javascript:1) \u202E \u0000",
];

function hostileData(rows: number): Dataset {
  const random = new Random(5);
  const records = Array.from({ length: rows }, () => {
    const bad = random.unit() < 0.4;
    return {
      '<b onclick="x">n</b>': random.unit() + (bad ? 0.4 : 0),
      "</svg></style><script>1</script>": HOSTILE[random.below(2) + (bad ? 1 : 0)],
      when: new Date(1.7e12 + random.below(1e9)).toISOString(),
      gap: random.unit() < 0.3 ? null : random.below(9),
      label: bad ? "<script>bad</script>" : 'good & "fine" \'',
    };
  });
  return Dataset.fromRecords(records, { label: "label" });
}

async function hostileResults(): ReturnType<typeof reportResults> {
  const [fit, held] = hostileData(700).split(0.7);
  const model = await train(fit, { method: "forest", trees: 20 });
  const comparison = await compare(fit, { models: ["majority", "forest"], folds: 2 });
  const warnings = ["<i>told</i>"];
  return reportResults(model, {
    train: fit,
    test: held,
    comparison,
    title: "<h1>&",
    warnings,
    explainRows: 60,
  });
}

test("no string of the data becomes markup", async () => {
  const results = await hostileResults();
  const page = report(results);
  expect(page).not.toMatch(/<script|<img|onerror=(?!&)["']|<b onclick|<i>told/i);
  expect(page).toContain("&lt;script&gt;bad&lt;/script&gt;");
  expect(page).toContain("&lt;/svg&gt;&lt;/style&gt;&lt;script&gt;1&lt;/script&gt;");
  expect(page).not.toContain("\u0000");
  expect(page).not.toContain("\u202E");
  // One style, whose end no text can bring forward, and one title.
  expect(page.match(/<\/style>/g)).toHaveLength(1);
  expect(page.match(/<title>/g)).toHaveLength(1);
  expect(page).not.toMatch(/(?:href|src)="(?!#|data:,)/);
  const card = modelCard(results);
  expect(card.replaceAll(/\\./g, "")).not.toMatch(/<script|\]\(javascript/);
});

test("results are plain data: their JSON makes the same page", async () => {
  const results = await hostileResults();
  const copy = JSON.parse(JSON.stringify(results));
  expect(report(copy)).toBe(report(results));
  expect(modelCard(copy)).toBe(modelCard(results));
});

test("what is told is what was measured", async () => {
  const results = await hostileResults();
  const { evaluation, reasons, errors, curves, model } = results;
  const page = report(results);
  for (const id of [
    "data",
    "comparison",
    "model",
    "scores",
    "thresholds",
    "calibration",
    "reasons",
    "errors",
    "made",
  ])
    expect(page).toContain(`id="${id}"`);
  expect(page).toContain(`${(100 * evaluation.accuracy).toFixed(1)}%`);
  expect(model.thresholdsFrom).toBe("rows the trees did not see");
  // Two classes: the second is told.
  expect(curves.map(({ label }) => label)).toEqual(['good & "fine" \'']);
  expect(reasons[0]?.rows).toBe(60);
  const [first] = reasons[0]?.features ?? [];
  const mean = (first?.points ?? []).reduce((sum, [each]) => sum + Math.abs(each), 0) / 60;
  expect(first?.meanAbsolute).toBeCloseTo(mean, 12);
  expect(errors.length).toBeGreaterThan(0);
  for (const { truth, answer } of errors) expect(answer).not.toBe(truth);
  expect(evaluationMetrics(results).split("\r\n")).toContain(`accuracy,,${evaluation.accuracy}`);
  expect(dataDictionary(results).split("\r\n")).toHaveLength(results.dictionary.length + 2);
});

test("a saved model has no unseen rows: thresholds are then chosen on the test rows, and it is said", async () => {
  const [fit, held] = hostileData(400).split(0.7);
  const model = await load((await train(fit, { rounds: 10, calibrate: "none" })).save());
  const results = await reportResults(model, { train: fit, test: held });
  expect(results.model.thresholdsFrom).toBe("these test rows");
  expect(report(results)).toContain("chosen on these same rows");
  await expect(reportResults(model, { train: fit, test: held, explainRows: 0 })).rejects.toThrow(
    "explainRows",
  );
  const isolation = await train(fit, { method: "isolation" });
  await expect(reportResults(isolation, { train: fit, test: held })).rejects.toThrow("tells classes");
});

test("the hash of data is of its cells", async () => {
  const data = hostileData(50);
  const hash = await dataHash(data);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(await dataHash(hostileData(50))).toBe(hash);
  expect(await dataHash(data.select([...Array(49).keys()]))).not.toBe(hash);
  const odd = data.select([1, 0, 2]);
  expect(await dataHash(odd)).not.toBe(await dataHash(data.select([0, 1, 2])));
});

test("templates escape, lines of CSV are no formulas", () => {
  expect(html`<p>${["<", html`<b>${"&"}</b>`]}${undefined}</p>`.text).toBe("<p>&lt;<b>&amp;</b></p>");
  expect(escaped("a\u0007b\tc'\"")).toBe("a\uFFFDb\tc&#39;&quot;");
  expect(csvLine(["=1+1", "-x", 'a"b', "a,b", -1.5, null])).toBe('\'=1+1,\'-x,"a""b","a,b",-1.5,\r\n');
});
