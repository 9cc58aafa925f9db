import { openAsBlob } from "node:fs";
import { expect } from "vitest";
import { dataFile, dataTest } from "../../test/data.ts";
import { Dataset } from "./dataset.ts";
import type { DatasetOptions } from "./dataset-options.ts";
import { Encoder } from "./encode.ts";

async function read(path: string, options: DatasetOptions): Promise<Dataset> {
  const blob = await openAsBlob(dataFile(path));
  return path.endsWith(".jsonl") ? Dataset.fromJSONL(blob, options) : Dataset.fromCSV(blob, options);
}

/** Every row encodes alike as a record, as columns and as rows, before and after JSON. */
function sameEitherWay(train: Dataset, held: Dataset): void {
  const encoder = train.schema.fit(train);
  const again = Encoder.fromJSON(JSON.parse(JSON.stringify(encoder)));
  const rows = encoder.encodeRows(held);
  const width = encoder.columns.length;
  const row = new Float32Array(width);
  for (let r = 0; r < held.rows; r++) {
    again.encode(held.record(r), row);
    expect(row).toEqual(rows.subarray(r * width, (r + 1) * width));
  }
}

dataTest('data: intrusion, where "None" is a category', async () => {
  const data = await read("intrusion/intrusion.csv", { label: "attack_detected", drop: ["session_id"] });
  expect([data.rows, ...data.classes]).toEqual([9537, "0", "1"]);
  const { train, test } = data.splitOn("split");
  expect([train.rows, test.rows]).toEqual([7629, 1908]);
  expect(train.schema.features.map(({ kind }) => kind).join(" ")).toBe(
    "number category number number category number number category number",
  );
  const encoder = train.schema.fit(train);
  const column = encoder.columns.find(({ name }) => name === "encryption_used");
  expect(column).toMatchObject({ categories: 3, names: ["AES", "DES", "None"] });
  encoder.encodeDataset(test);
  expect(encoder.counts.missing.every((rows) => rows === 0)).toBe(true);
  sameEitherWay(train, test);
});

dataTest("data: intrusion's identifier is left out and said so", async () => {
  const data = await read("intrusion/intrusion.csv", { label: "attack_detected" });
  expect(data.schema.feature("session_id")).toBeUndefined();
  expect(data.schema.report[0]).toMatchObject({ column: "session_id", kind: "drop" });
});

dataTest("data: nsl-kdd from gzip, its test file through the training schema", async () => {
  const train = await read("nsl-kdd/train.csv.gz", { label: "family", drop: ["attack"] });
  const { schema, classes } = train;
  const held = await read("nsl-kdd/test.csv.gz", { label: "family", schema, classes });
  expect([train.rows, held.rows]).toEqual([25_192, 22_544]);
  expect(classes).toEqual(["dos", "normal", "probe", "r2l", "u2r"]);
  expect(schema.features.filter(({ kind }) => kind === "category").map(({ name }) => name)).toEqual([
    "protocol_type",
    "service",
    "flag",
  ]);
  expect(schema.report.find(({ column }) => column === "num_outbound_cmds")?.notes[0]).toContain("constant");
  sameEitherWay(train, held);
});

dataTest("data: guide-actions, no incident on both sides", async () => {
  const data = await read("guide-actions/train.csv", { label: "IncidentGrade", drop: ["Id", "IncidentId"] });
  expect(data.schema.features.map(({ kind }) => kind)).toEqual(["category", "category", "category"]);
  const [train, held] = data.split(0.8, { by: "group", column: "IncidentId", seed: 1 });
  const incidents = new Set(Array.from({ length: train.rows }, (_, row) => train.record(row)["IncidentId"]));
  for (let row = 0; row < held.rows; row++) expect(incidents.has(held.record(row)["IncidentId"])).toBe(false);
  expect(Math.abs(train.rows - 888)).toBeLessThan(30);
});

dataTest("data: sigma has tags, a date and empty texts as categories", async () => {
  const data = await read("sigma/sigma.jsonl", { label: "level", drop: ["title", "description"] });
  const { train, test } = data.splitOn("split");
  expect([train.rows, test.rows]).toEqual([2980, 746]);
  const kinds = Object.fromEntries(train.schema.features.map(({ name, kind }) => [name, kind]));
  expect(kinds).toMatchObject({
    product: "category",
    tactics: "tags",
    techniques: "tags",
    n_selections: "number",
    date: "time",
  });
  const product = train.schema.fit(train).columns.find(({ name }) => name === "product");
  expect(product?.kind === "category" && product.names.includes("")).toBe(true);
  sameEitherWay(train, test);
});
