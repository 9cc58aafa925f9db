import { expect, test } from "vitest";
import type { Cell } from "../column.ts";
import { columnsTable } from "../given-columns.ts";
import { profileOf } from "../profile.ts";
import { encodeValue } from "../record-encoder.ts";
import { allEncodings } from "./encodings.ts";
import type { Encoding, Settings } from "./kind.ts";
import { kindNamed, kinds } from "./registry.ts";

function inferred(
  name: string,
  cells: readonly Cell[],
): { kind: string; reason: string; settings?: Settings; notes?: readonly string[] } {
  const column = columnsTable({ [name]: cells }).columns[0]!;
  for (const kind of kinds) {
    const inference = kind.infer(profileOf(column, cells.length));
    if (inference !== undefined) return { kind: kind.name, ...inference };
  }
  throw new Error("no kind");
}

function fitted(kind: string, cells: readonly Cell[], settings: Settings = {}): Encoding {
  const known = kindNamed(kind)!;
  const checked = known.settings(settings);
  const { fitted: json } = known.fit(checked, columnsTable({ f: cells }).columns[0]!);
  known.check(JSON.parse(JSON.stringify(json)));
  return allEncodings[kind]!("f", checked, JSON.parse(JSON.stringify(json)));
}

/** The outcome, then the numbers. */
function encoded(fit: Encoding, value: unknown): number[] {
  const row = new Float32Array(fit.columns.length + 2).fill(-9);
  const outcome = encodeValue(fit, value, row, 1);
  expect([row[0], row.at(-1)]).toEqual([-9, -9]);
  return [outcome, ...row.subarray(1, -1)];
}

const { NaN: missing } = Number;

test.each<[string, readonly Cell[], string, string]>([
  ["bytes", [1, 2.5, null], "number", "all 2 values are numbers"],
  ["bytes", ["1", "2.5"], "number", "all 2 values read as numbers"],
  ["bytes", [1, "2"], "number", "all 2 values read as numbers"],
  [
    "code",
    ["007", "1", "2"],
    "category",
    '3 distinct values; not a number because of 1 row, first row 1: "007"',
  ],
  ["mix", ["a", 1, true], "category", "3 distinct values of several types"],
  ["flag", [true, false], "boolean", "every value is true or false"],
  ["flag", ["Yes", "no", "NO"], "boolean", "every value is yes or no"],
  ["flag", ["yes", "true"], "category", "2 distinct values"],
  ["flag", ["0", "1"], "number", "all 2 values read as numbers"],
  ["when", ["2024-01-02T03:04:05Z", "2024-01-03"], "time", "all 2 values read as ISO 8601 times"],
  [
    "when",
    ["25/12/2024 10:00:00", "01/02/2024 11:00:00"],
    "time",
    "all 2 values read as day/month/year times",
  ],
  [
    "ts",
    [1331901000.5, 1331902000.25],
    "time",
    "every value is a moment of 2000 to 2040 in s, and the name says time",
  ],
  [
    "created_at",
    [1700000000, 1700000001],
    "time",
    "every value is a moment of 2000 to 2040 in s, and the name says time",
  ],
  ["bytes", [1331901000, 1331902000], "number", "all 2 values are numbers"],
  [
    "x",
    [1700000000000, 1700000001000],
    "time",
    "every value is a moment of 2000 to 2040 in ms, as whole numbers",
  ],
  ["uptime", [1331901000, 1331902000], "number", "all 2 values are numbers"],
  ["session_time", [12, 40], "number", "all 2 values are numbers"],
  ["src", ["10.0.0.1", "::1"], "ip", "all 2 values are IP addresses"],
  ["src", ["10.0.0.1", "-"], "category", "2 distinct values"],
  ["t", [["a"], ["b", "c"]], "tags", "values are lists"],
  ["t", ["a;b", "b", "b;c", "a;c", "a;b"], "tags", 'values are lists of 3 words separated by ";"'],
  [
    "agent",
    ["Mozilla/5.0 (X11; Linux)", "Mozilla/5.0 (X11; Mac)", "curl (X11; Linux)"],
    "category",
    "3 distinct values",
  ],
  ["text", ["Alas, poor Yorick", "I knew him, Horatio", "Alas, Horatio"], "category", "3 distinct values"],
])("%s %j is a %s", (name, cells, kind, reason) => {
  expect(inferred(name, cells)).toMatchObject({ kind, reason });
});

test("a date that may be either way round says so", () => {
  expect(inferred("d", ["01/02/2024", "03/04/2024"])).toMatchObject({ settings: { format: "mdy" } });
  expect(inferred("d", ["01/02/2024", "03/04/2024"]).notes?.[0]).toContain("is a guess");
});

