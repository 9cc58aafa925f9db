// `hedgerow/edge` as it is packed: small, alone, and with the answers of `load` to the bit.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import {
  Dataset,
  generateKeys,
  type HedgerowError,
  load,
  type Model,
  sampleAlerts,
  sampleIncidents,
  sampleSessions,
  signModel,
  type TrainOptions,
  toRecords,
  train,
  withDecision,
} from "../ts/index.ts";
import { compiled } from "./scorers.ts";

type Edge = typeof import("../ts/edge/index.ts");
const fileOf = (name: string): string => resolve(import.meta.dirname, "../dist/edge", name);
const edge: Edge = await import(/* @vite-ignore */ pathToFileURL(fileOf("index.mjs")).href);
const full: Edge = await import(/* @vite-ignore */ pathToFileURL(fileOf("full.mjs")).href);

const KIBIBYTE = 1024;
const gzipped = (...names: string[]): number =>
  names.reduce((sum, name) => sum + gzipSync(readFileSync(fileOf(name)), { level: 9 }).length, 0);

describe("the files", () => {
  test("are within 12 KB, scorer included; with free text 15", () => {
    expect(gzipped("index.mjs")).toBeLessThanOrEqual(12 * KIBIBYTE);
    expect(gzipped("index.workerd.mjs", "scorer.wasm")).toBeLessThanOrEqual(12 * KIBIBYTE);
    expect(gzipped("full.mjs")).toBeLessThanOrEqual(15 * KIBIBYTE);
    expect(gzipped("scorer.wasm")).toBeLessThanOrEqual(4000);
  });

  test.each(["index.mjs", "full.mjs", "index.workerd.mjs", "full.workerd.mjs"])("%s stands alone", (name) => {
    const code = readFileSync(fileOf(name), "utf8");
    const imports = [...code.matchAll(/\bimport\b[^;]*/g)].map(([text]) => text);
    expect(imports).toEqual(
      name.includes("workerd") ? [expect.stringMatching(/^import \w+ from"\.\/scorer\.wasm"$/)] : [],
    );
    for (const word of ["eval", "Function", "fetch", "Buffer", "process", "require", "document", "window"])
      expect(code).not.toMatch(new RegExp(`\\b${word}\\b`));
    // An await at the top would stand outside all functions: a module with one is async, and can not be required.
    expect(
      () => new Function(code.replace(/^import[^;]*;/, "").replace(/export\{[^}]*\};?\s*$/, "")),
    ).not.toThrow();
  });
});

/** Records of a sample, some of their values taken away, unheard of, or of another type than in training. */
function disturbed(records: Record<string, unknown>[]): Record<string, unknown>[] {
  const others = [
    null,
    undefined,
    "never-heard-of",
    1e39,
    "12",
    "2031-05-05T12:00:00Z",
    true,
    ["a", "b"],
    {},
  ];
  let turn = 0;
  return records.map((record, i) => {
    const changed = { ...record };
    for (const name of Object.keys(record))
      if ((turn++ * 7919) % 11 === 0) changed[name] = others[(turn + i) % others.length];
    return changed;
  });
}

function outcomeOf(answer: () => unknown): unknown {
  try {
    return answer();
  } catch (error) {
    const { code, message, at } = error as HedgerowError;
    return { code, message, at };
  }
}

async function compare(model: Model, records: Record<string, unknown>[], entry: Edge): Promise<void> {
  const scorer = await entry.loadScorer(model.save());
  expect(scorer.classes).toEqual(model.classes);
  expect(scorer.info).toEqual(model.info);
  expect(await scorer.id()).toBe(await model.id());
  const known = await load(model.save());
  for (const [i, record] of [...records, ...disturbed(records), {}].entries()) {
    expect(outcomeOf(() => scorer.predict(record))).toEqual(outcomeOf(() => known.predict(record)));
    expect(outcomeOf(() => scorer.anomaly(record))).toEqual(outcomeOf(() => known.anomaly(record)));
    if (i % 5 !== 0) continue;
    const options = { top: 1 + (i % 4), label: i % 2 === 0 ? undefined : model.classes.at(-1) };
    expect(outcomeOf(() => scorer.explain(record, options))).toEqual(
      outcomeOf(() => known.explain(record, { ...options, method: "path" })),
    );
  }
}

const incidents = sampleIncidents({ rows: 700, seed: 3 });
const sessions = sampleSessions({ rows: 700, seed: 4 });
const alerts = sampleAlerts({ rows: 700, seed: 5 });

