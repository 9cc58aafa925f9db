import { describe, expect, test } from "vitest";
import { Dataset } from "../data/dataset.ts";
import { stratifiedFolds } from "../data/folds.ts";
import { Random } from "../data/random.ts";
import { sampleIncidents } from "../data/sample/index.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { load } from "./model.ts";
import type { Progress, TrainOptions } from "./options.ts";
import { train } from "./train.ts";

function incidents(rows: number, seed = 1): Dataset {
  const sample = sampleIncidents({ rows, seed });
  return Dataset.fromColumns(sample.columns, { label: sample.label, drop: ["incident_id"] });
}

const data = incidents(3000);
const methods: TrainOptions[] = [
  { method: "boosting", rounds: 20 },
  { method: "forest", trees: 20 },
];

describe.each(methods)("$method", (options) => {
  test("learns, and says the same after saving and loading", async () => {
    const [fit, held] = data.split(0.8, { seed: 3 });
    const model = await train(fit, options);
    expect(evaluate(model, held).accuracy).toBeGreaterThan(0.6);
    const again = await load(model.save());
    const record = held.record(5);
    expect(again.predict(record)).toEqual(model.predict(record));
    expect(again.info).toEqual(model.info);
    expect(again.importance()).toEqual(model.importance());
  });

  test("one record and many rows get the same bits", async () => {
    const model = await train(data, options);
    const many = model.predictMany(data);
    for (let row = 0; row < 200; row++) {
      const one = model.predict(data.record(row));
      expect(one.label).toBe(many.classes[many.labels[row] as number]);
      many.classes.forEach((name, i) => {
        expect(one.probabilities[name]).toBe(many.probabilities[row * many.classes.length + i]);
      });
    }
  });

  test("the same seed gives the same bytes, another seed other bytes", async () => {
    const [first, second, other] = await Promise.all([
      train(data, { ...options, seed: 5 }),
      train(data, { ...options, seed: 5 }),
      train(data, { ...options, seed: 6 }),
    ]);
    expect(second.save()).toEqual(first.save());
    expect(other.save()).not.toEqual(first.save());
  });

  test("unseen predictions are of rows the trees did not see", async () => {
    const { unseen } = await train(data, options);
    if (unseen === undefined) throw new Error("none");
    expect([...unseen.rowIndexes].sort((a, b) => a - b)).toEqual(Array.from(data.labels.keys()));
    const truth = Array.from(unseen.rowIndexes, (row) => data.labels[row]);
    expect(Array.from(unseen.truth)).toEqual(truth);
    const right = truth.filter((label, i) => label === unseen.labels[i]).length;
    expect(right / unseen.rows).toBeGreaterThan(0.55);
    expect(right / unseen.rows).toBeLessThan(0.9);
  });

  test("an aborted training says so and a time budget ends it early", async () => {
    const controller = new AbortController();
    const seen: Progress[] = [];
    const aborted = train(data, {
      ...options,
      signal: controller.signal,
      onProgress: (progress) => {
        seen.push(progress);
        if (progress.done === 3) controller.abort();
      },
    });
    await expect(aborted).rejects.toMatchObject({ code: "aborted" });
    expect(seen).toHaveLength(3);
    const short = await train(data, { ...options, timeBudget: 0.001 });
    expect(short.info.training.rounds).toBe(1);
  });

  test("a listener that answers false ends the training with the best so far", async () => {
    const most = options.method === "forest" ? { trees: 40 } : { rounds: 40 };
    for (const told of options.method === "forest" ? [{}] : [{}, { validation: 0.2 }, { validation: 0 }]) {
      const seen: Progress[] = [];
      const model = await train(data, {
        ...options,
        ...most,
        ...told,
        onProgress: (progress) => {
          seen.push(progress);
          return seen.length < 5;
        },
      });
      expect(seen.filter(({ retraining }) => !retraining)).toHaveLength(5);
      const { rounds } = model.info.training;
      expect(rounds).toBeGreaterThan(0);
      expect(rounds).toBeLessThanOrEqual(5);
      const perRound = options.method === "forest" ? 1 : 3;
      expect(model.header.trees).toBe(perRound * rounds);
    }
  });

  test("class weights lift the rare class", async () => {
    const rare = data.classes[1] as string;
    const recall = async (more: TrainOptions) => {
      const { confusion } = evaluate(await train(data, { ...options, ...more }), incidents(2000, 9));
      const row = confusion.matrix[1] as number[];
      return (row[1] as number) / row.reduce((sum, count) => sum + count, 0);
    };
    const plain = await recall({});
    expect(await recall({ balance: "weights" })).toBeGreaterThan(plain);
    expect(await recall({ classWeights: { [rare]: 5 } })).toBeGreaterThan(plain + 0.1);
    if (options.method === "forest") {
      expect(await recall({ classWeights: "balanced-subsample" })).toBeGreaterThan(plain);
    }
  });
});

