import { beforeAll, describe, expect, test } from "vitest";
import { Dataset } from "../data/dataset.ts";
import { sampleAlerts, sampleIncidents, toRecords } from "../data/sample/index.ts";
import type { ExplainOptions, Explanation } from "./explanation.ts";
import type { Model } from "./model.ts";
import type { TrainOptions } from "./options.ts";
import type { RawRecord } from "./predictor.ts";
import { train } from "./train.ts";

function incidents(rows: number): Dataset {
  const sample = sampleIncidents({ rows, seed: 1 });
  return Dataset.fromColumns(sample.columns, { label: sample.label, drop: ["incident_id"] });
}

/** Two classes, and features of every kind: times and lists become several columns. */
function alerts(rows: number): Dataset {
  const records = [...toRecords(sampleAlerts({ rows, seed: 2 }))].map(({ IncidentGrade, ...record }) => ({
    ...record,
    grade: IncidentGrade === "TruePositive" ? "yes" : "no",
  }));
  return Dataset.fromRecords(records, { label: "grade", drop: ["Id"] });
}

function sumOf({ base, contributions, rest }: Explanation): number {
  return contributions.reduce((sum, one) => sum + one.contribution, base + (rest?.contribution ?? 0));
}

const three = incidents(1500);
const two = alerts(1500);
const cases: [name: string, data: Dataset, options: TrainOptions, unit: string][] = [
  ["boosting, two classes", two, { rounds: 40 }, "log-odds"],
  ["boosting, three classes", three, { rounds: 30 }, "logit"],
  ["forest, two classes", two, { method: "forest", trees: 30 }, "probability"],
  ["forest, three classes", three, { method: "forest", trees: 20 }, "probability"],
];

