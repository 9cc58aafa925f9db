// The page stays at hand whatever it works on: no task of its main thread takes over 50 ms.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PATIENCE, step, Visits } from "./visit.ts";

let visits: Visits;
let folder: string;
let million: string;
beforeAll(async () => {
  visits = await Visits.begin();
  folder = mkdtempSync(resolve(tmpdir(), "hedgerow-million-"));
  million = resolve(folder, "million.csv");
  const lines = Array.from({ length: 1_000_000 }, (_, row) => {
    const [protocol, verdict] = [row % 3 ? "tcp" : "udp", row % 5 ? "benign" : "attack"];
    return `${row % 97},${(row * 7919) % 1009},${protocol},${verdict}`;
  });
  writeFileSync(million, `bytes,ports,protocol,verdict\n${lines.join("\n")}\n`);
}, PATIENCE);
afterAll(async () => {
  await visits?.end();
  rmSync(folder, { recursive: true, force: true });
});

declare global {
  var longTasks: number[];
}

/** Long tasks from now on; loading the page is not what this is about. */
async function watch(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    globalThis.longTasks = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration);
    }).observe({ type: "longtask" });
  });
  return () => page.evaluate(() => globalThis.longTasks);
}

/** Other work on the machine may block a page too, but not each time. */
const AGAIN = { timeout: PATIENCE, retry: 2 };

test("training on 100,000 x 30 never blocks the page for over 50 ms", AGAIN, async () => {
  const { page, leave } = await visits.open();
  await page.getByRole("row", { name: /^severity/ }).waitFor();
  await page.getByRole("button", { name: /^Speed trial/ }).click();
  await page.getByRole("row", { name: /^f29/ }).waitFor();
  await step(page, "Train");
  await page.getByText("More options").click();
  await page.getByLabel("Most rounds").fill("150");
  const longTasks = await watch(page);
  await page.getByRole("button", { name: "Train", exact: true }).click();
  await page.getByRole("button", { name: "Evaluate", exact: true }).waitFor({ timeout: PATIENCE });
  expect(await longTasks()).toEqual([]);
  await leave();
});

test("a CSV of a million rows is read with progress, and without freezing the page", AGAIN, async () => {
  const { page, leave } = await visits.open();
  await page.getByRole("row", { name: /^severity/ }).waitFor();
  const longTasks = await watch(page);
  await page.getByLabel("Choose a CSV or JSONL file").setInputFiles(million);
  await page.getByText(/^Reading million.csv · \d+%$/).waitFor();
  await page.getByRole("heading", { name: "million.csv" }).waitFor({ timeout: PATIENCE });
  await page.getByText("1,000,000 rows, 4 columns").waitFor();
  await page.getByText(/looked at on 40,000 rows/).waitFor({ timeout: PATIENCE });
  expect(await longTasks()).toEqual([]);
  await leave();
});