test("number", () => {
  const fit = fitted("number", [1]);
  expect(fit.columns).toEqual([{ name: "f", kind: "number" }]);
  expect(encoded(fit, 2.5)).toEqual([0, 2.5]);
  expect(encoded(fit, "12")).toEqual([0, 12]);
  expect(encoded(fit, null)).toEqual([1, missing]);
  expect(encoded(fit, 1e300)).toEqual([0, Math.fround(3.4028234663852886e38)]);
  for (const wrong of ["abc", "", Number.NaN, Number.POSITIVE_INFINITY, true, {}, [1], "0x10"]) {
    expect(() => encoded(fit, wrong)).toThrow("takes a number, not ");
  }
});

test("category: most frequent first, then by code unit", () => {
  const fit = fitted("category", ["b", "a", "c", "c", null]);
  expect(fit.columns).toEqual([{ name: "f", kind: "category", categories: 3, names: ["c", "a", "b"] }]);
  expect(encoded(fit, "a")).toEqual([0, 1]);
  expect(encoded(fit, "never")).toEqual([2, missing]);
  expect(encoded(fit, undefined)).toEqual([1, missing]);
  for (const wrong of [{}, ["a"], Number.NaN, () => 1])
    expect(() => encoded(fit, wrong)).toThrow("takes a text or a number, not ");
});

test("category of numbers: spelt alike however they come", () => {
  const fit = fitted("category", [443, 443, 1.5]);
  expect(encoded(fit, 443)).toEqual([0, 0]);
  expect(encoded(fit, "443")).toEqual([0, 0]);
  expect(encoded(fit, "1.50")).toEqual([0, 1]);
  expect(encoded(fitted("category", ["1.5", "x"]), "1.50")).toEqual([2, missing]);
  expect(encoded(fitted("category", [true, true, "x"]), true)).toEqual([0, 0]);
});

test("category with 65,535 values keeps 254 and says so", () => {
  const cells = Array.from({ length: 65_535 }, (_, i) => `v${i}`);
  for (let i = 0; i < 300; i++) cells.push(`v${i}`);
  const fit = fitted("category", cells);
  expect(fit.columns[0]).toMatchObject({ categories: 255 });
  expect(fit.columns[0]).toHaveProperty(["names", 254], "(other)");
  expect(encoded(fit, "v60000")).toEqual([3, 254]);
  expect(encoded(fit, "never")).toEqual([3, 254]);
  expect(encoded(fit, null)).toEqual([1, missing]);
  expect(kindNamed("category")?.fit({}, columnsTable({ f: cells }).columns[0]!).notes).toEqual([
    "folded: 65,281 values, 65,327 rows",
  ]);
});

test("exactly 254 values need no other, 255 do", () => {
  const values = Array.from({ length: 255 }, (_, i) => `v${i}`);
  const twice = (some: string[]): string[] => [...some, ...some];
  expect(fitted("category", twice(values.slice(1))).columns[0]).toMatchObject({ categories: 254 });
  expect(fitted("category", twice(values)).columns[0]).toMatchObject({ categories: 255 });
  // Without a second row nothing comes back: all is other.
  expect(fitted("category", values).columns[0]).toMatchObject({ categories: 1, names: ["(other)"] });
});

test("a column without any training value takes all as other", () => {
  for (const kind of ["category", "ip", "time", "tags", "number", "boolean"]) {
    const fit = fitted(kind, [null, null]);
    expect(encoded(fit, null)[0]).toBe(1);
  }
  expect(encoded(fitted("category", [null]), "x")).toEqual([3, 0]);
});

test("boolean", () => {
  const fit = fitted("boolean", [true]);
  for (const yes of [true, "true", "YES", "y", "T", 1, "1"]) expect(encoded(fit, yes)).toEqual([0, 1]);
  for (const no of [false, "False", "no", "n", 0, "0"]) expect(encoded(fit, no)).toEqual([0, 0]);
  for (const wrong of ["maybe", 2, [], {}])
    expect(() => encoded(fit, wrong)).toThrow("takes true or false, not ");
});

test("time: hour and weekday, day and month when the rows cover them", () => {
  const short = fitted("time", ["2024-06-03T10:30:00Z", "2024-06-04T23:59:59Z"]);
  expect(short.columns.map(({ name }) => name)).toEqual(["f.hour", "f.weekday"]);
  expect(encoded(short, "2024-06-02T01:59:59+02:00")).toEqual([0, 23, 5]);
  expect(encoded(short, "1969-12-31T23:00:00Z")).toEqual([0, 23, 2]);
  const dates = fitted("time", ["2023-01-01", "2024-06-04"]);
  expect(dates.columns.map(({ name }) => name)).toEqual(["f.weekday", "f.day", "f.month"]);
  expect(encoded(dates, "2024-02-29")).toEqual([0, 3, 29, 2]);
  expect(encoded(dates, null)).toEqual([1, missing, missing, missing]);
  const asked = fitted("time", ["2024-01-01T12:00:00Z", "2024-01-03"], { parts: ["elapsed", "year"] });
  expect(encoded(asked, "2024-01-04")).toEqual([0, 2024, 2.5]);
  for (const wrong of ["soon", 12, true, {}])
    expect(() => encoded(short, wrong)).toThrow("takes a time (format iso), not ");
});

