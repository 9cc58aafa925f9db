import { expect, test } from "vitest";
import { HedgerowError } from "../error.ts";
import { Dataset } from "./dataset.ts";
import type { DatasetOptions } from "./dataset-options.ts";

const csv = `id,source,bytes,weight,part,grade
1,edr,10,1,train,FalsePositive
2,fw,20,0.5,train,TruePositive
3,edr,,2,test,TruePositive
4,None,40,1,test,FalsePositive
5,NA,50,1,train,BenignPositive
`;

test("CSV with label and weights", async () => {
  const data = await Dataset.fromCSV(csv, { label: "grade", weight: "weight", drop: ["id"] });
  expect(data.rows).toBe(5);
  expect(data.classes).toEqual(["BenignPositive", "FalsePositive", "TruePositive"]);
  expect([...data.labels]).toEqual([1, 2, 2, 1, 0]);
  expect([...data.weights!]).toEqual([1, 0.5, 2, 1, 1]);
  expect(data.schema.features.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    "source category",
    "bytes number",
    "part category",
  ]);
  expect(data.schema.label).toBe("grade");
  expect(data.warnings).toEqual([
    'Label "BenignPositive" of column "grade" occurs once: it is kept for training and cannot be tested',
  ]);
  expect(data.record(2)).toEqual({ id: 3, source: "edr", weight: 2, part: "test", grade: "TruePositive" });
  expect(data.record(4)).not.toHaveProperty("source");
  expect(data.column("source")).toMatchObject({ dictionary: ["edr", "fw", "None"] });
});

test("splits keep the classes, and a split column is no feature", async () => {
  const data = await Dataset.fromCSV(csv, { label: "grade", weight: "weight" });
  const { train, test } = data.splitOn("part");
  expect([train.rows, test.rows]).toEqual([3, 2]);
  expect(test.classes).toEqual(data.classes);
  expect([...test.labels]).toEqual([2, 1]);
  expect([...test.weights!]).toEqual([2, 1]);
  expect(train.schema.feature("part")).toBeUndefined();
  const [fit, held] = data.split(0.6, { seed: 7 });
  expect([fit.rows + held.rows, new Set(fit.labels).size]).toEqual([5, 3]);
  const [groups] = data.split(0.6, { seed: 1, by: "group", column: "source" });
  expect(groups.rows).toBeGreaterThan(0);
  expect(() => data.split(0.5, { by: "group" })).toThrow('needs the "column"');
  expect(() => data.split(0.5, { by: "time" })).toThrow("the schema has 0 time features");
  expect(() => data.split(0.5, { by: "time", column: "source" })).toThrow("not one of times");
  expect(() => data.split(0.5, { by: "magic" as never })).toThrow('"by" must be label, group or time');
  expect(() => data.split(0.5, { seed: -1 })).toThrow('"seed" must be a whole number');
});

test("a split by time finds the time feature, dropped columns can be named", () => {
  const columns = { at: ["2024-03-01", "2024-01-01", "2024-02-01", "2024-04-01"], y: ["a", "b", "a", "b"] };
  const [early] = Dataset.fromColumns(columns, { label: "y" }).split(0.5, { by: "time" });
  expect([0, 1].map((row) => early.record(row)["at"])).toEqual(["2024-01-01", "2024-02-01"]);
  const dropped = Dataset.fromColumns(columns, { label: "y", drop: ["at"] });
  expect(dropped.schema.features).toEqual([]);
  expect(dropped.split(0.5, { by: "time", column: "at" })[0].record(0)["at"]).toBe("2024-01-01");
});

test("classes that are numbers are sorted as numbers and keep their text", async () => {
  const data = await Dataset.fromCSV("x,y\n1,10\n2,9\n3,9.0\n4,-1\n", { label: "y" });
  expect(data.classes).toEqual(["-1", "9", "9.0", "10"]);
  expect(Dataset.fromRecords([{ y: true }, { y: 2 }], { label: "y" }).classes).toEqual(["2", "true"]);
});

