// The built package in real Chromium, bundled by Vite as a reader's page would be.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import type { Browser, Page } from "playwright-core";
import { build, type PreviewServer, preview } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compare, Dataset, sampleSessions } from "../../ts/index.ts";
import { startChromium } from "./browser.ts";
import { expected, expectedOverWorkers } from "./expected.ts";
import type { WorkersOutcome } from "./workers-scenario.ts";

declare global {
  var run: () => Promise<unknown>;
  var trainOn: (place: "page" | "worker") => Promise<unknown>;
  var compared: () => Promise<unknown>;
}

let folder: string;
let server: PreviewServer;
/** The same pages, allowed to share memory among threads. */
let isolatedServer: PreviewServer;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(resolve(tmpdir(), "hedgerow-page-"));
  const common = { root: import.meta.dirname, configFile: false, logLevel: "error" } as const;
  await build({
    ...common,
    build: {
      outDir: folder,
      emptyOutDir: true,
      rolldownOptions: {
        input: ["page.html", "workers.html"].map((page) => resolve(import.meta.dirname, page)),
      },
    },
  });
  const address = { port: 0, host: "127.0.0.1" };
  server = await preview({ ...common, build: { outDir: folder }, preview: address });
  const headers = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
  };
  isolatedServer = await preview({ ...common, build: { outDir: folder }, preview: { ...address, headers } });
  browser = await startChromium();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await isolatedServer?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(
  file: string,
  prepare?: (page: Page) => Promise<unknown>,
  from: PreviewServer = server,
): Promise<Page> {
  const page = await browser.newPage();
  await prepare?.(page);
  const failures: string[] = [];
  page.on("pageerror", (error) => failures.push(error.message));
  await page.goto(`${from.resolvedUrls?.local[0]}${file}`);
  expect(failures).toEqual([]);
  return page;
}

async function outcome(prepare?: (page: Page) => Promise<unknown>): Promise<unknown> {
  const page = await open("page.html", prepare);
  const result = await page.evaluate(() => globalThis.run());
  await page.close();
  return result;
}

test("Chromium gives the same bits, before and after it goes on in blocks", async () => {
  const asked: string[] = [];
  const listening = async (page: Page): Promise<void> => {
    page.on("request", (request) => asked.push(request.url()));
  };
  const wanted = await expected();
  expect(await outcome(listening)).toEqual(wanted);
  expect(new Set(Object.values(wanted.numbers)).size).toBe(1);
  expect(asked.filter((url) => /blocks.*\.wasm/.test(url))).toHaveLength(1);
}, 60_000);

test("Chromium gives them from a server that does not know WebAssembly", async () => {
  const served = outcome((page) =>
    page.route("**/*.wasm", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), "content-type": "text/plain" } });
    }),
  );
  expect(await served).toEqual(await expected());
}, 60_000);

test.each([false, true])(
  "Chromium gives them with any number of workers (isolated page: %s), aborts at once and leaves no worker behind",
  async (isolated) => {
    const asked: string[] = [];
    const prepare = async (page: Page): Promise<void> => {
      page.on("request", (request) => asked.push(request.url()));
    };
    const page = await open("workers.html", prepare, isolated ? isolatedServer : server);
    expect(await page.evaluate(() => globalThis.crossOriginIsolated)).toBe(isolated);
    const outcome = (await page.evaluate(() => globalThis.run())) as WorkersOutcome;
    expect(outcome).toMatchObject({ bytes: await expectedOverWorkers(), differing: [] });
    expect(outcome.codes).toEqual(["bad-option", ...Array(10).fill("aborted")]);
    expect(outcome.slowestAbort).toBeLessThan(100);
    // Threads are started where they can share memory, and only there.
    expect(asked.some((url) => url.includes("core-threads"))).toBe(isolated);
    await expect.poll(() => page.workers().length).toBe(0);
    await page.close();
  },
  120_000,
);

test("Chromium compares models as Node does", async () => {
  const sample = sampleSessions({ rows: 400, seed: 7 });
  const data = Dataset.fromColumns(sample.columns, { label: sample.label, drop: ["session_id"] });
  const [fit, held] = data.split(0.7);
  const here = await compare(fit, { test: held, models: ["logistic", "tree", "knn", "svm-rbf", "bayes"] });
  const page = await open("workers.html");
  const there = await page.evaluate(() => globalThis.compared());
  expect(there).toEqual(here.models.map(({ model, accuracy }) => [model, accuracy]));
  await expect.poll(() => page.workers().length).toBe(0);
  await page.close();
}, 60_000);

test.each(["page", "worker"] as const)(
  "Chromium: a worker that breaks ends the training of a %s",
  async (place) => {
    const page = await open("workers.html");
    const begun = page.waitForEvent("worker");
    const ended = page.evaluate((from) => globalThis.trainOn(from), place);
    const worker = await begun;
    await worker.evaluate(() => {
      setTimeout(() => {
        throw new Error("broken");
      });
    });
    expect(await ended).toEqual({
      name: "HedgerowError",
      code: "internal",
      message: expect.stringMatching(/^a worker ended before its work was done: .*broken/),
    });
    await expect.poll(() => page.workers().length).toBe(0);
    await page.close();
  },
  60_000,
);

test("Chromium: a worker's file that is not there is a clear error", async () => {
  const page = await open("workers.html", (page) =>
    page.route("**/tree-worker*.js", (route) => route.abort()),
  );
  const ended = await page.evaluate(() => globalThis.trainOn("page"));
  expect(ended).toMatchObject({ code: "internal", message: expect.stringContaining("can not be loaded") });
  await page.close();
}, 60_000);
