// The built package in real Chromium, bundled by Vite as a reader's page would be.

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { build, type PreviewServer, preview } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expected } from "./expected.ts";
import type { Outcome } from "./scenario.ts";

declare global {
  var run: () => Promise<Outcome>;
}

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser"];

let folder: string;
let server: PreviewServer;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(resolve(tmpdir(), "hedgerow-page-"));
  const common = { root: import.meta.dirname, configFile: false, logLevel: "error" } as const;
  await build({
    ...common,
    build: {
      outDir: folder,
      emptyOutDir: true,
      rolldownOptions: { input: resolve(import.meta.dirname, "page.html") },
    },
  });
  server = await preview({ ...common, build: { outDir: folder }, preview: { port: 0, host: "127.0.0.1" } });
  browser = await chromium.launch({ executablePath: BROWSERS.find((file) => existsSync(file)), args: FLAGS });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function outcome(prepare?: (page: Page) => Promise<unknown>): Promise<Outcome> {
  const page = await browser.newPage();
  await prepare?.(page);
  const failures: string[] = [];
  page.on("pageerror", (error) => failures.push(error.message));
  await page.goto(`${server.resolvedUrls?.local[0]}page.html`);
  expect(failures).toEqual([]);
  const result = await page.evaluate(() => globalThis.run());
  await page.close();
  return result;
}

test("Chromium gives the same bits", async () => {
  expect(await outcome()).toEqual(await expected());
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