test("boosting stops when the validation loss has not fallen for some rounds, and keeps the best", async () => {
  const losses: number[] = [];
  const again: Progress[] = [];
  const options: TrainOptions = {
    learningRate: 0.3,
    patience: 5,
    validation: 0.1,
    calibrate: "none",
    onProgress: (progress) =>
      progress.retraining ? again.push(progress) : losses.push(progress.validationLoss as number),
  };
  const model = await train(data, options);
  const best = losses.indexOf(Math.min(...losses)) + 1;
  expect(losses.length).toBe(best + 5);
  const told = { rounds: best, validationLoss: losses[best - 1], validationRows: 300 };
  expect(model.info.training).toMatchObject({ ...told, rows: 3000, retrained: true });
  expect(again.length).toBe(best);

  // The second pass is a training on all rows for as many rounds.
  const plain = await train(data, { learningRate: 0.3, rounds: best, validation: 0 });
  expect(model.predictMany(data)).toEqual(plain.predictMany(data));
  const once = await train(data, { ...options, retrain: false });
  expect(once.info.training).toMatchObject({ ...told, rows: 2700 });
  expect(once.info.training.retrained).toBeUndefined();
});

test("of few rows folds tell boosting when to stop", async () => {
  const few = incidents(400);
  const losses: number[] = [];
  const options: TrainOptions = { learningRate: 0.3, patience: 5, calibrate: "none" };
  const onProgress = ({ retraining, validationLoss }: Progress) => {
    if (!retraining) losses.push(validationLoss as number);
  };
  const model = await train(few, { ...options, onProgress });
  const best = losses.indexOf(Math.min(...losses)) + 1;
  expect(losses.length).toBe(best + 5);
  expect(model.info.training).toMatchObject({
    ...{ rows: 400, validationRows: 400, folds: 5, retrained: true },
    ...{ rounds: best, validationLoss: losses[best - 1] },
  });
  const plain = await train(few, { learningRate: 0.3, rounds: best, validation: 0 });
  expect(model.predictMany(few)).toEqual(plain.predictMany(few));
});

test("what folds say of a row is what a training on the other folds says of it", async () => {
  // Few values, all of them in every fold: bins and categories are the same for any four folds.
  const random = new Random(4);
  const draw = (below: number) => Array.from({ length: 400 }, () => random.below(below));
  const [a, b, noise] = [draw(4), draw(3), draw(4)] as [number[], number[], number[]];
  const label = a.map((value, row) => `c${(value + (noise[row] === 0 ? 1 : (b[row] as number))) % 3}`);
  const few = Dataset.fromColumns({ a, b: b.map((value) => `b${value}`), label }, { label: "label" });
  const { unseen, info } = await train(few, { calibrate: "none" });
  if (unseen === undefined) throw new Error("folds leave no row unanswered");
  const foldOf = stratifiedFolds(few.labels, 5, 0);
  for (let fold = 0; fold < 5; fold++) {
    const rows = Array.from(foldOf.keys());
    const others = few.select(rows.filter((row) => foldOf[row] !== fold));
    const lone = await train(others, { rounds: info.training.rounds, validation: 0, calibrate: "none" });
    const watched = rows.filter((row) => foldOf[row] === fold);
    const from = unseen.rowIndexes.indexOf(watched[0] as number);
    expect([...unseen.rowIndexes.subarray(from, from + watched.length)]).toEqual(watched);
    expect(unseen.probabilities.subarray(from * 3, (from + watched.length) * 3)).toEqual(
      lone.predictMany(few.select(watched)).probabilities,
    );
  }
});

test("folds are for little data that was told nothing else", async () => {
  const few = incidents(200);
  const foldsOf = async (options: TrainOptions, rows = few) =>
    (await train(rows, { rounds: 2, ...options })).info.training.folds;
  expect(await foldsOf({})).toBe(5);
  expect(await foldsOf({}, few.select([0, 1, 2, 3, 4, 5]))).toBe(5);
  for (const told of [{ validation: 0.1 }, { validation: 0 }, { retrain: false }, { timeBudget: 1e6 }]) {
    expect(await foldsOf(told)).toBeUndefined();
  }
  expect(await foldsOf({}, incidents(7000))).toBeUndefined();
});

test("a validation dataset is watched and not learned from", async () => {
  const [fit, watched] = data.split(0.7, { seed: 1 });
  const model = await train(fit, { rounds: 30, validation: watched, calibrate: "none" });
  expect(model.info.training).toMatchObject({ rows: fit.rows, validationRows: watched.rows });
  expect(model.unseen?.rows).toBe(watched.rows);
  const again = evaluate(model, watched).logLoss;
  // Losses in training are sums of f32.
  expect(model.info.training.validationLoss).toBeCloseTo(again, 7);
  // Shuffled validation labels change when training stops, and nothing else.
  const shuffled = watched.select(Array.from({ length: watched.rows }, (_, i) => i).reverse());
  const other = await train(fit, { rounds: 30, validation: shuffled, patience: 100, calibrate: "none" });
  const plain = await train(fit, { rounds: other.info.training.rounds, validation: 0 });
  expect(other.predictMany(watched)).toEqual(plain.predictMany(watched));
});

