// examples/node as it stands, with the built package: requests are injected, and it runs as a process until it is told to end.

import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Model } from "../ts/index.ts";

const root = resolve(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "hedgerow-node-"));
let service: FastifyInstance;
let model: Model;

beforeAll(async () => {
  cpSync(join(root, "examples/node"), folder, { recursive: true });
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/hedgerow"));
  symlinkSync(join(root, "node_modules/fastify"), join(folder, "node_modules/fastify"));
  expect(spawnSync(process.execPath, ["train.js"], { cwd: folder }).status).toBe(0);
  const { load } = await import(pathToFileURL(join(root, "dist/index.js")).href);
  const { makeService } = await import(pathToFileURL(join(folder, "service.js")).href);
  model = await load(readFileSync(join(folder, "model.bin")));
  service = await makeService(model);
}, 120_000);

afterAll(async () => {
  await service.close();
  rmSync(folder, { recursive: true });
});

function inject(url: string, payload?: object) {
  return service.inject(payload === undefined ? { url } : { url, method: "POST", payload });
}

test("incidents are graded, with reasons, and as ECS events", async () => {
  const incident = { severity: 5, detector: "signature-01", evidence_count: 20 };
  const graded = (await inject("/incidents/17/grade", incident)).json();
  expect(graded).toMatchObject({ incident: "17", ...model.predict(incident) });
  expect(graded.because).toHaveLength(3);
  const event = (await inject("/incidents/17/ecs", incident)).json();
  const risk = model.predict(incident).probabilities["TP"] as number;
  expect(event.event).toMatchObject({ id: "17", risk_score: Math.round(risk * 10_000) / 100 });
  expect(event.labels.model_id).toBe(await model.id());
  const drift = (await inject("/drift")).json();
  expect(drift.records).toBe(2);
  expect(drift.features.map(({ band }: { band: string }) => band)).toContain("too few");
});

test("what is wrong is told", async () => {
  const wrong = await inject("/incidents/1/grade", { severity: "high" });
  expect(wrong.statusCode).toBe(422);
  expect(wrong.json()).toMatchObject({ error: "bad-value", field: "severity" });
  expect((await inject("/incidents/1/grade", [1])).statusCode).toBe(400);
  expect((await inject("/incidents/1/grade", { a: "x".repeat(70_000) })).statusCode).toBe(413);
  expect((await inject("/nowhere")).statusCode).toBe(404);
});

test("it runs as a process and ends on SIGTERM", async () => {
  const child = spawn(process.execPath, ["main.js"], {
    cwd: folder,
    env: { ...process.env, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((done) => child.on("close", done));
  const url = await new Promise<string>((done) => {
    child.stdout.on("data", (part) => {
      const found = /listening at (http:\S+?)"/.exec(String(part))?.[1];
      if (found !== undefined) done(found);
    });
  });
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: "ok", model: await model.id() });
  child.kill("SIGTERM");
  expect(await ended).toBe(0);
});
