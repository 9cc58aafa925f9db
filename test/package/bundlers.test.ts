// The packed package through every bundler, and without one, in real Chromium and workerd: the same vectors to the same bits.

import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, resolve } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startChromium } from "../runtimes/browser.ts";
import { startWorkerd } from "../runtimes/workerd.ts";
import { BUNDLERS } from "./bundle.ts";
import { type Consumer, makeConsumer } from "./consumer.ts";
import { installTools } from "./tools.ts";

declare global {
  var answered: Promise<string>;
}

let consumer: Consumer;
let server: Server;
let browser: Browser;

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

beforeAll(async () => {
  installTools();
  consumer = await makeConsumer();
  server = createServer(async ({ url = "/" }, response) => {
    try {
      const file = resolve(consumer.folder, `.${new URL(url, "http://x").pathname}`);
      const content = await readFile(file);
      response.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream").end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  browser = await startChromium();
}, 600_000);

afterAll(async () => {
  await browser?.close();
  server?.close();
  consumer?.remove();
});

async function answeredBy(path: string): Promise<string> {
  const page = await browser.newPage();
  const failures: string[] = [];
  page.on("pageerror", (error) => failures.push(error.message));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`);
  expect(failures).toEqual([]);
  const answer = await page.evaluate(() => globalThis.answered);
  await page.close();
  return answer;
}

test.each(Object.entries(BUNDLERS))(
  "%s",
  async (name, bundle) => {
    await bundle(consumer.folder, `out-${name}`);
    expect(await answeredBy(`out-${name}/page.html`)).toBe(consumer.expected);
  },
  180_000,
);

test("a script of type module, no bundler", async () => {
  expect(await answeredBy("plain.html")).toBe(consumer.expected);
}, 60_000);

test("wrangler", async () => {
  const worker = await startWorkerd(resolve(consumer.folder, "wrangler.jsonc"));
  try {
    const response = await worker.fetch("http://worker/");
    expect(await response.text()).toBe(consumer.expected);
  } finally {
    await worker.dispose();
  }
}, 120_000);