describe("the bits of load", () => {
  test.each<[string, typeof incidents, TrainOptions]>([
    ["boosting, three classes", incidents, { rounds: 12 }],
    ["boosting, two classes, an anomaly score", sessions, { rounds: 12, anomaly: true }],
    ["a forest with isotonic calibration", incidents, { method: "forest", trees: 12, calibrate: "isotonic" }],
    ["a forest, scaled", sessions, { method: "forest", trees: 12, calibrate: "platt" }],
    ["an isolation forest", sessions, { method: "isolation", trees: 20 }],
    ["not calibrated", alerts, { rounds: 8, calibrate: "none" }],
  ])("%s", async (_, sample, options) => {
    const data = Dataset.fromColumns(sample.columns, { label: sample.label });
    await compare(await train(data, options), [...toRecords(sample)].slice(0, 120), edge);
  });

  test("kinds that were not inferred, and decisions", async () => {
    const records = [...toRecords(incidents)].map((record, i) => ({
      ...record,
      when: `${1 + (i % 28)}/${1 + (i % 12)}/2024 ${1 + (i % 12)}:30 PM`,
      named: `${1 + (i % 28)} Aug 2024 10:00:00 GMT`,
      from: i % 3 === 0 ? `2001:db8::${i}` : `10.${i % 7}.0.${i % 250}`,
      flag: ["yes", "no"][i % 2],
      tags: ["a;b", "b", "c;a", ""][i % 4],
      nested: { deep: [{ x: "p" }, { x: "q" }], n: i },
    }));
    const schema = { flag: "boolean", from: "ip" } as const;
    const data = Dataset.fromRecords(records, { label: incidents.label, schema });
    const model = await train(data, { rounds: 10 });
    expect(new Set(model.encoder.features.map(({ kind }) => kind))).toEqual(
      new Set(["number", "category", "boolean", "time", "ip", "tags"]),
    );
    await compare(model, records.slice(0, 80), edge);
    const [first = "", second = ""] = model.classes;
    for (const decision of [
      { positive: second, threshold: 0.2, abstainBelow: 0.8 },
      { costs: { [first]: { [second]: 7 } }, abstainBelow: 0.5 },
    ])
      await compare(await withDecision(model, decision), records.slice(0, 40), edge);
  });

  test("free text, in the full entry; the other says where", async () => {
    const records = Array.from({ length: 120 }, (_, i) => ({
      message: `A process reads ${["lsass", "service", "account"][i % 3]} memory on host ${i} and then stops`,
      level: i % 7,
      grade: i % 3 === 0 ? "bad" : "good",
    }));
    const model = await train(Dataset.fromRecords(records, { label: "grade" }), { rounds: 10 });
    await compare(model, records, full);
    await expect(edge.loadScorer(model.save())).rejects.toMatchObject({
      code: "bad-model",
      message: expect.stringContaining("hedgerow/edge/full"),
    });
  });
});

describe("models that are not", () => {
  let bytes: Uint8Array;
  beforeAll(async () => {
    const data = Dataset.fromColumns(sessions.columns, { label: sessions.label });
    bytes = (await train(data, { rounds: 2 })).save();
  });

  test("every cut and every changed byte is refused, with load's code and place", async () => {
    for (let i = 0; i < 150; i++) {
      const at = Math.floor((i / 150) * bytes.length);
      const damaged = i % 2 === 0 ? bytes.slice(0, at) : bytes.slice();
      if (i % 2 === 1) damaged[at] = (damaged[at] as number) ^ 4;
      const [ours, theirs] = await Promise.all(
        [edge.loadScorer(damaged), load(damaged)].map((attempt) =>
          attempt.then(
            () => "accepted",
            ({ code, at: place }: HedgerowError) => ({ code, place }),
          ),
        ),
      );
      expect(ours).toEqual(theirs);
    }
  });

  test("an ArrayBuffer is taken too, and what becomes of it later does not matter", async () => {
    const given = bytes.slice();
    const scorer = await edge.loadScorer(given.buffer);
    const before = scorer.predict({});
    given.fill(0);
    expect(scorer.predict({})).toEqual(before);
    expect(scorer.explain({}).label).toBe(before.label);
  });

  test("with a key only what it signed is opened", async () => {
    const [keys, other] = await Promise.all([generateKeys(), generateKeys()]);
    const signed = await signModel(bytes, keys.privateKey);
    const { publicKey } = keys;
    const scorer = await edge.loadScorer(signed, { publicKey });
    expect(await scorer.id()).toBe(await (await load(bytes)).id());
    expect((await edge.loadScorer(signed)).predict({})).toEqual(scorer.predict({}));
    const changed = signed.slice();
    changed[500] = (changed[500] as number) ^ 1;
    for (const [given, key] of [
      [bytes, publicKey],
      [changed, publicKey],
      [signed, other.publicKey],
    ] as const)
      await expect(edge.loadScorer(given, { publicKey: key })).rejects.toMatchObject({
        code: "bad-signature",
      });
  });
});

test("the scorer imports nothing", () => {
  expect(WebAssembly.Module.imports(compiled("../edge/scorer.wasm"))).toEqual([]);
});
