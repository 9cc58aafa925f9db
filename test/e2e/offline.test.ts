// The page without a network, and what it costs to load with one.

import { afterAll, beforeAll, expect, test } from "vitest";
import { PATIENCE, step, trainQuickly, Visits } from "./visit.ts";

let visits: Visits;
beforeAll(async () => {
  visits = await Visits.begin();
}, PATIENCE);
afterAll(() => visits?.end());

const KILOBYTE = 1000;

test(
  "what comes before the page can be used is at most 300 kB",
  async () => {
    // The copy for offline comes later, and is no part of the first load.
    const before = visits.sent;
    const { page, leave } = await visits.open({ serviceWorkers: "block" });
    await page.getByRole("row", { name: /^severity/ }).waitFor();
    const bytes = visits.sent - before;
    expect(bytes).toBeGreaterThan(60 * KILOBYTE);
    expect(bytes).toBeLessThanOrEqual(300 * KILOBYTE);
    console.log(`first load: ${(bytes / KILOBYTE).toFixed(0)} kB`);
    await leave();
  },
  PATIENCE,
);

test(
  "after one visit the page works when nobody answers any more",
  async () => {
    const alone = await Visits.begin();
    const { page, wrong } = await alone.open();
    await page.getByText("Works without a network").waitFor();
    await alone.cutOff();
    await page.reload();
    await page.getByRole("row", { name: /^severity/ }).waitFor();
    await trainQuickly(page, 15);
    await step(page, "Evaluate");
    await page.locator("[data-reading]").waitFor();
    await step(page, "Take away");
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "HTML report" }).click();
    await downloading;
    await step(page, "Tag");
    await page.getByRole("button", { name: /^T1003/ }).waitFor();
    expect(wrong).toEqual([]);
    await alone.end();
  },
  PATIENCE,
);

test(
  "what would ask another host is refused, in workers too",
  async () => {
    const { page, wrong } = await visits.open();
    await page.getByText("Works without a network").waitFor();
    await page.reload();
    await page.getByRole("row", { name: /^severity/ }).waitFor();
    const ask = (): Promise<string> =>
      fetch("http://hedgerow.invalid/").then(
        () => "answered",
        () => "refused",
      );
    expect(await page.evaluate(ask)).toBe("refused");
    const [desk] = page.workers();
    expect(await desk?.evaluate(ask)).toBe("refused");
    expect(visits.asked).toEqual([]);
    // The refusal itself is logged, and nothing else.
    expect(
      wrong.filter((each) => !/Security Policy|Failed to (load|fetch)|hedgerow\.invalid/.test(each)),
    ).toEqual([]);
    await page.context().close();
  },
  PATIENCE,
);
