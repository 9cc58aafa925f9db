import { expect, test } from "vitest";
import { Dataset } from "../data/dataset.ts";
import { sampleIncidents } from "../data/sample/index.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { evaluateProbabilities } from "../evaluate/evaluation.ts";
import { readMetadata, withMetadata } from "./bytes.ts";
import type { Metadata } from "./metadata.ts";
import { load, type Model, type UnseenPredictions } from "./model.ts";
import { type RefitOptions, refit } from "./refit.ts";
import { train } from "./train.ts";

function incidents(rows: number, seed = 1): Dataset {
  const sample = sampleIncidents({ rows, seed });
  return Dataset.fromColumns(sample.columns, { label: sample.label, drop: ["incident_id"] });
}

function trees(model: Model): Uint8Array {
  return withMetadata(model.save(), undefined);
}

/** An analyst who from now on calls two of five false positives benign. */
function relabelled(data: Dataset): Dataset {
  const records = Array.from({ length: data.rows }, (_, row) => {
    const record = data.record(row);
    const changes = record["triage_grade"] === "FP" && row % 5 < 2;
    return changes ? { ...record, triage_grade: "BP" } : record;
  });
  return Dataset.fromRecords(records, { label: "triage_grade", schema: data.schema });
}

const data = incidents(2000);

test("boosting refitted to its own rows is itself, bit for bit, whatever its trainings", async () => {
  const first = await train(data, { rounds: 6, validation: 0, balance: "weights", learningRate: 0.3, l2: 2 });
  const both = await train(data, { from: first, rounds: 6, validation: 0, balance: "weights" });
  for (const model of [first, both]) {
    for (const decay of [0, 0.9]) expect(trees(await refit(model, data, { decay }))).toEqual(trees(model));
  }
});

test.each(["boosting", "forest"] as const)("%s follows rates that drift", async (method) => {
  const model = await train(data, { method, ...(method === "forest" ? { trees: 40 } : { rounds: 60 }) });
  const [recent, held] = [relabelled(incidents(2000, 2)), relabelled(incidents(2000, 3))];
  const loss = async (options?: RefitOptions) =>
    evaluate(options === undefined ? model : await refit(model, recent, options), held).logLoss;
  const before = await loss();
  expect(await loss({})).toBeLessThan(before);
  expect(await loss({ decay: 0.5 })).toBeLessThan(before - 0.015);
  const kept = await refit(model, recent, { decay: 1 });
  expect(kept.marginsMany(held)).toEqual(model.marginsMany(held));
  const few = await refit(model, recent.select([0, 1, 2]), { decay: 0 });
  expect(few.header).toMatchObject({ trees: model.header.trees, nodes: model.header.nodes });
});

test("a refitted model is calibrated on rows its leaves did not see, and keeps its anomaly output", async () => {
  const model = await train(data, { rounds: 60, anomaly: true });
  const [recent, held] = [relabelled(incidents(2000, 2)), relabelled(incidents(2000, 3))];
  const current = await refit(model, recent, { decay: 0 });
  expect(current.unseen?.rows).toBe(2000);
  expect(current.info.calibration?.rows).toBe(2000);
  // The unseen rows tell what is to be expected.
  const { classes, truth, probabilities } = current.unseen as UnseenPredictions;
  const expected = evaluateProbabilities({ classes, labels: truth, probabilities }).logLoss;
  expect(Math.abs(evaluate(current, held).logLoss - expected)).toBeLessThan(0.05);
  expect(current.anomalyMany(held)).toEqual(model.anomalyMany(held));
  const metadata = readMetadata(current.save()) as Metadata;
  const { calibration } = model.info;
  const stale = await load(withMetadata(current.save(), { ...metadata, calibration }));
  expect(evaluate(current, held).logLoss).toBeLessThan(evaluate(stale, held).logLoss + 0.005);
});

test("a refit is told in the model, and training goes on from it", async () => {
  const model = await train(data, { rounds: 5 });
  const once = await refit(model, incidents(700, 2));
  const twice = await load((await refit(once, incidents(800, 3), { decay: 0.5 })).save());
  const refits = [
    { rows: 700, decay: 0.9 },
    { rows: 800, decay: 0.5 },
  ];
  expect(twice.info.training).toEqual({ ...model.info.training, refits });
  expect(twice.classes).toEqual(model.classes);
  const more = await train(data, { from: twice, rounds: 5 });
  expect(more.info.training.from).toMatchObject([{ rounds: 5, refits }]);
  expect((await refit(more, data)).header.trees).toBe(more.header.trees);
});

test("wrong refits are refused", async () => {
  const model = await train(data, { rounds: 2 });
  const refused = (rows: Dataset, options: RefitOptions = {}) => expect(refit(model, rows, options)).rejects;
  await refused(data, { decay: 2 }).toMatchObject({
    code: "bad-option",
    message: "decay must be a number from 0 to 1, not 2",
  });
  await refused(data, { rate: 2 } as RefitOptions).toMatchObject({ message: "there is no option rate" });
  const less = Dataset.fromRecords(
    [
      { severity: 1, y: "FP" },
      { severity: 2, y: "TP" },
    ],
    { label: "y" },
  );
  await refused(less).toMatchObject({ code: "bad-schema" });
  await refused(Dataset.fromRecords([{ a: 1 }])).toMatchObject({ code: "bad-label" });
});
