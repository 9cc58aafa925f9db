import { expect, test } from "vitest";
import { Dataset } from "../data/dataset.ts";
import { fromMessage, toMessage } from "./dataset-message.ts";

const records = Array.from({ length: 60 }, (_, i) => ({
  logins: i % 7 === 0 ? null : i / 3,
  host: `host-${i % 5}`,
  nested: { flag: i % 2 === 0 },
  tags: i % 3 === 0 ? ["T1059", "T1110"] : ["T1078"],
  seen: `2026-01-${String((i % 28) + 1).padStart(2, "0")}T10:00:00Z`,
  weight: 1 + (i % 4),
  grade: ["TP", "FP", "BP"][i % 3],
}));
const whole = Dataset.fromRecords(records, { label: "grade", weight: "weight" });

function sent(dataset: Dataset): Dataset {
  return fromMessage(structuredClone(toMessage(dataset)));
}

test("a dataset is the same on the other side", () => {
  const [fit, held] = whole.split(0.7, { seed: 2 });
  for (const dataset of [whole, fit, held]) {
    const again = sent(dataset);
    expect({ ...again }).toEqual({ ...dataset });
    expect(again.columnNames).toEqual(dataset.columnNames);
    for (let row = 0; row < dataset.rows; row++) expect(again.record(row)).toEqual(dataset.record(row));
    expect(again.schema.fit(again).toJSON()).toEqual(dataset.schema.fit(dataset).toJSON());
    expect(again.schema.toJSON()).toEqual(dataset.schema.toJSON());
  }
});

test("a dataset without a label stays without", () => {
  const again = sent(Dataset.fromColumns({ a: [1, 2, 3] }));
  expect(again.label).toBeUndefined();
  expect(again.weights).toBeUndefined();
  expect(again.classes).toEqual([]);
});

test("a view of a larger buffer travels alone", () => {
  const large = new Float64Array(1000).fill(1);
  const { columns } = toMessage(Dataset.fromColumns({ a: large.subarray(10, 20) }));
  const [column] = columns;
  if (column?.kind !== "numbers") throw new Error("numbers expected");
  expect(column.values.buffer.byteLength).toBe(80);
});
