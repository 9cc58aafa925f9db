import { expect, test } from "vitest";
import type { HedgerowError } from "../error.ts";
import { jsonlRecords } from "./jsonl.ts";
import { jsonlTable } from "./table.ts";
import type { TextInput } from "./text-input.ts";

async function recordsOf(input: TextInput): Promise<unknown[]> {
  const records: unknown[] = [];
  for await (const each of jsonlRecords(input)) records.push([each.line, each.record]);
  return records;
}

test("one object a line, blank lines skipped, the last without a line end", async () => {
  const text = '{"a":1}\r\n\n  \n{"a":{"b":"x\\n"}}';
  const wanted = [
    [1, { a: 1 }],
    [4, { a: { b: "x\n" } }],
  ];
  expect(await recordsOf(text)).toEqual(wanted);
  const bytes = new TextEncoder().encode(text);
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  expect(await recordsOf(stream)).toEqual(wanted);
});

test.each([
  ['{"a":1}\n{"a":NaN}\n', "JSON has no NaN; write null", 2],
  ['{"a":"NaN"}\n{"a":-Infinity}\n', "JSON has no -Infinity", 2],
  ['{"a":1}\n[1,2]\n', "this one is a list", 2],
  ["[\n{}\n]\n", "this file begins a list", 1],
  ['{\n"a": 1\n}\n', "spreads one over several lines", 1],
  ["{}\nnull\n", "this one is null", 2],
  ["{}\n\n12\n", "this one is a number", 3],
  ['{"a":1\n', "The line is not JSON", 1],
])("%j is refused", async (text, sentence, line) => {
  await expect(recordsOf(text)).rejects.toMatchObject({ code: "bad-data", at: { line } });
  await expect(recordsOf(text)).rejects.toThrow(sentence);
});

test("a value that JSON can spell but a number cannot hold names field, row and line", async () => {
  const error: HedgerowError = await jsonlTable('{"a":1}\n\n{"b":{"c":1e999}}\n').then(
    () => expect.fail("no error"),
    (reason) => reason,
  );
  expect(error.code).toBe("bad-value");
  expect(error.at).toEqual({ row: 2, line: 3, column: "b.c" });
  expect(error.message).toContain("Infinity is not a value");
});

test("fields that come late or not at all are missing elsewhere; types may mix", async () => {
  const { rows, columns } = await jsonlTable(
    '{"a":1,"m":1}\n{"b":"x","m":"y"}\n{"a":2,"m":true,"l":["p","q"]}\n',
  );
  expect(rows).toBe(3);
  expect(columns).toEqual([
    { kind: "numbers", name: "a", values: Float64Array.of(1, Number.NaN, 2) },
    { kind: "cells", name: "m", values: [1, "y", true] },
    { kind: "strings", name: "b", codes: Int32Array.of(-1, 0, -1), dictionary: ["x"] },
    { kind: "cells", name: "l", values: [undefined, undefined, ["p", "q"]] },
  ]);
});

test("no records", async () => {
  await expect(jsonlTable("\n\n")).rejects.toThrow("The file has no records");
});
