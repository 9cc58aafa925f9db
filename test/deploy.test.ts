// examples/deploy, as far as it can be tried without an engine: the Dockerfile's entry point, arguments and health check run as a process; the manifests are
// held against each other and against the server.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { ROUTES } from "../ts/serve/app.ts";
import { sessionsModel } from "./served.ts";

// biome-ignore lint/suspicious/noExplicitAny: a manifest is whatever its kind has; the tests say what it should be.
type Manifest = any;

const root = resolve(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "hedgerow-deploy-"));
const dockerfile = readFileSync(join(root, "examples/deploy/Dockerfile"), "utf8");
const children: ChildProcess[] = [];

/** Instructions of the last stage, with continued lines joined. */
const instructions = dockerfile
  .replaceAll(/^#.*\n/gm, "")
  .replaceAll(/\\\n\s*/g, "")
  .split(/^FROM /m)
  .at(-1)
  ?.split("\n")
  .slice(1)
  .filter(Boolean)
  .map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)] as const) as [
  string,
  string,
][];

function instruction(name: string): string {
  return instructions.find(([each]) => each === name)?.[1] ?? "";
}

beforeAll(async () => {
  writeFileSync(join(folder, "model.bin"), (await sessionsModel(300, 5)).save());
});

afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}

describe("the Dockerfile", () => {
  test("has the instructions that a checker would look for", () => {
    expect(instructions.map(([name]) => name)).toEqual([
      "ENV",
      "WORKDIR",
      "COPY",
      "COPY",
      "USER",
      "EXPOSE",
      "HEALTHCHECK",
      "ENTRYPOINT",
      "CMD",
    ]);
    expect(Number(instruction("USER").split(":")[0])).toBeGreaterThan(0);
    expect(instruction("EXPOSE")).toBe("8000");
    expect(instruction("COPY")).toContain("--from=install");
  });

  test("its entry point serves, its health check tells so, and SIGTERM ends it well", async () => {
    const port = await freePort();
    const here = (word: string) =>
      word
        .replace("/app/node_modules/hedgerow", root)
        .replace("/models", folder)
        .replaceAll("8000", String(port));
    const [program = "", ...words] = (JSON.parse(instruction("ENTRYPOINT")) as string[])
      .concat(JSON.parse(instruction("CMD")))
      .map(here);
    expect(program).toBe("node");
    const [check = "", ...checkWords] = (
      JSON.parse(instruction("HEALTHCHECK").replace(/^.*?CMD /, "")) as string[]
    ).map(here);
    expect(check).toBe("node");
    const healthy = () => spawnSync(process.execPath, checkWords).status;
    expect(healthy()).toBe(1);
    const set = instruction("ENV")
      .split(" ")
      .map((word) => word.split(/=(.*)/).slice(0, 2));
    const env = { ...process.env, ...Object.fromEntries(set) };
    const child = spawn(process.execPath, words, { stdio: "ignore", env });
    children.push(child);
    const ended = new Promise((done) => child.on("close", done));
    for (let i = 0; i < 100 && healthy() !== 0; i++) await sleep(100);
    expect(healthy()).toBe(0);
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
  }, 120_000);
});

describe("the manifests", () => {
  const files = join(root, "examples/deploy/kubernetes");
  const all: Manifest[] = readdirSync(files).flatMap((file) =>
    parseAllDocuments(readFileSync(join(files, file), "utf8")).map((document) => {
      expect(document.errors, file).toEqual([]);
      return document.toJS();
    }),
  );
  const of = (kind: string): Manifest => all.find((each) => each.kind === kind);
  const pod = of("Deployment").spec.template;
  const [container] = pod.spec.containers;

  test("are those that are needed, and fit each other", () => {
    expect(all.map(({ kind }) => kind).sort()).toEqual([
      "Deployment",
      "HorizontalPodAutoscaler",
      "PodDisruptionBudget",
      "Service",
      "ServiceMonitor",
    ]);
    for (const { apiVersion, metadata } of all) {
      expect(apiVersion).toMatch(/^(v1|[\w.]+\/v\d)$/);
      expect(metadata.name).toBe("hedgerow");
    }
    const labels = pod.metadata.labels;
    expect(of("Deployment").spec.selector.matchLabels).toEqual(labels);
    expect(of("Service").spec.selector).toEqual(labels);
    expect(of("PodDisruptionBudget").spec.selector.matchLabels).toEqual(labels);
    expect(of("ServiceMonitor").spec.selector.matchLabels).toEqual(of("Service").metadata.labels);
    expect(of("HorizontalPodAutoscaler").spec.scaleTargetRef).toEqual({
      apiVersion: "apps/v1",
      kind: "Deployment",
      name: "hedgerow",
    });
    const [port] = of("Service").spec.ports;
    expect(container.ports.map(({ name }: { name: string }) => name)).toContain(port.targetPort);
    expect(of("ServiceMonitor").spec.endpoints[0].port).toBe(port.name);
  });

  test("replicas, autoscaling, resources and privileges", () => {
    expect(of("Deployment").spec.replicas).toBe(2);
    const { minReplicas, metrics } = of("HorizontalPodAutoscaler").spec;
    expect(minReplicas).toBe(2);
    expect(metrics[0].resource).toEqual({
      name: "cpu",
      target: { type: "Utilization", averageUtilization: 70 },
    });
    for (const bounds of [container.resources.requests, container.resources.limits]) {
      expect(bounds.cpu).toMatch(/^\d+m?$/);
      expect(bounds.memory).toMatch(/^\d+Mi$/);
    }
    expect(pod.spec.securityContext.runAsNonRoot).toBe(true);
    expect(`${pod.spec.securityContext.runAsUser}`).toBe(instruction("USER").split(":")[0]);
    expect(container.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
    });
  });

  test("probes and paths are the server's, and pods have the time to end", () => {
    const probes = [container.startupProbe, container.readinessProbe, container.livenessProbe];
    for (const { httpGet } of probes) {
      expect(Object.keys(ROUTES)).toContain(httpGet.path);
      expect(httpGet.port).toBe("http");
    }
    expect(Object.keys(ROUTES)).toContain(of("ServiceMonitor").spec.endpoints[0].path);
    expect(container.args).toEqual(JSON.parse(instruction("CMD")));
    const drain = Number(container.args[container.args.indexOf("--drain") + 1]);
    const { periodSeconds, failureThreshold } = container.readinessProbe;
    // Seen as not ready before the port closes; and what has begun has its grace (25 s, see listen).
    expect(drain).toBeGreaterThanOrEqual(periodSeconds * failureThreshold);
    expect(pod.spec.terminationGracePeriodSeconds).toBeGreaterThan(drain + 25 + 1);
  });
});
