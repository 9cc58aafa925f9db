// Pictures of every panel at two widths, light and dark, into .cache/screenshots: to be looked at, after each change of the page.

import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import type { Page } from "playwright-core";
import { root } from "../../build/run.ts";
import { step, trainQuickly, Visits } from "./visit.ts";

const folder = resolve(root, ".cache/screenshots");
const WIDTHS = { 1440: 1000, 390: 844 } as const;
const THEMES = ["light", "dark"] as const;

/** What is to be seen in each panel, in the order of a visit. */
const SCENES: readonly (readonly [name: string, arrange: (page: Page) => Promise<unknown>])[] = [
  ["data", (page) => page.getByRole("row", { name: /^severity/ }).waitFor()],
  ["train", (page) => trainQuickly(page, 120)],
  [
    "evaluate",
    async (page) => {
      await step(page, "Evaluate");
      await page.locator("[data-reading]").waitFor();
      await page.locator(".importance-space li").first().waitFor();
      await page.getByRole("slider", { name: /^Threshold/ }).fill("60");
    },
  ],
  [
    "explain",
    async (page) => {
      await step(page, "Explain");
      await page.getByRole("row", { name: /^3\b/ }).click();
      await page.getByText(/of these 5 were graded/).waitFor();
    },
  ],
  [
    "live",
    async (page) => {
      await step(page, "Live");
      await page.getByLabel("Alerts a second").fill("300");
      await page.getByRole("button", { name: "Start", exact: true }).click();
      await page.locator(".gauge.stable").first().waitFor();
      await page.getByRole("switch", { name: "Drift" }).click();
      await page.locator(".gauge.major").nth(1).waitFor();
      await page.waitForTimeout(6000);
      await page.locator(".queue li").first().getByRole("button", { name: "TP", exact: true }).click();
      await page.getByRole("button", { name: "Pause" }).click();
    },
  ],
  [
    "tag",
    async (page) => {
      await step(page, "Tag");
      await page.getByRole("button", { name: /^T1003/ }).waitFor();
    },
  ],
  [
    "take-away",
    async (page) => {
      await step(page, "Take away");
      await page.getByRole("button", { name: "Keep", exact: true }).click();
      await page.getByRole("button", { name: /^Open/ }).waitFor();
      await page.getByRole("button", { name: "Close" }).click();
    },
  ],
];

const wanted = process.argv.slice(2);
const visits = await Visits.begin();
mkdirSync(folder, { recursive: true });
for (const [width, height] of Object.entries(WIDTHS)) {
  for (const colorScheme of THEMES) {
    const { page, leave } = await visits.open({ viewport: { width: Number(width), height }, colorScheme });
    for (const [name, arrange] of SCENES) {
      await arrange(page);
      if (
        wanted.length > 0 &&
        !wanted.includes(name) &&
        !wanted.includes(width) &&
        !wanted.includes(colorScheme)
      )
        continue;
      await page.evaluate(() => scrollTo(0, 0));
      await page.screenshot({ path: resolve(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
    await leave();
  }
}
await visits.end();
console.log(`pictures in ${folder}`);