test.each<[TrainOptions, string]>([
  [{ rouns: 3 } as TrainOptions, "there is no option rouns"],
  [
    { method: "svm" } as unknown as TrainOptions,
    'method must be "boosting", "forest" or "isolation", not "svm"',
  ],
  [{ rounds: 0 }, "rounds must be a whole number from 1, not 0"],
  [{ trees: 5 }, "trees is for a forest only"],
  [{ method: "forest", learningRate: 0.1 }, "learningRate is for boosting only"],
  [{ learningRate: 2 }, "learningRate must be above 0 and at most 1, not 2"],
  [{ bins: 1 }, "bins must be a whole number from 2 to 255, not 1"],
  [{ maxLeaves: 1 }, "maxLeaves must be 0 (no limit) or at least 2, not 1"],
  [{ seed: -1 }, "seed must be a whole number from 0, not -1"],
  [{ l2: Number.NaN }, "l2 must be a number from 0, not NaN"],
  [{ classWeights: { XX: 2 } }, 'classWeights names "XX"; the classes are BP, FP, TP'],
  [{ classWeights: { TP: -2 } }, 'the weight of class "TP" must be 0 to 1e6, not -2'],
  [
    { calibrate: "sometimes" as "auto" },
    'calibrate must be one of auto, none, temperature, platt, vector, isotonic, not "sometimes"',
  ],
  [{ validation: 1 }, "validation must be a share from 0 to 0.9 or a dataset, not 1"],
  [{ balance: "weights", classWeights: "balanced" }, "balance: weights and classWeights exclude each other"],
])("bad options %o", async (options, message) => {
  await expect(train(data, options)).rejects.toMatchObject({ code: "bad-option", message });
});

test("data without a label can not be trained on", async () => {
  const unlabelled = Dataset.fromRecords([{ a: 1 }, { a: 2 }]);
  await expect(train(unlabelled)).rejects.toMatchObject({ code: "bad-label" });
});

test("a class with one row is trained on", async () => {
  const records = Array.from({ length: 60 }, (_, i) => ({
    x: i,
    label: i === 7 ? "once" : i < 30 ? "a" : "b",
  }));
  const model = await train(Dataset.fromRecords(records, { label: "label" }));
  expect(model.classes).toEqual(["a", "b", "once"]);
  expect(model.predict({ x: 50 }).label).toBe("b");
});

test("predictions flag what is missing and what is unknown", async () => {
  const model = await train(data, { rounds: 3 });
  const { missing, unknown } = model.predict({ severity: 3, protocol: "carrier pigeon" });
  expect(unknown).toEqual(["protocol"]);
  expect(missing).toContain("incident_category");
  expect(() => model.predict({ severity: "very" })).toThrow(/severity/);
});

test("damaged and foreign bytes are refused", async () => {
  const bytes = (await train(data, { rounds: 2 })).save();
  await expect(load(bytes.slice(0, 100))).rejects.toMatchObject({ code: "bad-model" });
  const flipped = bytes.slice();
  flipped[bytes.length >> 1] = (flipped[bytes.length >> 1] as number) ^ 4;
  await expect(load(flipped)).rejects.toMatchObject({ code: "bad-model", at: { offset: 12 } });
  const newer = bytes.slice();
  newer[8] = 2;
  await expect(load(newer)).rejects.toMatchObject({ code: "newer-model" });
});

test("texts that stood for missing stand for missing in data read by the model's schema", async () => {
  const rows = Array.from({ length: 80 }, (_, i) => `${i % 4 === 0 ? "?" : i},${i < 40 ? "a" : "b"}`);
  const csv = (lines: string[]) => ["x,label", ...lines].join("\n");
  const fit = await Dataset.fromCSV(csv(rows), { label: "label", missing: ["?"] });
  const model = await load((await train(fit)).save());
  const held = await Dataset.fromCSV(csv(["?,a", "70,b"]), {
    label: "label",
    schema: model.schema,
    classes: model.classes,
  });
  expect(held.column("x")).toMatchObject({ kind: "numbers", values: Float64Array.of(Number.NaN, 70) });
  expect(evaluate(model, held).rows).toBe(2);
});

test("held-out rows that all weigh nothing end no training", async () => {
  const [fit, watched] = data.split(0.7, { seed: 1 });
  const ofBP = Array.from(watched.labels.keys()).filter((row) => watched.labels[row] === 0);
  const weightless = { validation: watched.select(ofBP), classWeights: { BP: 0 } };
  const model = await train(fit, { rounds: 8, ...weightless, calibrate: "none" });
  expect(model.info.training.rounds).toBe(8);
});