test("the missing texts can be changed, and travel with the schema", async () => {
  const text = "a,b,y\n1,?,p\nNA,x,q\n2,?,p\n";
  const data = await Dataset.fromCSV(text, { label: "y", missing: ["?", "NA"] });
  expect(data.column("a")).toEqual({ kind: "numbers", name: "a", values: Float64Array.of(1, Number.NaN, 2) });
  expect(data.record(0)).toEqual({ a: 1, y: "p" });
  const again = await Dataset.fromCSV(text, { schema: data.schema });
  expect(again.record(0)).toEqual({ a: 1, y: "p" });
});

test("records, nested, without a label", () => {
  const data = Dataset.fromRecords([{ dns: { id: 1, answers: [{ ttl: 5 }] } }, { dns: { id: 2 }, up: true }]);
  expect(data.classes).toEqual([]);
  expect(data.labels).toHaveLength(0);
  expect(data.schema.features.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    "dns.id number",
    "dns.answers.ttl tags",
    "up boolean",
  ]);
  expect(data.split(0.5)[0].rows).toBe(1);
});

test("a model's schema and classes on test data", async () => {
  const trained = await Dataset.fromCSV("a,b,y\n1,x,p\n2,z,q\n", { label: "y" });
  const held = await Dataset.fromCSV("a,y\n5,q\n", {
    label: "y",
    schema: trained.schema,
    classes: trained.classes,
  });
  expect([...held.labels]).toEqual([1]);
  expect(held.warnings).toEqual(["Features without a column count as missing in every row: b"]);
  await expect(
    Dataset.fromCSV("a,y\n5,r\n", { label: "y", schema: trained.schema, classes: trained.classes }),
  ).rejects.toThrow('The label "r" is none of the classes: p, q (row 1, column "y")');
  await expect(Dataset.fromCSV("c\n5\n", { schema: trained.schema })).rejects.toThrow(
    "None of the schema's features",
  );
});

test("rows without a label can be left out", async () => {
  const text = "a,y\n1,p\n2,\n3,q\n";
  const data = await Dataset.fromCSV(text, { label: "y", unlabelled: "drop" });
  expect([data.rows, ...data.labels]).toEqual([2, 0, 1]);
  expect(data.warnings[0]).toBe("1 row without a label left out");
});

const many = (count: number): string =>
  `a,y\n${Array.from({ length: count }, (_, i) => `${i},c${i}`).join("\n")}\n`;

test.each<[string, string, DatasetOptions, Partial<HedgerowError>]>([
  [
    "no label column",
    csv,
    { label: "Grad" },
    {
      code: "bad-label",
      message:
        'The label column is not there. There is no column "Grad". Did you mean "grade"? The columns are: id, source, bytes, weight, part, grade.',
    },
  ],
  [
    "one class",
    "a,y\n1,p\n2,p\n",
    { label: "y" },
    { code: "bad-label", message: 'Every row has the label "p"; two classes are needed' },
  ],
  [
    "2,000 classes",
    many(2000),
    { label: "y" },
    { code: "bad-label", message: "2,000 different values; at most 1,024 classes", at: { column: "y" } },
  ],
  [
    "labels missing",
    "a,y\n1,p\n2,\n3,NA\n4,q\n",
    { label: "y" },
    {
      code: "bad-label",
      message: "2 of 4 rows have no label, the first of them row 2",
      at: { row: 2, column: "y" },
    },
  ],
  [
    "no label at all",
    "a,y\n1,\n2,\n",
    { label: "y", unlabelled: "drop" },
    { code: "bad-label", message: "No row has a label" },
  ],
  ["unknown column to drop", csv, { drop: ["Id "] }, { code: "bad-option", message: 'Did you mean "id"?' }],
  ["unknown weight", csv, { weight: "w" }, { code: "bad-option", message: 'There is no column "w"' }],
  [
    "unknown column in schema",
    csv,
    { schema: { sorce: "category" } },
    { code: "bad-option", message: 'Did you mean "source"?' },
  ],
  [
    "unknown kind",
    csv,
    { schema: { source: "word" as never } },
    { code: "bad-option", message: 'there is no kind "word"' },
  ],
  [
    "negative weight",
    "a,w\n1,1\n2,-1\n",
    { weight: "w" },
    {
      code: "bad-value",
      message: "A weight must be a number of 0 or more; it is -1",
      at: { row: 2, column: "w" },
    },
  ],
  ["weight missing", "a,w\n1,1\n2,\n", { weight: "w" }, { code: "bad-value", message: "it is missing" }],
  ["weights all 0", "a,w\n1,0\n2,0\n", { weight: "w" }, { code: "bad-value", message: "All weights are 0" }],
  [
    "text in a number column",
    "a,b\n1,2\n3,x\n",
    { schema: { b: "number" } },
    {
      code: "bad-value",
      message: '"b" is a number, but the cell holds "x"',
      at: { row: 2, line: 3, column: "b" },
    },
  ],
  [
    "unknown option",
    csv,
    { lable: "grade" } as DatasetOptions,
    { code: "bad-option", message: 'There is no option "lable"' },
  ],
  [
    "label dropped",
    csv,
    { label: "grade", drop: ["grade"] },
    { code: "bad-option", message: "The label is among the columns to drop" },
  ],
])("%s", async (_, text, options, { code, message, at }) => {
  const error = await Dataset.fromCSV(text, options).then(
    () => undefined,
    (reason: HedgerowError) => reason,
  );
  expect(error).toBeInstanceOf(HedgerowError);
  expect(error?.message).toContain(message);
  expect(error?.code).toBe(code);
  if (at !== undefined) expect(error?.at).toEqual(at);
});

