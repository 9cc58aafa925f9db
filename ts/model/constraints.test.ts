import { describe, expect, test } from "vitest";
import { Dataset } from "../data/dataset.ts";
import { Random } from "../data/random.ts";
import { sampleIncidents, sampleSessions } from "../data/sample/index.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import type { ConstraintOptions } from "./constraints.ts";
import { load, type Model } from "./model.ts";
import type { TrainOptions } from "./options.ts";
import { refit } from "./refit.ts";
import { train } from "./train.ts";

function sessions(rows: number, seed = 1): Dataset {
  const sample = sampleSessions({ rows, seed });
  return Dataset.fromColumns(sample.columns, { label: sample.label, drop: ["session_id"] });
}

function incidents(rows: number, seed = 1): Dataset {
  const sample = sampleIncidents({ rows, seed });
  return Dataset.fromColumns(sample.columns, { label: sample.label, drop: ["incident_id"] });
}

/**
 * Failed log-ins and young accounts raise the risk, but a tenth of the labels are turned, and where log-ins fail very often a
 * share of `often`: by default there is much to learn that a direction forbids. A tenth of the counts are missing.
 */
function logins(rows: number, seed = 1, often = 0.45): Dataset {
  const random = new Random(seed);
  const records = Array.from({ length: rows }, () => {
    const failedLogins = random.below(60);
    const age = random.below(3000);
    const source = ["edr", "vpn", "mail"][random.below(3)] as string;
    const attack = failedLogins > 20 + (source === "vpn" ? 15 : 0) || age < 200;
    const turned = random.unit() < (failedLogins > 45 ? often : 0.1);
    return {
      ...(random.unit() < 0.1 ? {} : { failedLogins }),
      age,
      source,
      admin: random.unit() < 0.3,
      label: attack !== turned ? "attack" : "benign",
    };
  });
  return Dataset.fromRecords(records, { label: "label", schema: { admin: "boolean" } });
}

/** How often the margin falls as the feature grows through a dense grid, all else as in some random rows. */
function falls(model: Model, data: Dataset, feature: string, from: number, to: number, output = 0): number {
  const steps = 400;
  const records: Record<string, unknown>[] = [];
  const random = new Random(5);
  for (let i = 0; i < 25; i++) {
    const row = data.record(random.below(data.rows));
    for (let step = 0; step <= steps; step++) {
      records.push({ ...row, [feature]: from + ((to - from) * step) / steps });
    }
  }
  const margins = model.marginsMany(Dataset.fromRecords(records, { schema: model.schema }));
  const { outputs } = model.header;
  let count = 0;
  records.forEach((_, i) => {
    if (i % (steps + 1) === 0) return;
    const [before, after] = [margins[(i - 1) * outputs + output], margins[i * outputs + output]];
    if ((after as number) < (before as number)) count++;
  });
  return count;
}

const noisy = logins(4000);
const methods: TrainOptions[] = [
  { method: "boosting", rounds: 60 },
  { method: "forest", trees: 30 },
];

describe.each(methods)("$method", (options) => {
  test("a direction holds on a dense grid of random rows, and not without it", async () => {
    // Classes are attack and benign: of two the second is meant.
    const falling = await train(noisy, { ...options, monotone: { failedLogins: "decreasing" } });
    const rising = await train(noisy, {
      ...options,
      monotone: {
        failedLogins: { direction: "increasing", label: "attack" },
        age: { direction: "increasing", label: "benign" },
      },
    });
    const free = await train(noisy, options);
    expect(falls(falling, noisy, "failedLogins", 70, -5)).toBe(0);
    expect(falls(rising, noisy, "failedLogins", 70, -5)).toBe(0);
    expect(falls(rising, noisy, "age", -10, 3100)).toBe(0);
    expect(falls(free, noisy, "failedLogins", 70, -5)).toBeGreaterThan(100);
    expect(falls(free, noisy, "age", -10, 3100)).toBeGreaterThan(100);
    // The probability of a single record, too.
    let before = 0;
    for (let failedLogins = 0; failedLogins < 60; failedLogins++) {
      const { attack = 0 } = rising.predict({ failedLogins, age: 900, source: "vpn" }).probabilities;
      expect(attack).toBeGreaterThanOrEqual(before);
      before = attack;
    }
  });

  test("a right direction costs next to nothing, a wrong one much", async () => {
    const [fit, held] = [logins(4000, 2, 0.1), logins(4000, 3, 0.1)];
    const loss = async (more: ConstraintOptions) =>
      evaluate(await train(fit, { ...options, ...more }), held).logLoss;
    const right = await loss({ monotone: { failedLogins: "decreasing", age: "increasing" } });
    const wrong = await loss({ monotone: { failedLogins: "increasing" } });
    const free = await loss({});
    expect(right).toBeLessThan(free + 0.005);
    expect(wrong).toBeGreaterThan(free + 0.05);
  });

  test("features of different groups do not interact", async () => {
    const all = { ...options, interactions: [["source", "failedLogins"], ["age"]] };
    const model = await train(noisy, all);
    const free = await train(noisy, options);
    // What changing the age does, at two counts of failed log-ins.
    const effect = (of: Model, failedLogins: number) => {
      const rows = [100, 2500].map((age) => ({ source: "vpn", admin: true, failedLogins, age }));
      const [young, old] = of.marginsMany(Dataset.fromRecords(rows, { schema: of.schema }));
      return (young as number) - (old as number);
    };
    expect(effect(model, 10)).toBeCloseTo(effect(model, 50), 9);
    expect(Math.abs(effect(free, 10) - effect(free, 50))).toBeGreaterThan(0.05);
  });

  test("the options are kept with the model", async () => {
    const constraints: ConstraintOptions = {
      monotone: { age: "increasing" },
      interactions: [["age", "source"]],
    };
    const model = await load((await train(noisy, { ...options, ...constraints })).save());
    expect(model.info.training.options).toMatchObject(constraints);
  });
});

