// The built service in real workerd, bundled by wrangler, and in the Nodes of this machine: the same answers to the same requests.

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, expect, test } from "vitest";
import * as hedgerow from "../../ts/index.ts";
import { serve } from "../../ts/serve/index.ts";
import { nodes } from "./nodes.ts";
import { type Answered, makeApp, serveScenario } from "./serve-scenario.ts";
import { startWorkerd } from "./workerd.ts";

let expected: Answered[];

beforeAll(async () => {
  const app = await makeApp(hedgerow, serve);
  expected = await serveScenario((request) => app.fetch(request));
});

test("the scenario is what it should be", () => {
  const statuses = [200, 200, 200, 200, 200, 422, 413, 415, 200, 200, 200, 200, 200, 200, 404, 200, 401];
  expect(expected.map(({ status }) => status)).toEqual(statuses);
  expect(expected[4]?.body.split("\n").filter((line) => line.startsWith('{"error"'))).toHaveLength(2);
  expect(expected[15]?.body).toContain("hedgerow_feedback_accuracy");
});

test("workerd answers the same", async () => {
  const worker = await startWorkerd(resolve(import.meta.dirname, "serve-wrangler.jsonc"));
  try {
    const through = async (request: Request): Promise<Response> => {
      const body = request.body === null ? undefined : await request.text();
      const headers = Object.fromEntries(request.headers);
      const how = { method: request.method, headers, ...(body === undefined ? {} : { body }) };
      return (await worker.fetch(request.url, how)) as unknown as Response;
    };
    expect(await serveScenario(through)).toEqual(expected);
  } finally {
    await worker.dispose();
  }
}, 120_000);

test.each(nodes)(
  "Node %s answers the same, as an app and on a port",
  (_version, node = "") => {
    const folder = resolve(import.meta.dirname, "../../.cache/runtimes");
    mkdirSync(folder, { recursive: true });
    writeFileSync(resolve(folder, "package.json"), '{ "type": "module" }\n');
    const file = resolve(folder, "serve-scenario.js");
    const source = readFileSync(resolve(import.meta.dirname, "serve-scenario.ts"), "utf8");
    writeFileSync(file, stripTypeScriptTypes(source));
    const script = resolve(import.meta.dirname, "serve-node.js");
    const [app, port] = JSON.parse(
      execFileSync(node, [script, pathToFileURL(file).href], { encoding: "utf8" }),
    );
    expect(app).toEqual(expected);
    expect(port).toEqual(expected);
  },
  120_000,
);
