// The digest: counts, time, the first alerts, who stands out, drift, from records whose answers are known.

import { beforeAll, expect, test } from "vitest";
import { Dataset } from "../data/dataset.ts";
import { Random } from "../data/random.ts";
import { HedgerowError } from "../error.ts";
import { type Model, withDecision } from "../model/model.ts";
import { train } from "../model/train.ts";
import { Highest } from "./first-alerts.ts";
import { Digest, digestMarkdown, digestPage } from "./index.ts";
import { HourlyCounts } from "./timeline.ts";

const START = Date.parse("2026-03-01T00:00:00Z");

function records(count: number, seed: number, late = false): Record<string, unknown>[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, i) => {
    const bad = random.unit() < 0.3;
    const org = bad && random.unit() < 0.5 ? "<b>org-bad</b>" : `org-${random.below(20)}`;
    return {
      id: `A-${i}`,
      time: new Date(START + i * 600_000).toISOString(),
      org,
      logins: random.below(10) + (bad ? 15 : 0) + (late ? 6 : 0),
      grade: bad ? "bad" : "good",
    };
  });
}

let model: Model;
beforeAll(async () => {
  model = await train(Dataset.fromRecords(records(1500, 1), { label: "grade", drop: ["id"] }), {
    rounds: 30,
  });
});

test("counts and time are those of the answers", async () => {
  const digest = new Digest(model, { positive: "bad", id: "id", top: 5 });
  const stream = records(600, 2);
  const answers = stream.map((record) => digest.add(record));
  const results = await digest.results();
  const bad = answers.filter((answer) => !(answer instanceof HedgerowError) && answer.label === "bad").length;
  expect(results.rows).toBe(600);
  expect(results.grades.find(({ grade }) => grade === "bad")?.rows).toBe(bad);
  expect(bad).toBe(stream.filter(({ grade }) => grade === "bad").length);
  expect(results.time).toMatchObject({
    column: "time",
    from: "2026-03-01T00:00:00.000Z",
    to: "2026-03-05T04:00:00.000Z",
    hours: 2,
  });
  const counted = results.time?.buckets.flatMap(({ counts }) => counts).reduce((a, b) => a + b);
  expect(counted).toBe(600);
  const probabilities = answers.flatMap((answer) =>
    answer instanceof HedgerowError ? [] : [answer.probabilities["bad"] as number],
  );
  expect(results.first.map(({ probability }) => probability)).toEqual(
    [...probabilities].sort((a, b) => b - a).slice(0, 5),
  );
  for (const { id, reasons, answer } of results.first) {
    expect(stream[Number(id.slice(2))]?.["grade"]).toBe("bad");
    expect(answer).toBe("bad");
    expect(reasons[0]?.feature).toBe("logins");
  }
  const [org] = results.standouts.filter(({ column }) => column === "org");
  expect(org?.found[0]).toMatchObject({ value: "<b>org-bad</b>", share: 1 });
  expect(org?.largest[0]?.value).toBe("<b>org-bad</b>");
  // Four days have not all weekdays that ten had; nothing else has moved.
  expect(results.drift?.moved.map(({ name }) => name)).toEqual(["time"]);
});

test("more records may follow; records that drift and records that lack a feature are told", async () => {
  const digest = new Digest(model, { positive: "bad", window: 1000 });
  for (const record of records(1000, 3)) digest.add(record);
  expect((await digest.results()).rows).toBe(1000);
  for (const { org: _, ...record } of records(1000, 4, true)) digest.add(record);
  const { rows, drift, lacking } = await digest.results();
  expect(rows).toBe(2000);
  expect(drift?.moved.map(({ name }) => name)).toEqual(expect.arrayContaining(["logins", "org"]));
  expect(lacking).toEqual([{ feature: "org", share: 0.5 }]);
});

test("what can not be scored is counted, and does not end it", async () => {
  const digest = new Digest(model, { positive: "bad" });
  expect(digest.add({ logins: "many" })).toBeInstanceOf(HedgerowError);
  digest.add({ logins: 3 });
  const results = await digest.results();
  expect([results.rows, results.refused.rows, results.time]).toEqual([1, 1, null]);
  expect(results.refused.first).toContain('record 1: The feature "logins" takes a number');
  // The page and the text stand without a time too.
  expect(digestPage(results)).toContain("could not be scored");
  expect(digestMarkdown(results)).toContain("could not be scored");
  expect((await new Digest(model, { positive: "bad" }).results()).rows).toBe(0);
});

test("each id is told once; abstained records are counted", async () => {
  const careful = await withDecision(model, { abstainBelow: 0.999999 });
  const digest = new Digest(careful, { positive: "bad", id: "id", top: 3 });
  const stream = records(60, 9).filter(({ grade }) => grade === "bad");
  for (const record of stream) for (let i = 0; i < 3; i++) digest.add(record);
  const { first, abstained, rows } = await digest.results();
  expect(new Set(first.map(({ id }) => id)).size).toBe(3);
  expect(abstained).toBe(rows);
});

test("strings of records are text in the page and in Markdown", async () => {
  const digest = new Digest(model, { positive: "bad", title: "<script>1</script>" });
  for (const record of records(200, 5)) digest.add(record);
  const results = await digest.results();
  const page = digestPage(results, { refresh: 30 });
  expect(page).toContain('<meta http-equiv="refresh" content="30">');
  expect(page).not.toMatch(/<script|<b>org-bad/);
  expect(page).toContain("&lt;b&gt;org-bad&lt;/b&gt;");
  const text = digestMarkdown(results);
  expect(text).toMatch(/^# \\<script\\>1/);
  expect(text.replaceAll(/\\./g, "")).not.toContain("<b>");
  expect(JSON.parse(JSON.stringify(results))).toEqual(results);
});

test("options that can not be", () => {
  expect(() => new Digest(model, { positive: "bda" })).toThrow("did you mean bad?");
  expect(() => new Digest(model, { top: -1 })).toThrow("top");
  expect(() => new Digest(model, { window: 3 })).toThrow("window");
});

test("the highest of a stream, of equals the earlier", () => {
  const random = new Random(4);
  for (const most of [0, 1, 7, 50]) {
    const highest = new Highest<number>(most);
    const scores = Array.from({ length: 300 }, () => random.below(40));
    for (const [i, score] of scores.entries()) highest.offer(score, () => i);
    const expected = scores
      .map((score, i) => ({ score, item: i }))
      .sort((a, b) => b.score - a.score || a.item - b.item);
    expect(highest.sorted().map(({ score, item }) => ({ score, item }))).toEqual(expected.slice(0, most));
  }
});

test("hours in buckets, and what changed in the last quarter", () => {
  const hours = new HourlyCounts(2);
  for (let hour = 0; hour < 16; hour++)
    for (let i = 0; i < (hour < 12 ? 2 : 6); i++) hours.add(hour * 3_600_000 + i, 1);
  expect(hours.changes()).toEqual([null, 3]);
  const { hours: width, buckets } = hours.buckets();
  expect([width, buckets.length, buckets[15]?.counts]).toEqual([1, 16, [0, 6]]);
  hours.add(400 * 3_600_000, 0);
  const wide = hours.buckets();
  expect(wide.hours).toBe(12);
  expect(wide.buckets.flatMap(({ counts }) => counts).reduce((a, b) => a + b)).toBe(49);
});
