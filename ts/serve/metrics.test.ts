import { beforeAll, expect, test, vi } from "vitest";
import { type App, post as send, sessionsModel } from "../../test/served.ts";
import { sampleSessions, toRecords } from "../data/sample/index.ts";
import type { Model } from "../model/model.ts";
import { serve } from "./index.ts";

let sessions: Model;
let app: App;

beforeAll(async () => {
  sessions = await sessionsModel();
  app = await serve(sessions);
});

const post = (path: string, body: unknown, headers: Record<string, string> = {}, to: App = app) =>
  send(to, path, body, headers);

test("GET /metrics counts what was done", async () => {
  const own = await serve(sessions, { version: 'quoted "v"\\1' });
  await post(
    "/predict",
    { records: [{ port: 1, extra: 1, more: { a: 1 } }, { protocol: "carrier pigeon" }] },
    {},
    own,
  );
  await post("/predict", "{", {}, own);
  const response = await own.request("/metrics");
  expect(response.headers.get("Content-Type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  const text = await response.text();
  const labels = [{ port: 1 }, { protocol: "carrier pigeon" }].map(
    (record) => sessions.predict(record).label,
  );
  for (const label of new Set(labels))
    expect(text).toContain(
      `hedgerow_predictions_total{label="${label}"} ${labels.filter((each) => each === label).length}\n`,
    );
  for (const line of [
    'hedgerow_requests_total{route="/predict",status="200"} 1',
    'hedgerow_requests_total{route="/predict",status="400"} 1',
    'hedgerow_errors_total{code="bad-json"} 1',
    'hedgerow_missing_values_total{feature="duration"} 2',
    'hedgerow_unknown_values_total{feature="protocol"} 1',
    "hedgerow_unknown_fields_total 2",
    "hedgerow_drift_window_records 2",
    "hedgerow_drift_window_size 5000",
    'hedgerow_request_duration_seconds_count{route="/predict"} 2',
  ])
    expect(text.split("\n")).toContain(line);
  expect(text).toContain('version="quoted \\"v\\"\\\\1"');
  // Too few records to tell of drift.
  expect(text).not.toContain("hedgerow_drift_psi");
});

test("a request that fails is not counted in part", async () => {
  const own = await serve(sessions);
  await post("/predict", { records: [{ port: 1 }, { port: "x" }] }, {}, own);
  expect(await (await own.request("/metrics")).text()).not.toContain("hedgerow_predictions_total{");
});

test("drift of what was asked is told", async () => {
  const own = await serve(sessions, { driftWindow: 1000 });
  const drifted = sampleSessions({
    rows: 1000,
    seed: 5,
    drift: [{ feature: "duration", kind: "shift", amount: 2 }],
  });
  await post("/predict", { sessions: [...toRecords(drifted)] }, {}, own);
  const text = await (await own.request("/metrics")).text();
  const psi = (name: string) =>
    Number(new RegExp(`^hedgerow_drift_psi\\{feature="${name}"\\} (.*)$`, "m").exec(text)?.[1]);
  expect(psi("duration")).toBeGreaterThan(0.25);
  expect(psi("port")).toBeLessThan(0.1);
  expect(text).toMatch(/^hedgerow_drift_score_psi \d/m);
});

test("with an Analytics Engine binding each request writes a data point", async () => {
  const writeDataPoint = vi.fn();
  const env = { HEDGEROW_ANALYTICS: { writeDataPoint } };
  await app.request(
    "/predict",
    { method: "POST", body: "{", headers: { "Content-Type": "application/json" } },
    env,
  );
  expect(writeDataPoint.mock.calls).toEqual([
    [
      {
        blobs: ["/predict", "400", "bad-json", await sessions.id()],
        doubles: [expect.any(Number), 1],
        indexes: ["/predict"],
      },
    ],
  ]);
});