test("of three classes the one that is named follows, and the odds of the others against it fall", async () => {
  const data = incidents(3000);
  const monotone = { previous_alerts: { direction: "increasing", label: "FP" } } as const;
  const model = await train(data, { rounds: 20, monotone });
  expect(model.classes).toEqual(["BP", "FP", "TP"]);
  expect(falls(model, data, "previous_alerts", -1, 40, 1)).toBe(0);
  expect(falls(model, data, "previous_alerts", 40, -1, 0)).toBe(0);
  expect(falls(model, data, "previous_alerts", 40, -1, 2)).toBe(0);
  const free = await train(data, { rounds: 20 });
  expect(falls(free, data, "previous_alerts", -1, 40, 1)).toBeGreaterThan(0);
});

test("a direction outlives continued training and refit", async () => {
  const data = logins(2000, 4);
  const flipped = Dataset.fromRecords(
    Array.from({ length: 800 }, (_, row) => {
      const record = data.record(row);
      return { ...record, label: record["label"] === "attack" ? "benign" : "attack" };
    }),
    { label: "label", schema: data.schema },
  );
  const model = await train(data, { rounds: 20, monotone: { failedLogins: "decreasing" } });
  const more = await train(flipped, { from: model, rounds: 20 });
  expect(more.header.trees).toBeGreaterThan(model.header.trees);
  expect(falls(more, data, "failedLogins", 70, -5)).toBe(0);
  for (const each of [model, more]) {
    expect(falls(await refit(each, flipped, { decay: 0 }), data, "failedLogins", 70, -5)).toBe(0);
  }
});

test.each<[ConstraintOptions, string]>([
  [
    { monotone: { failedlogin: "increasing" } },
    'monotone: There is no column "failedlogin". Did you mean "failedLogins"? The columns are: failedLogins, age, source, admin. (column "failedlogin")',
  ],
  [
    { monotone: { source: "increasing" } },
    'monotone: "source" is of kind category; only a feature that becomes one column of numbers has an order (column "source")',
  ],
  [
    { monotone: { age: { direction: "increasing", label: "evil" } } },
    'monotone: there is no class "evil": "age": { direction, label }; the classes are attack, benign (column "age")',
  ],
  [
    { monotone: { age: "up" } } as unknown as ConstraintOptions,
    'monotone: the direction of "age" must be "increasing" or "decreasing", not "up"',
  ],
  [
    { monotone: ["age"] } as unknown as ConstraintOptions,
    'monotone must have a direction for each feature, such as { failedLogins: "increasing" }',
  ],
  [
    { interactions: [["age"], ["port"]] },
    'interactions: There is no column "port". The columns are: failedLogins, age, source, admin. (column "port")',
  ],
  [
    { interactions: ["age"] } as unknown as ConstraintOptions,
    'interactions must be lists of feature names, such as [["port", "protocol"]]',
  ],
])("bad constraints %o", async (options, message) => {
  await expect(train(noisy, options)).rejects.toMatchObject({ code: "bad-option", message });
});

test("with three classes a class must be named, and a forest takes two only", async () => {
  const data = incidents(600);
  await expect(train(data, { monotone: { severity: "increasing" } })).rejects.toMatchObject({
    code: "bad-option",
    message:
      'monotone: with more than two classes name one: "severity": { direction, label }; the classes are BP, FP, TP (column "severity")',
  });
  const monotone = { severity: { direction: "increasing", label: "TP" } } as const;
  await expect(train(data, { method: "forest", monotone })).rejects.toMatchObject({
    code: "bad-option",
    message: "monotone constraints of a forest need two classes; boosting takes more",
  });
});

test("features of several columns may be grouped, and have no direction", async () => {
  const data = sessions(1500);
  const model = await train(data, { rounds: 10, interactions: [["src_ip", "dst_ip"]] });
  expect(model.header.trees).toBe(10);
  await expect(train(data, { monotone: { src_ip: "increasing" } })).rejects.toMatchObject({
    code: "bad-option",
    at: { column: "src_ip" },
  });
});
