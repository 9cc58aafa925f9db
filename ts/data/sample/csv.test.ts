import { expect, test } from "vitest";
import { type SampleColumn, sampleAlerts, toCSV, toRecords } from "./index.ts";

const columns: SampleColumn[] = [
  { kind: "numbers", name: "n", values: Float64Array.of(1.5, Number.NaN, -0.001) },
  { kind: "strings", name: "a,b", codes: Int32Array.of(0, 1, -1), dictionary: ['say "hi"', "two\nlines"] },
];

test("quotes what needs quoting and leaves missing cells empty", async () => {
  let text = "";
  for await (const chunk of toCSV({ rows: 3, columns })) {
    text += chunk;
  }
  expect(text).toBe('n,"a,b"\n1.5,"say ""hi"""\n,"two\nlines"\n-0.001,\n');
});

test("records leave missing cells out", () => {
  const records = [...toRecords({ rows: 3, columns })];
  expect(records).toEqual([{ n: 1.5, "a,b": 'say "hi"' }, { "a,b": "two\nlines" }, { n: -0.001 }]);
});

test("comes in chunks of whole lines", async () => {
  const rows = 3000;
  let lines = -1;
  let chunks = 0;
  for await (const chunk of toCSV(sampleAlerts({ rows }))) {
    expect(chunk.endsWith("\n")).toBe(true);
    expect(chunk.length).toBeLessThan(70_000);
    lines += chunk.split("\n").length - 1;
    chunks++;
  }
  expect(lines).toBe(rows);
  expect(chunks).toBeGreaterThan(5);
});
