import { expect, test } from "vitest";
import { Dataset } from "./dataset.ts";
import { Encoder } from "./encode.ts";
import { Schema } from "./schema.ts";

const rows = 120;
const data = Dataset.fromColumns({
  id: Array.from({ length: rows }, (_, i) => `SID_${i}`),
  number: Int32Array.from({ length: rows }, (_, i) => i * 7),
  constant: new Array(rows).fill("same"),
  nothing: new Array(rows).fill(null),
  severity: Array.from({ length: rows }, (_, i) => ["low", "high", "medium"][i % 3]),
  ip: Array.from({ length: rows }, (_, i) => `10.${i % 3}.0.${i}`),
  when: Array.from({ length: rows }, (_, i) => new Date(1.7e12 + i * 1e9)),
  tags: Array.from({ length: rows }, (_, i) => (i % 2 === 0 ? ["a", "b"] : [])),
});

function noteOn(schema: Schema, column: string): unknown {
  const { kind, reason, notes } = schema.report.find((note) => note.column === column)!;
  return [kind, reason, ...notes];
}

test("the report says what was inferred and why", () => {
  const { schema } = data;
  expect(schema.features.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    "number number",
    "constant category",
    "severity category",
    "ip ip",
    "when time",
    "tags tags",
  ]);
  expect(noteOn(schema, "id")).toEqual([
    "drop",
    "looks like an identifier: all 120 values differ",
    'to use it all the same, give it a kind: schema: { "id": "category" }',
  ]);
  expect(noteOn(schema, "number")).toContain(
    "every value is a different whole number: if it is an identifier, drop it",
  );
  expect(noteOn(schema, "constant")).toContain("constant: every row that has a value has the same");
  expect(noteOn(schema, "nothing")).toContain("no row has a value");
  expect(noteOn(schema, "ip")).toEqual(["ip", "all 120 values are IP addresses"]);
});

test("kinds can be overridden before and after", () => {
  const { schema } = data;
  const changed = schema.with({ id: "category", number: "drop", tags: { kind: "tags", keep: 1 } });
  expect(changed.features.map(({ name }) => name)).toEqual([
    "id",
    "constant",
    "severity",
    "ip",
    "when",
    "tags",
  ]);
  expect(changed.feature("tags")?.settings).toEqual({ separator: ";", keep: 1 });
  expect(noteOn(changed, "number")).toEqual(["drop", "left out as asked"]);
  expect(schema.feature("id")).toBeUndefined();
  expect(schema.without("ip").feature("ip")).toBeUndefined();
  expect(() => schema.with({ severty: "category" })).toThrow(
    'There is no column "severty". Did you mean "severity"?',
  );
  expect(() => schema.with({ severity: "prose" as never })).toThrow(
    'there is no kind "prose"; there is: boolean, time',
  );
  expect(() => schema.with({ when: { kind: "time", format: "x" } })).toThrow('"format" must be one of');
});

test("a schema goes through JSON", () => {
  const schema = data.schema.with({ number: "category" });
  const back = Schema.fromJSON(JSON.parse(JSON.stringify(schema)));
  expect(back).toEqual(schema);
  expect(JSON.stringify(back.fit(data))).toBe(JSON.stringify(schema.fit(data)));
});

test.each<[unknown, string]>([
  [null, "it must be an object"],
  [{}, "The schema is of version undefined; this hedgerow reads 1"],
  [{ version: 1 }, '"features" must be a list'],
  [{ version: 1, features: [{ name: "a" }] }, '"kind" must be a text'],
  [{ version: 1, features: [{ name: "a", kind: "prose" }] }, 'there is no kind "prose"'],
  [{ version: 1, features: [{ name: "a", kind: "tags", separator: 1 }] }, '"separator" must be a text'],
  [{ version: 1, features: [], report: [{}] }, '"column" must be a text'],
  [
    {
      version: 1,
      features: [
        { name: "a", kind: "ip" },
        { name: "a", kind: "ip" },
      ],
    },
    "A feature is there twice",
  ],
])("%j is no schema", (json, sentence) => {
  expect(() => Schema.fromJSON(json)).toThrow(
    expect.objectContaining({ code: "bad-schema", message: expect.stringContaining(sentence) }),
  );
});

test.each<[string, unknown]>([
  ["category", { kept: ["a", "a"], other: false, folded: { values: 0, rows: 0 }, numbers: false }],
  ["category", { kept: [], other: false, folded: { values: 0, rows: 0 }, numbers: false }],
  [
    "category",
    {
      kept: Array.from({ length: 255 }, String),
      other: true,
      folded: { values: 0, rows: 0 },
      numbers: false,
    },
  ],
  ["category", { kept: ["a"], other: true, folded: { values: -1, rows: 0 }, numbers: false }],
  ["category", { kept: "abc" }],
  ["time", { parts: ["century"], origin: 0 }],
  ["time", { parts: ["hour"], origin: null }],
  ["ip", {}],
  ["tags", { kept: [1] }],
  ["tags", undefined],
])("%s fitted as %j is no encoder", (kind, fitted) => {
  const json = { version: 1, features: [{ name: "f", kind, fitted }] };
  expect(() => Encoder.fromJSON(json)).toThrow(
    expect.objectContaining({ code: "bad-schema", at: { column: "f" } }),
  );
});

test("one text among many numbers is refused with its row, a few are noted", async () => {
  const file = (texts: Record<number, string>) =>
    ["x,label", ...Array.from({ length: 5000 }, (_, i) => `${texts[i + 1] ?? i / 7},${i % 2}`)].join("\n");
  await expect(Dataset.fromCSV(file({ 4711: "unknown" }), { label: "label" })).rejects.toMatchObject({
    code: "bad-data",
    at: { column: "x", row: 4711 },
  });
  const asked = await Dataset.fromCSV(file({ 4711: "unknown" }), { label: "label", missing: ["unknown"] });
  expect(asked.schema.feature("x")?.kind).toBe("number");
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [7 + 16 * i, "unknown"]));
  const noted = await Dataset.fromCSV(file(many), { label: "label" });
  const [note] = noted.schema.report.find(({ column }) => column === "x")?.notes ?? [];
  expect(noted.schema.feature("x")?.kind).toBe("category");
  expect(note).toBe('4,700 of 5,000 values are numbers, the others are not, such as "unknown" in row 7');
});