describe.each(cases)("%s", (_, data, options, unit) => {
  let model: Model;
  const quick = {
    explain: (record: RawRecord, options?: ExplainOptions) =>
      model.explain(record, { ...options, method: "path" }),
  };
  let margins: Float64Array;

  beforeAll(async () => {
    model = await train(data, options);
    margins = model.marginsMany(data);
  });

  /** The margin of a class, from the margins of a row. */
  function marginFor(row: number, label: string): number {
    const { outputs } = model.header;
    if (outputs > 1) return margins[row * outputs + model.classes.indexOf(label)] as number;
    const margin = margins[row] as number;
    return label === model.classes[1] ? margin : unit === "probability" ? 1 - margin : -margin;
  }

  test("many are explained as one is, by either method", () => {
    for (const method of ["tree-shap", "path"] as const) {
      let row = 0;
      for (const explained of model.explainMany(data.select([0, 1, 2, 3]), { method })) {
        expect(explained).toEqual(model.explain(data.record(row++), { method }));
        expect(explained.method).toBe(method);
      }
    }
    expect(() => model.explain({}, { method: "guess" as never })).toThrow(
      'method must be "tree-shap" or "path"',
    );
  });

  test("contributions and base sum to the margin of the class", () => {
    for (let row = 0; row < 40; row++) {
      const record = data.record(row);
      for (const label of [undefined, ...model.classes]) {
        for (const explained of [model.explain(record, { label }), quick.explain(record, { label })]) {
          expect(explained.label).toBe(label ?? model.predict(record).label);
          expect(explained.unit).toBe(unit);
          expect(Math.abs(explained.margin - marginFor(row, explained.label))).toBeLessThan(1e-12);
          expect(Math.abs(sumOf(explained) - explained.margin)).toBeLessThan(1e-9);
        }
      }
    }
  });

  test("many rows get what single records get", () => {
    const some = data.select(Array.from({ length: 50 }, (_, i) => i * 3));
    let row = 0;
    for (const explained of model.explainMany(some, { top: 4 })) {
      const one = model.explain(some.record(row++), { top: 4 });
      expect(explained).toEqual(one);
      expect(explained.contributions).toHaveLength(4);
      expect(explained.rest?.features).toBe(model.encoder.features.length - 4);
    }
    expect(row).toBe(50);
  });

  test("missing and unknown values", () => {
    const bare = model.explain({});
    expect(bare.contributions.every(({ value }) => value === undefined)).toBe(true);
    expect(Math.abs(sumOf(bare) - bare.margin)).toBeLessThan(1e-9);
    const category = model.encoder.features.find(({ kind }) => kind === "category")?.name as string;
    const odd = model.explain({ ...data.record(3), [category]: "never seen" });
    expect(odd.contributions.find(({ feature }) => feature === category)?.value).toBe("never seen");
    expect(Math.abs(sumOf(odd) - odd.margin)).toBeLessThan(1e-9);
  });

  test("features are the record's, with their values, the largest first", () => {
    const record = data.record(7);
    const { contributions, method } = model.explain(record);
    expect(method).toBe("tree-shap");
    expect(contributions.map(({ feature }) => feature).sort()).toEqual(
      model.encoder.features.map(({ name }) => name).sort(),
    );
    const sizes = contributions.map(({ contribution }) => Math.abs(contribution));
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    for (const { feature, value, contribution, columns } of contributions) {
      expect(value).toEqual(record[feature]);
      const own = model.encoder.columns.filter(
        (column) => model.encoder.features[column.feature]?.name === feature,
      );
      expect(columns?.length ?? 1).toBe(own.length);
      const sum = (columns ?? []).reduce((total, column) => total + column.contribution, 0);
      if (columns !== undefined) expect(sum).toBeCloseTo(contribution, 12);
    }
  });

  test("the quick way says it is another method, and mostly agrees on what matters most", () => {
    let same = 0;
    for (let row = 0; row < 60; row++) {
      const [exact, near] = [model, quick].map((one) => one.explain(data.record(row), { top: 3 }));
      expect(near?.method).toBe("path");
      const first = exact?.contributions[0]?.feature;
      if (near?.contributions.some(({ feature }) => feature === first)) same++;
    }
    expect(same).toBeGreaterThan(30);
  });

  test("bad options are named", () => {
    expect(() => model.explain({}, { top: 0 })).toThrow("top must be a whole number from 1, not 0");
    expect(() => model.explainMany(data, { label: "?" })).toThrow('there is no class "?"; the classes are');
    expect(() => quick.explain({}, { top: 1.5 })).toThrow(expect.objectContaining({ code: "bad-option" }));
  });
});

test("a feature of several columns shows them", async () => {
  const model = await train(two, { rounds: 10 });
  const { contributions } = model.explain(two.record(0));
  const several = contributions.filter(({ columns }) => columns !== undefined);
  expect(several.map(({ feature }) => feature)).toContain("Timestamp");
  for (const { columns = [] } of several) expect(columns.length).toBeGreaterThan(1);
});

test("with two classes the other class has the opposite explanation", async () => {
  const model = await train(two, { rounds: 10 });
  const [no, yes] = model.classes.map((label) => model.explain(two.record(0), { label })) as [
    Explanation,
    Explanation,
  ];
  expect(no.base).toBe(-yes.base);
  expect(no.margin).toBe(-yes.margin);
  expect(no.contributions.map(({ contribution }) => 0 - contribution)).toEqual(
    yes.contributions.map(({ contribution }) => contribution),
  );
});

test("explaining counts a record once", async () => {
  const model = await train(three, { rounds: 2 });
  model.encoder.resetCounts();
  model.explain({});
  expect(Math.max(...model.encoder.counts.missing)).toBe(1);
});

test("nested records show the nested value", async () => {
  const records = Array.from({ length: 80 }, (_, i) => ({ a: { b: i }, c: null, label: i < 40 ? "x" : "y" }));
  const model = await train(Dataset.fromRecords(records, { label: "label" }), { rounds: 5 });
  expect(model.explain({ a: { b: 3 } }).contributions[0]).toMatchObject({ feature: "a.b", value: 3 });
});
