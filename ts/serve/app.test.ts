import { beforeAll, describe, expect, test } from "vitest";
import { type App, post as send, sessionRecords, sessionsModel } from "../../test/served.ts";
import { Dataset } from "../data/dataset.ts";
import { sampleIncidents } from "../data/sample/index.ts";
import type { Model } from "../model/model.ts";
import { train } from "../model/train.ts";
import type { RecordAnswer } from "./answer.ts";
import { serve } from "./index.ts";
import type { ServiceOptions } from "./service.ts";

let sessions: Model;
let incidents: Model;
let app: App;
const records = sessionRecords(50);

beforeAll(async () => {
  const b = sampleIncidents({ rows: 800, seed: 1 });
  sessions = await sessionsModel();
  incidents = await train(Dataset.fromColumns(b.columns, { label: b.label, drop: ["incident_id"] }), {
    rounds: 20,
  });
  app = await serve(sessions, { version: "v1.0" });
});

const post = (path: string, body: unknown, headers: Record<string, string> = {}, to: App = app) =>
  send(to, path, body, headers);

describe("POST /predict", () => {
  test("sessions are answered by numbers", async () => {
    const { status, json } = await post("/predict", { sessions: records });
    const truth = records.map((record) => sessions.predict(record));
    expect(status).toBe(200);
    expect(json).toEqual({
      predictions: truth.map(({ label }) => Number(label)),
      probabilities: truth.map(({ probabilities }) => probabilities["1"]),
      model_version: "v1.0",
    });
    expect(new Set(json.predictions)).toEqual(new Set([0, 1]));
  });

  test("features in the schema's order are answered by a label", async () => {
    const names = sessions.schema.features.map(({ name }) => name);
    for (const record of records.slice(0, 10) as Record<string, unknown>[]) {
      const features = names.map((name) => record[name] ?? null);
      const { json } = await post("/predict", { features });
      expect(json).toEqual({ prediction: sessions.predict(record).label });
    }
    const { status, json } = await post("/predict", { features: [1, 2] });
    expect(status).toBe(422);
    expect(json.detail).toContain(`${names.length} values`);
  });

  test("a record, and records, are answered whole", async () => {
    const [record] = records as [Record<string, unknown>];
    const one = await post("/predict", { ...record, id: "mine" });
    expect(one.json).toEqual({ id: "mine", ...sessions.predict(record), model_version: "v1.0" });
    const many = await post("/predict", { records: records.slice(0, 3) });
    const answers = many.json.predictions as RecordAnswer[];
    expect(answers.map(({ id: _, model_version: _2, ...rest }) => rest)).toEqual(
      records.slice(0, 3).map((each) => sessions.predict(each)),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(3);
    const empty = await post("/predict", {});
    expect(empty.json.missing).toEqual(sessions.schema.features.map(({ name }) => name));
  });

  test("reasons are those of the quick explanation", async () => {
    const [record] = records as [Record<string, unknown>];
    const { json } = await post("/predict?reasons=2", record);
    const { contributions } = sessions.explain(record, { top: 2, method: "path", label: json.label });
    expect(json.reasons).toEqual(
      contributions.map(({ feature, value, contribution }) => ({ feature, value, contribution })),
    );
    expect((await post("/predict?reasons=many", record)).json).toMatchObject({
      status: 422,
      field: "reasons",
    });
    const always = await serve(sessions, { reasons: 1 });
    expect((await post("/predict", record, {}, always)).json.reasons).toHaveLength(1);
  });

  test("nested fields are those of dotted names, and words that are features are no keywords", async () => {
    const data = Dataset.fromRecords(
      Array.from({ length: 60 }, (_, i) => ({
        flow: { bytes: i },
        records: i % 7,
        grade: i > 30 ? "TP" : "FP",
      })),
      { label: "grade" },
    );
    const nested = await train(data, { rounds: 5 });
    const own = await serve(nested);
    const { json } = await post("/predict", { flow: { bytes: 50 }, records: 3 }, {}, own);
    expect(json).toMatchObject({
      missing: [],
      label: nested.predict({ "flow.bytes": 50, records: 3 }).label,
    });
  });

  test("three classes have a positive one only where one is named", async () => {
    const own = await serve(incidents);
    const { json } = await post("/predict", { sessions: [{ severity: 3 }] }, {}, own);
    expect(json.probabilities).toEqual([incidents.predict({ severity: 3 }).probabilities["TP"]]);
    await expect(serve(incidents, { positive: "none" })).rejects.toThrow(/there is no class "none"/);
  });
});

describe("streams", () => {
  async function lines(
    body: string | ReadableStream,
    options: ServiceOptions = {},
  ): Promise<Record<string, never>[]> {
    const own = await serve(sessions, options);
    const request = new Request("http://x/predict", {
      method: "POST",
      body,
      headers: { "Content-Type": "application/x-ndjson" },
      duplex: "half",
    } as RequestInit);
    const response = await own.fetch(request);
    expect(response.headers.get("Content-Type")).toBe("application/x-ndjson");
    const text = await response.text();
    return text
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  }

  test("each line is answered in order, whatever the pieces", async () => {
    const text = `${records.map((record) => JSON.stringify(record)).join("\r\n")}\n\n{"port":5}`;
    const bytes = new TextEncoder().encode(text);
    for (const size of [1, 7, 1000, bytes.length]) {
      let at = 0;
      const pieces = new ReadableStream({
        pull(controller) {
          if (at >= bytes.length) controller.close();
          else controller.enqueue(bytes.subarray(at, at + size));
          at += size;
        },
      });
      const answers = await lines(pieces);
      expect(answers).toHaveLength(records.length + 1);
      expect(answers.map(({ probability }) => probability)).toEqual(
        [...records, { port: 5 }].map((record) => sessions.predict(record).probability),
      );
    }
  });

  test("a bad line is a problem among the answers, too long a one the last", async () => {
    const answers = await lines('{"port":1}\n{"port":"x"}\nnonsense\n{"port":2}\n');
    expect(answers.map((each) => each["error"]?.["status"])).toEqual([undefined, 422, 400, undefined]);
    expect(answers[1]?.["error"]).toMatchObject({ record: 2, field: "port" });
    const cut = await lines(`{"port":1}\n{"a":"${"y".repeat(200)}"}\n{"port":2}\n`, {
      limits: { bodyBytes: 100 },
    });
    expect(cut.map((each) => each["error"]?.["status"])).toEqual([undefined, 413]);
    const whole = await lines('{"port":1}\n'.repeat(20), { limits: { streamBytes: 100 } });
    expect(whole.at(-1)?.["error"]).toMatchObject({ status: 413 });
  });

  test("what is not read is not asked for", async () => {
    let asked = 0;
    const endless = new ReadableStream(
      {
        pull(controller) {
          asked++;
          controller.enqueue(new TextEncoder().encode('{"port":1}\n'));
        },
      },
      { highWaterMark: 0 },
    );
    const request = new Request("http://x/predict", {
      method: "POST",
      body: endless,
      headers: { "Content-Type": "application/x-ndjson" },
      duplex: "half",
    } as RequestInit);
    const response = await app.fetch(request);
    const reader = (response.body as ReadableStream).getReader();
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(asked).toBeLessThan(10);
    await reader.cancel();
  });
});

describe("POST /explain and /feedback", () => {
  test("explanations are the model's", async () => {
    const [record] = records as [Record<string, unknown>];
    const { json } = await post("/explain?top=3&label=0", record);
    const expected = JSON.parse(JSON.stringify(sessions.explain(record, { top: 3, label: "0" })));
    expect(json).toEqual({ ...expected, model_version: "v1.0" });
    const many = await post("/explain", { records: records.slice(0, 2) });
    expect(many.json.explanations).toHaveLength(2);
    for (const query of ["top=0", "top=x", "label=none", "method=other"])
      expect(await post(`/explain?${query}`, record), query).toMatchObject({ status: 422 });
    expect(await post("/explain", { records: records.concat(records, records) })).toMatchObject({
      status: 413,
    });
  });

  test("true labels of answers give the rates of the last day", async () => {
    const own = await serve(sessions);
    const { json } = await post("/predict", { records }, {}, own);
    const answers = json.predictions as RecordAnswer[];
    // The truth: every third answer is wrong.
    const feedback = answers.map(({ id, label }, i) => ({
      id,
      label: i % 3 === 0 ? 1 - Number(label) : label,
    }));
    expect(await post("/feedback", { feedback }, {}, own)).toMatchObject({
      json: { accepted: 50, unknown: [] },
    });
    expect(await post("/feedback", { feedback: feedback.slice(0, 2) }, {}, own)).toMatchObject({
      json: { accepted: 0 },
    });
    expect(await post("/feedback", { id: "never", label: "1" }, {}, own)).toMatchObject({
      json: { unknown: ["never"] },
    });
    const bad = [{ id: "a" }, { label: "1" }, { id: "a", label: "no class" }, null, 5];
    for (const each of bad)
      expect(await post("/feedback", each as never, {}, own)).toMatchObject({ status: 422 });
    const text = await (await own.request("/metrics")).text();
    expect(text).toContain(`hedgerow_feedback_accuracy ${33 / 50}\n`);
    const told = feedback.map(({ label }, i) => [answers[i]?.label, String(label)] as const);
    const rate = (truth: string) => {
      const of = told.filter(([, each]) => each === truth);
      return of.filter(([label]) => label === "1").length / of.length;
    };
    expect(text).toContain(`hedgerow_feedback_false_positive_rate ${rate("0")}\n`);
    expect(text).toContain(`hedgerow_feedback_detection_rate ${rate("1")}\n`);
  });
});