test("a wrong cell of a kind that is fitted is found by its row", () => {
  const data = Dataset.fromColumns({ when: ["2024-01-01", "soon"] }, { schema: { when: "time" } });
  expect(() => data.schema.fit(data)).toThrow(
    'The feature "when" takes a time (format iso), not "soon" (row 2, column "when")',
  );
});

test("columns in memory", () => {
  const values = Float64Array.of(1, Number.NaN);
  const data = Dataset.fromColumns({
    f: Float32Array.of(1, Number.NaN),
    g: values,
    h: [1, null],
    s: ["x", null],
    m: ["x", 1],
  });
  expect(data.column("f")).toMatchObject({ kind: "numbers", values });
  expect(data.column("g")).toHaveProperty("values", values);
  expect(data.column("h")).toMatchObject({ kind: "numbers", values });
  expect(data.column("s")).toMatchObject({ kind: "strings", dictionary: ["x"] });
  expect(data.column("m")).toMatchObject({ kind: "cells", values: ["x", 1] });
  expect(Dataset.fromColumns([data.column("f")]).columnNames).toEqual(["f"]);
  expect(() => Dataset.fromColumns({ a: [1], b: [1, 2] })).toThrow('The column has 2 rows, "a" has 1');
  expect(() => Dataset.fromColumns({ a: Float32Array.of(1, Number.POSITIVE_INFINITY) })).toThrow(
    "Infinity is not a value; NaN stands for missing (row 2",
  );
  expect(() => Dataset.fromColumns({})).toThrow("There are no columns");
  expect(() => Dataset.fromColumns({ a: [] })).toThrow("no rows");
  expect(() => Dataset.fromColumns({ a: 1 as never })).toThrow("must be an array");
  expect(() => Dataset.fromRecords([])).toThrow("There are no records");
});

test("NaN and Infinity in records are errors that say where", () => {
  expect(() => Dataset.fromRecords([{ a: 1 }, { b: { c: Number.NaN } }])).toThrow(
    expect.objectContaining({ code: "bad-value", at: { row: 2, column: "b.c" } }),
  );
});

test("a column named __proto__ is a column like any other", async () => {
  const data = await Dataset.fromCSV("__proto__,constructor,y\n1,a,p\n2,b,q\n", { label: "y" });
  expect(data.schema.features.map(({ name }) => name)).toEqual(["__proto__", "constructor"]);
  expect(Object.keys(data.record(0))).toEqual(["__proto__", "constructor", "y"]);
  const encoder = data.schema.fit(data);
  const row = new Float32Array(2);
  encoder.encode(data.record(1), row);
  expect([...row]).toEqual([2, 1]);
});
