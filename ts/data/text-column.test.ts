import { expect, test } from "vitest";
import { cellAt, type RawColumn } from "./column.ts";
import { usualMissing } from "./table.ts";
import { TextColumn, type Wanted } from "./text-column.ts";

function built(cells: Iterable<string>, wanted: Wanted = "either"): RawColumn {
  const column = new TextColumn("c", wanted, new Set(usualMissing));
  let line = 2;
  for (const cell of cells) column.push(cell, line++);
  return column.finish();
}

test("numbers when every present cell is one", () => {
  expect(built(["1", "", "2.50", "NA", " 3 ", "NaN"])).toEqual({
    kind: "numbers",
    name: "c",
    values: Float64Array.of(1, Number.NaN, 2.5, Number.NaN, 3, Number.NaN),
  });
});

test("one text among numbers keeps them all as they are written", () => {
  expect(built(["1.50", "null", "None", "1.50", "N/A", " "])).toEqual({
    kind: "strings",
    name: "c",
    codes: Int32Array.of(0, -1, 1, 0, -1, -1),
    dictionary: ["1.50", "None"],
  });
  expect(built(["007", "1"]).kind).toBe("strings");
  expect(built(["1", "2"], "texts").kind).toBe("strings");
  expect(built(["", "NA"])).toEqual({
    kind: "strings",
    name: "c",
    codes: Int32Array.of(-1, -1),
    dictionary: [],
  });
});

test("None, ?, - and Unknown are values", () => {
  expect(built(["None", "?", "-", "Unknown", "NONE"])).toMatchObject({ codes: Int32Array.of(0, 1, 2, 3, 4) });
});

test("more different numbers than are kept as texts", () => {
  const numbers = Array.from({ length: 50_000 }, (_, i) => (i % 100 === 99 ? "NA" : String(i / 7)));
  const column = built(numbers);
  expect(column.kind).toBe("numbers");
  for (const [row, text] of numbers.entries()) {
    expect(cellAt(column, row)).toBe(text === "NA" ? undefined : Number(text));
  }
});

test("a text after that many numbers", () => {
  const cells = [...Array.from({ length: 20_000 }, (_, i) => `${i}`), "", "many", "5"];
  const column = built(cells);
  expect(column.kind).toBe("strings");
  for (const [row, text] of cells.entries()) expect(cellAt(column, row)).toBe(text === "" ? undefined : text);
});
