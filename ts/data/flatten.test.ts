import fc from "fast-check";
import { expect, test } from "vitest";
import { toCell } from "./cell.ts";
import { Field } from "./field.ts";
import { flatten } from "./flatten.ts";

function flat(record: object): Map<string, unknown> {
  const cells = new Map<string, unknown>();
  flatten(record as Record<string, unknown>, (name, cell) => {
    if (cells.has(name)) throw new Error(`${name} twice`);
    cells.set(name, cell);
  });
  return cells;
}

/** The shape of a Suricata alert. */
const eve = {
  timestamp: "2017-07-24T19:14:13.123456+0000",
  flow_id: 2031251231,
  src_ip: "10.0.0.1",
  alert: {
    action: "allowed",
    severity: 1,
    metadata: { mitre_technique_id: ["T1071"], updated_at: ["2019_07_26"] },
  },
  flow: { pkts_toserver: 12, bytes_toserver: 4096, alerted: true },
  dns: {
    answers: [
      { rrname: "a.example", ttl: 60 },
      { rrname: "b.example", rdata: "1.2.3.4" },
    ],
    grouped: {},
  },
  ports: [80, 443],
  nothing: null,
  empty: [],
};

test("an eve.json record becomes dotted names", () => {
  expect(Object.fromEntries(flat(eve))).toEqual({
    timestamp: "2017-07-24T19:14:13.123456+0000",
    flow_id: 2031251231,
    src_ip: "10.0.0.1",
    "alert.action": "allowed",
    "alert.severity": 1,
    "alert.metadata.mitre_technique_id": ["T1071"],
    "alert.metadata.updated_at": ["2019_07_26"],
    "flow.pkts_toserver": 12,
    "flow.bytes_toserver": 4096,
    "flow.alerted": true,
    "dns.answers.rrname": ["a.example", "b.example"],
    "dns.answers.ttl": ["60"],
    "dns.answers.rdata": ["1.2.3.4"],
    ports: ["80", "443"],
    empty: [],
  });
});

test("what a name holds in the flat record, Field finds in the nested one", () => {
  for (const [name, cell] of flat(eve)) expect(toCell(new Field(name).read(eve))).toEqual(cell);
  const key = fc.constantFrom("a", "b", "c", "__proto__", "constructor", "");
  const scalar = fc.constantFrom<unknown>(1, "x", true, null, new Date(0));
  const record = fc.letrec((tie) => ({
    node: fc.oneof({ maxDepth: 4 }, scalar, tie("list"), tie("object")),
    list: fc.array(tie("node"), { maxLength: 3 }),
    // A dotted name of its own holds a value in any log, not objects.
    object: fc
      .array(fc.oneof(fc.tuple(key, tie("node")), fc.tuple(fc.constantFrom("a.b", "b.a"), scalar)), {
        maxLength: 3,
      })
      .map((entries) => Object.fromEntries(entries)),
  })).object;
  fc.assert(
    fc.property(record, (nested) => {
      let cells: Map<string, unknown>;
      try {
        cells = flat(nested as object);
      } catch (error) {
        // A name that is there twice is refused in training.
        if (/twice/.test((error as Error).message)) return;
        throw error;
      }
      for (const [name, cell] of cells) {
        const found = new Field(name).read(nested as Record<string, unknown>);
        // An object in the place of a value is an error when encoding.
        if (typeof found === "object" && found !== null && !Array.isArray(found) && !(found instanceof Date))
          continue;
        expect(toCell(found)).toEqual(cell);
      }
    }),
    { numRuns: 2000 },
  );
});

test("only own fields are found", () => {
  for (const name of ["constructor", "__proto__", "toString", "a.constructor.name", "a.__proto__.x"]) {
    expect(new Field(name).read({ a: {} })).toBeUndefined();
  }
  const hostile = JSON.parse('{"__proto__":{"polluted":1},"a":2}') as Record<string, unknown>;
  expect([...flat(hostile)]).toEqual([
    ["__proto__.polluted", 1],
    ["a", 2],
  ]);
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  expect(new Field("__proto__.polluted").read(hostile)).toBe(1);
});

test("a field with the dot in its own name wins over a nested one, a null does not", () => {
  expect(new Field("a.b").read({ "a.b": 1, a: { b: 2 } })).toBe(1);
  expect(new Field("a.b").read({ "a.b": null, a: { b: 2 } })).toBe(2);
});

test("nesting has a bound, cycles too", () => {
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;
  expect(() => flat(cyclic)).toThrow("nested deeper than 32 levels");
  const list: unknown[] = [];
  list.push({ list });
  expect(() => flat({ list })).toThrow("nested deeper than 32 levels");
  let deep: unknown = [];
  for (let i = 0; i < 100_000; i++) deep = [deep];
  expect(() => flat({ deep })).toThrow("nested deeper than 32 levels");
  expect(() => toCell(deep)).toThrow("nested deeper than 32 levels");
});

test("NaN, functions and broken dates name their field", () => {
  expect(() => flat({ a: { b: Number.NaN } })).toThrow('The field "a.b": NaN is not a value');
  expect(() => flat({ a: [Number.POSITIVE_INFINITY] })).toThrow('The field "a": Infinity');
  expect(() => flat({ f: () => 1 })).toThrow("a function is neither");
  expect(() => flat({ d: new Date("x") })).toThrow("the Date is not a valid one");
  expect(() => flat({ d: 10n })).toThrow("neither");
});