test("ip: version, scope, frequent networks", () => {
  const fit = fitted("ip", ["10.1.0.1", "10.1.0.2", "8.8.8.8", "2a00:1450::1", "2a00:1450::2"]);
  expect(fit.columns.map(({ name }) => name)).toEqual(["f.version", "f.scope", "f.net8", "f.net16"]);
  expect(fit.columns[2]).toMatchObject({ names: ["10.0.0.0/8", "2a00::/16", "(other)"] });
  expect(encoded(fit, "10.1.9.9")).toEqual([0, 4, 1, 0, 0]);
  expect(encoded(fit, "10.2.9.9")).toEqual([3, 4, 1, 0, 2]);
  expect(encoded(fit, "9.9.9.9")).toEqual([3, 4, 0, 2, 2]);
  expect(encoded(fit, null)).toEqual([1, missing, missing, missing, missing]);
  for (const wrong of ["-", "host", 12, {}])
    expect(() => encoded(fit, wrong)).toThrow("takes an IP address, not ");
  expect(encoded(fitted("ip", ["10.1.0.1", "10.1.0.2"]), "9.9.9.9")).toEqual([2, 4, 0, missing, missing]);
});

test("tags: a column for each frequent tag, and the count", () => {
  const fit = fitted("tags", ["a;b", "a", "b;a ", "c", ""]);
  expect(fit.columns.map(({ name }) => name)).toEqual(["f=a", "f=b", "f.count"]);
  expect(encoded(fit, "b; z;b")).toEqual([0, 0, 1, 2]);
  expect(encoded(fit, ["a", "b", "c"])).toEqual([0, 1, 1, 3]);
  expect(encoded(fit, "")).toEqual([0, 0, 0, 0]);
  expect(encoded(fit, [])).toEqual([0, 0, 0, 0]);
  expect(encoded(fit, undefined)).toEqual([1, missing, missing, missing]);
  expect(() => encoded(fit, {})).toThrow("takes a list of texts");
  expect(fitted("tags", ["a|b", "a", "b"], { separator: "|", keep: 1 }).columns).toHaveLength(2);
});

test.each<[string, Settings, string]>([
  ["number", { keep: 2 }, 'the kind number has no setting "keep"; it has none'],
  ["category", { keep: 255 }, '"keep" must be a whole number from 1 to 254'],
  ["category", { seperator: ";" }, 'the kind category has no setting "seperator"; there is: keep'],
  ["time", { format: "julian" }, '"format" must be one of iso, dmy'],
  ["time", { parts: ["hour", "hour"] }, '"parts" must be some of hour'],
  ["tags", { separator: "" }, '"separator" must not be empty'],
])("%s with %j", (kind, settings, sentence) => {
  expect(() => kindNamed(kind)?.settings(settings)).toThrow(sentence);
});

test("frequency: shares of the training rows, 0 for what is seldom", () => {
  const fit = fitted("frequency", ["a", "a", "a", "b", "b", "c", null, "d"]);
  expect(fit.columns).toEqual([{ name: "f", kind: "number" }]);
  const share = (rows: number) => Math.fround(Number((rows / 7).toPrecision(5)));
  expect(encoded(fit, "a")).toEqual([0, share(3)]);
  expect(encoded(fit, "b")).toEqual([0, share(2)]);
  expect(encoded(fit, "c")).toEqual([3, 0]);
  expect(encoded(fit, "never")).toEqual([3, 0]);
  expect(encoded(fit, undefined)).toEqual([1, missing]);
  const numbers = fitted("frequency", [22, 22, 443, 1.5, 1.5]);
  expect(encoded(numbers, "22.0")).toEqual([0, Math.fround(0.4)]);
  expect(encoded(numbers, 1.5)).toEqual([0, Math.fround(0.4)]);
});

test("time of day, in the time of a place", () => {
  const cells = ["2024-01-01T23:30:00Z", "2024-01-02T10:00:00Z"];
  const parts = ["hour", "weekday", "timeOfDay"];
  const utc = fitted("time", cells, { parts });
  expect(encoded(utc, cells[0])).toEqual([0, 23, 0, 23.5]);
  const there = fitted("time", cells, { parts, offset: "+02:00" });
  expect(encoded(there, cells[0])).toEqual([0, 1, 1, 1.5]);
  const west = fitted("time", cells, { parts: [...parts, "elapsed"], offset: "-05:30" });
  expect(encoded(west, cells[1])).toEqual([0, 4, 1, 10.5 / 24, 4.5]);
  for (const offset of ["2", "+2:00", "+15:00", 2, "+02:60"])
    expect(() => kindNamed("time")!.settings({ offset })).toThrow("offset");
});
