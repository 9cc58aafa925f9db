import { expect, test } from "vitest";
import { evaluate } from "../evaluate/evaluate.ts";
import { train } from "../model/train.ts";
import { type Aggregation, Aggregator, aggregate, aggregationFor } from "./aggregation.ts";
import { Dataset } from "./dataset.ts";
import { sampleAlerts, toRecords } from "./sample/index.ts";

const evidence = [
  { incident: "a", time: "2024-06-04T10:00:30Z", kind: "User", bytes: 5, tags: ["x", "y"], grade: "TP" },
  { incident: "b", time: "2024-06-04T11:00:00Z", kind: "Ip", grade: "FP" },
  { incident: "a", time: "2024-06-04T10:00:00Z", kind: "Ip", bytes: 9, tags: ["y"], grade: "TP" },
  { incident: "a", kind: "Ip", bytes: null, grade: "TP" },
];
const spec: Aggregation = {
  by: "incident",
  order: { column: "time", format: "iso" },
  count: "rows",
  columns: {
    time: ["first", "span"],
    kind: ["mode", "distinct", "last"],
    bytes: ["min", "max", "mean", "sum", "count"],
    tags: ["set", "distinct"],
    grade: ["mode"],
  },
};

test("every summary is what its name says, missing cells passed over", () => {
  const [a, b] = new Aggregator(spec).all(evidence);
  expect(a).toEqual({
    incident: "a",
    rows: 3,
    "time.first": "2024-06-04T10:00:00Z",
    "time.span": 30,
    "kind.mode": "Ip",
    "kind.distinct": 2,
    "kind.last": "Ip",
    "bytes.min": 5,
    "bytes.max": 9,
    "bytes.mean": 7,
    "bytes.sum": 14,
    "bytes.count": 2,
    "tags.set": ["y", "x"],
    "tags.distinct": 2,
    grade: "TP",
  });
  expect(b).toMatchObject({
    incident: "b",
    rows: 1,
    "time.span": 0,
    "bytes.min": null,
    "bytes.count": 0,
    grade: "FP",
  });
});

test("a dataset and the evidence of one incident give the same record", () => {
  const records = [...toRecords(sampleAlerts({ rows: 400, seed: 2 }))];
  const data = Dataset.fromRecords(records, { label: "IncidentGrade" });
  const made = aggregationFor(data, "IncidentId");
  const all = aggregate(data, JSON.parse(JSON.stringify(made)));
  const aggregator = new Aggregator(made);
  const ids = new Set(records.map((record) => record["IncidentId"]));
  expect(all).toHaveLength(ids.size);
  for (const record of all.slice(0, 10)) {
    const rows = Array.from({ length: data.rows }, (_, row) => data.record(row));
    const own = rows.filter((row) => row["IncidentId"] === record["IncidentId"]);
    expect(aggregator.one(own)).toEqual(record);
  }
});

test("incidents are learned from what their evidence adds up to", async () => {
  const records = [...toRecords(sampleAlerts({ rows: 6000, seed: 3 }))];
  const rows = Dataset.fromRecords(records, { label: "IncidentGrade", drop: ["Id"] });
  const incidents = aggregate(rows, aggregationFor(rows, "IncidentId"));
  const data = Dataset.fromRecords(incidents, { label: "IncidentGrade", drop: ["IncidentId"] });
  const [fit, held] = data.split(0.7, { seed: 1 });
  const model = await train(fit, { method: "forest", trees: 60 });
  const majority = Math.max(...evaluate(model, held).perClass.map(({ support }) => support)) / held.rows;
  expect(evaluate(model, held).accuracy).toBeGreaterThan(majority + 0.1);
});

test("wrong aggregations are named", () => {
  const refused = (more: object) => () => new Aggregator({ ...spec, ...more } as Aggregation);
  expect(refused({ by: "" })).toThrow('needs the column to group "by"');
  expect(refused({ columns: { kind: ["middle"] } })).toThrow('there is no summary "middle"');
  expect(refused({ columns: { kind: ["span"] } })).toThrow("a span is of the column that gives the order");
  expect(refused({ columns: { kind: ["mode"], "kind.x": ["mode"] }, count: "kind" })).toThrow(
    'makes "kind" twice',
  );
  expect(() => new Aggregator(spec).one([{ incident: 1, bytes: "many" }])).toThrow('"many" is no number');
  expect(() => new Aggregator(spec).one([{ incident: 1, bytes: Number.NaN }])).toThrow('(column "bytes")');
  const data = Dataset.fromRecords(evidence, { label: "grade" });
  expect(() => aggregate(data, { by: "nope", columns: {} })).toThrow("nope");
});
