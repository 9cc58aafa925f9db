// examples/prometheus with the real programs: promtool checks the files and the metrics, and Prometheus scrapes a service that drifts.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sampleSessions, toRecords } from "../ts/index.ts";
import { listen, type RunningServer } from "../ts/serve/node.ts";
import { sessionsModel } from "./served.ts";

const examples = resolve(import.meta.dirname, "../examples/prometheus");
const folder = mkdtempSync(join(tmpdir(), "hedgerow-prometheus-"));
let service: RunningServer;
let prometheus: ChildProcess | undefined;
let api = "";

beforeAll(async () => {
  service = await listen(await sessionsModel(2000), { port: 0, driftWindow: 1000 });
  const drift = [{ feature: "duration", kind: "shift", amount: 2 }] as const;
  const sessions = [...toRecords(sampleSessions({ rows: 1000, seed: 9, drift }))];
  const answer = await send("/predict", { records: sessions });
  const { predictions } = (await answer.json()) as { predictions: { id: string; label: string }[] };
  await send("/feedback", { feedback: predictions.map(({ id, label }) => ({ id, label })) });
  await send("/predict", { port: "none" });
  await send("/predict", { protocol: "carrier pigeon", nothing: 1 });
});

afterAll(async () => {
  prometheus?.kill("SIGKILL");
  await service.close();
  rmSync(folder, { recursive: true, force: true });
});

function send(path: string, body: unknown): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return fetch(service.url + path, { method: "POST", body: JSON.stringify(body), headers });
}

function promtool(words: string[], input?: string): string {
  return execFileSync("promtool", words, {
    cwd: examples,
    encoding: "utf8",
    input,
    stdio: ["pipe", "pipe", "pipe"],
  });
}

async function query(
  expression: string,
): Promise<{ metric: Record<string, string>; value: [number, string] }[]> {
  const response = await fetch(`${api}/api/v1/query?query=${encodeURIComponent(expression)}`);
  const json = (await response.json()) as { status: string; error?: string; data: { result: never[] } };
  expect(json.status, `${expression}: ${json.error}`).toBe("success");
  return json.data.result;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 300; i++) {
    if (await holds().catch(() => false)) return;
    await sleep(200);
  }
  throw new Error("it did not come to hold");
}

/** A port that is free now. */
function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}

test("promtool accepts the configuration, and the rules say of made-up series what they should", () => {
  expect(promtool(["check", "config", "prometheus.yml"])).toContain("7 rules found");
  expect(promtool(["test", "rules", "alerts.test.yml"])).toContain("SUCCESS");
});

test("promtool accepts the metrics", async () => {
  const text = await (await fetch(`${service.url}/metrics`)).text();
  expect(promtool(["check", "metrics"], text)).toBe("");
});

test("Prometheus scrapes the service, sees its drift, and answers every question of the dashboard", async () => {
  const port = await freePort();
  const config = readFileSync(join(examples, "prometheus.yml"), "utf8")
    .replaceAll("15s", "1s")
    .replace("localhost:8000", new URL(service.url).host)
    .replace("alerts.yml", join(examples, "alerts.yml"));
  writeFileSync(join(folder, "prometheus.yml"), config);
  const words = [
    `--config.file=${folder}/prometheus.yml`,
    `--storage.tsdb.path=${folder}/data`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  prometheus = spawn("prometheus", words, { stdio: "ignore" });
  api = `http://127.0.0.1:${port}`;
  await until(async () => (await query('up{job="hedgerow"} == 1')).length === 1);
  await until(async () => (await query("hedgerow_drift_psi")).length > 0);
  const psi = new Map(
    (await query("hedgerow_drift_psi")).map(({ metric, value }) => [metric["feature"], Number(value[1])]),
  );
  expect(psi.get("duration")).toBeGreaterThan(0.25);
  expect(psi.get("port")).toBeLessThan(0.25);
  const value = async (expression: string) => Number((await query(expression))[0]?.value[1]);
  expect(await value("sum(hedgerow_predictions_total)")).toBe(1001);
  expect(await value("hedgerow_feedback_accuracy")).toBe(1);
  expect(await value('hedgerow_requests_total{route="/predict",status="422"}')).toBe(1);
  await until(async () => {
    const { data } = (await (await fetch(`${api}/api/v1/alerts`)).json()) as {
      data: { alerts: { labels: Record<string, string>; state: string }[] };
    };
    const found = data.alerts.find(({ labels }) => labels["feature"] === "duration");
    return found?.labels["alertname"] === "HedgerowFeatureDrift" && found.state === "pending";
  });
  await send("/predict", { protocol: "carrier pigeon", nothing: 1 });
  await sleep(3000);
  const { panels } = JSON.parse(readFileSync(join(examples, "dashboard.json"), "utf8")) as {
    panels: { title: string; targets: { expr: string }[] }[];
  };
  expect(panels.length).toBeGreaterThan(8);
  for (const { title, targets } of panels)
    for (const { expr } of targets) {
      const asked = expr.replaceAll("$job", ".*").replaceAll("$__rate_interval", "30s");
      const found = await query(asked);
      // Nothing failed, and of some things there is no sample.
      const mayBeEmpty = /5\.\./.test(expr);
      if (!mayBeEmpty) expect(found.length, `${title}: ${asked}`).toBeGreaterThan(0);
    }
}, 180_000);
