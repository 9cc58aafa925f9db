import fc from "fast-check";
import { expect, test } from "vitest";
import { Dataset } from "./dataset.ts";
import { Encoder } from "./encode.ts";
import type { KindName } from "./feature.ts";

const cells = {
  number: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer().map(String)),
  category: fc.oneof(
    fc.constantFrom("a", "b", "c", "1.0", "", "__proto__"),
    fc.integer({ min: 0, max: 3 }),
    fc.boolean(),
  ),
  frequency: fc.constantFrom<unknown>("a", "b", "1.0", 1, true),
  boolean: fc.constantFrom<unknown>(true, false, "yes", "no", 1, 0),
  time: fc
    .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
    .map((date) => date.toISOString()),
  ip: fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom("10.0.0.1", "10.0.0.2", "::1")),
  tags: fc.oneof(fc.array(fc.constantFrom("a", "b", "c")), fc.constantFrom("a;b", "c", "")),
  text: fc
    .array(fc.constantFrom("dump", "of", "lsass", "memory", "C:\\temp\\a.dmp", "10.0.0.1", "\ud83d"))
    .map((words) => words.join(" ")),
};
const kinds = Object.keys(cells) as (keyof typeof cells)[];

/** Records with every kind of field, some absent, some nested. */
const records = fc.array(
  fc.record({ ...cells, deep: fc.record(cells, { requiredKeys: [] }) }, { requiredKeys: [] }),
  { minLength: 1, maxLength: 40 },
);

test("columns, rows and records encode to the same bits, with the same counts, after JSON too", () => {
  fc.assert(
    fc.property(records, records, (training, others) => {
      const names = kinds.flatMap((kind) => [kind, `deep.${kind}`]);
      const all = [
        ...training,
        Object.fromEntries(
          kinds.map((kind) => [
            kind,
            fc.sample(cells[kind] as fc.Arbitrary<unknown>, { numRuns: 1, seed: 1 })[0],
          ]),
        ),
      ];
      const whole = Dataset.fromRecords(all);
      const overrides = Object.fromEntries(
        names.filter((name) => whole.find(name)).map((name) => [name, name.replace("deep.", "") as KindName]),
      );
      const schema = Dataset.fromRecords(all, { schema: overrides }).schema;
      const encoder = schema.fit(whole);
      const again = Encoder.fromJSON(JSON.parse(JSON.stringify(encoder)));
      const data = Dataset.fromRecords(others.concat([{}]), {
        schema: others.some((each) => names.some((name) => name in each)) ? schema : {},
      });
      const columns = encoder.encodeDataset(data);
      const counted = structuredClone(encoder.counts);
      const rows = encoder.encodeRows(data);
      const width = encoder.columns.length;
      const [row, flat] = [new Float32Array(width), new Float32Array(width)];
      for (const [r, record] of others.entries()) {
        again.encode(record, row);
        expect([...row]).toEqual([...rows.subarray(r * width, (r + 1) * width)]);
        expect([...row]).toEqual(columns.map((column) => column[r]));
        encoder.encode(data.record(r), flat);
        expect([...flat]).toEqual([...row]);
      }
      again.encode({}, row);
      expect(row.every(Number.isNaN)).toBe(true);
      expect(again.counts).toEqual(counted);
    }),
    { numRuns: 200 },
  );
});

const alerts = Dataset.fromRecords([
  { source: "edr", net: { bytes: 10 }, flag: true },
  { source: "edr", net: { bytes: 20 }, flag: false },
  { source: "fw", net: { bytes: 30 }, flag: true },
]);

test("flags and counts say which fields were missing or unknown", () => {
  const encoder = alerts.schema.fit(alerts);
  const row = new Float32Array(3);
  const flags = new Uint8Array(3);
  encoder.encode({ source: "siem", "net.bytes": 12, extra: {} }, row, flags);
  expect([...row]).toEqual([Number.NaN, 12, Number.NaN]);
  expect([...flags]).toEqual([2, 0, 1]);
  expect(encoder.counts).toEqual({
    missing: Float64Array.of(0, 0, 1),
    unknown: Float64Array.of(1, 0, 0),
    other: new Float64Array(3),
  });
  encoder.resetCounts();
  expect(encoder.counts.unknown[0]).toBe(0);
  expect(encoder.columns).toEqual([
    { name: "source", feature: 0, kind: "category", categories: 2, names: ["edr", "fw"] },
    { name: "net.bytes", feature: 1, kind: "number" },
    { name: "flag", feature: 2, kind: "number" },
  ]);
});

test.each<[object, string, string]>([
  [{ net: { bytes: "many" } }, "net.bytes", 'The feature "net.bytes" takes a number, not "many"'],
  [{ net: { bytes: Number.NaN } }, "net.bytes", "takes a number, not NaN"],
  [{ source: { name: "edr" } }, "source", "takes a text or a number, not an object"],
  [{ source: ["edr"] }, "source", "not a list"],
  [{ flag: "perhaps" }, "flag", 'takes true or false, not "perhaps"'],
])("%j is a wrong type", (record, column, sentence) => {
  const encoder = alerts.schema.fit(alerts);
  expect(() => encoder.encode(record as Record<string, unknown>, new Float32Array(3))).toThrow(
    expect.objectContaining({
      code: "bad-value",
      at: { column },
      message: expect.stringContaining(sentence),
    }),
  );
});

test("a wrong cell of a dataset is found by its row", () => {
  const encoder = alerts.schema.fit(alerts);
  const wrong = Dataset.fromRecords([{ source: "edr" }, { flag: "x" }, { flag: "y" }], {
    schema: alerts.schema,
  });
  const located = expect.objectContaining({ code: "bad-value", at: { column: "flag", row: 2 } });
  expect(() => encoder.encodeDataset(wrong)).toThrow(located);
  expect(() => encoder.encodeRows(wrong)).toThrow(located);
});
