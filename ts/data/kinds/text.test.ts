import { describe, expect, test } from "vitest";
import { load } from "../../model/model.ts";
import { train } from "../../model/train.ts";
import { Dataset } from "../dataset.ts";
import { kindNamed } from "./registry.ts";

describe("text", () => {
  const NOUNS = ["lsass", "powershell", "registry", "service", "account"];
  const texts = Array.from(
    { length: 120 },
    (_, i) => `A process reads ${NOUNS[i % 5]} memory on host ${i} and then ${NOUNS[(i * 7) % 5]} stops`,
  );
  const dataset = Dataset.fromRecords(texts.map((message) => ({ message })));

  test("sentences that differ are free text, and the report says why", () => {
    expect(dataset.schema.features[0]?.kind).toBe("text");
    expect(dataset.schema.report[0]?.reason).toContain("free text: 120 of 120 values differ");
  });

  test.each([
    ["identifiers", (i: number) => `4f3a-${i}-aa`],
    ["paths", (i: number) => `C:\\Users\\user ${i}\\a b c ${i}.exe`],
    ["names", (i: number) => `Host ${i}`],
    ["numbers in a list", (i: number) => `${i} ${i + 1} ${i + 2} ${i + 3} ${i + 4}`],
  ])("%s are not", (_, make) => {
    const other = Dataset.fromRecords(Array.from({ length: 120 }, (__, i) => ({ x: make(i), y: 1 })));
    expect(other.schema.features.map(({ kind }) => kind)).not.toContain("text");
  });

  test("columns are terms, directions and the number of words; missing is missing in all", () => {
    const schema = dataset.schema.with({ message: { kind: "text", terms: 3, components: 2 } });
    const encoder = schema.fit(dataset);
    expect(encoder.columns.length).toBe(6);
    expect(encoder.columns.at(-1)?.name).toBe("message.words");
    expect(encoder.columns[3]?.name).toMatch(/^message~1 \(.+, .+\)$/);
    const row = new Float32Array(6);
    encoder.encode({ message: "unheard words only" }, row);
    expect([...row]).toEqual([0, 0, 0, 0, 0, 3]);
    encoder.encode({}, row);
    expect([...row].every(Number.isNaN)).toBe(true);
  });

  test("words of other rows leave no trace in what was learnt", () => {
    const more = Dataset.fromRecords(
      [...texts, ...texts.map((each) => `${each} zyxwvut`)].map((message) => ({ message })),
    );
    const first = more.select(Array.from({ length: 120 }, (_, i) => i));
    expect(JSON.stringify(first.schema.fit(first))).toBe(JSON.stringify(dataset.schema.fit(dataset)));
  });

  test("trees learn from it, saved models too, and explanations fold its columns back with their terms", async () => {
    const alerts = Dataset.fromRecords(
      texts.map((message, i) => ({
        message,
        level: i % 7,
        grade: message.includes("lsass") ? "bad" : "good",
      })),
      { label: "grade" },
    );
    const model = await train(alerts, { rounds: 150, learningRate: 0.2, validation: 0, calibrate: "none" });
    const record = { message: "A process reads lsass memory on host 10 and then lsass stops", level: 1 };
    expect(model.predict(record).label).toBe("bad");
    const { contributions } = model.explain(record);
    expect(contributions[0]?.feature).toBe("message");
    expect(contributions[0]?.columns?.some(({ column }) => column.includes("lsass"))).toBe(true);
    const again = await load(model.save());
    expect(again.predict(record)).toEqual(model.predict(record));
  });

  test.each([
    [{}, '"terms" must be a list of texts'],
    [
      { terms: ["a"], count: 1, chosen: [0], idf: "AAAAAA==", parts: "!" },
      '"parts" must be numbers in base64',
    ],
    [{ terms: ["a"], count: 0, chosen: [0], idf: "", parts: "" }, '"idf" must hold 1 number'],
    [
      { terms: ["a"], count: 0, chosen: [1], idf: "AACAPw==", parts: "" },
      "a chosen term must be a whole number",
    ],
    [{ terms: ["a"], count: 0, chosen: [], idf: "AADAfw==", parts: "" }, '"idf" must hold finite numbers'],
  ])("%j is no fitted text", (json, sentence) => {
    expect(() => kindNamed("text")?.check(json)).toThrow(sentence);
  });
});
