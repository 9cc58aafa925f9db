// axe-core on every panel, light and dark, wide and narrow; and a visit by keys alone.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PATIENCE, step, trainQuickly, Visits } from "./visit.ts";

let visits: Visits;
beforeAll(async () => {
  visits = await Visits.begin();
}, PATIENCE);
afterAll(() => visits?.end());

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What axe finds, in short; and whether the page is wider than the screen, or goes on where nothing is. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate(
    (rules) =>
      (
        globalThis as unknown as { axe: { run: (options: object) => Promise<{ violations: Violation[] }> } }
      ).axe.run({
        runOnly: rules,
      }),
    RULES,
  );
  const spare = await page.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    const shell = document.querySelector(".shell") as HTMLElement;
    return [scrollWidth - innerWidth, scrollHeight - Math.max(innerHeight, shell.offsetHeight)];
  });
  return [
    ...found.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
    ),
    ...spare.filter((pixels) => pixels > 1).map((pixels) => `${pixels} pixels too many`),
  ];
}

const LOOKS = [
  { colorScheme: "light", viewport: { width: 1440, height: 1000 } },
  { colorScheme: "dark", viewport: { width: 390, height: 844 } },
] as const;

test.each(LOOKS)(
  "axe finds nothing wrong: $colorScheme, $viewport.width px",
  async (look) => {
    const { page, leave } = await visits.open(look);
    await page.getByRole("row", { name: /^severity/ }).waitFor();
    expect(await violations(page)).toEqual([]);
    await trainQuickly(page);
    expect(await violations(page)).toEqual([]);
    await step(page, "Evaluate");
    await page.locator(".importance-space li").first().waitFor();
    expect(await violations(page)).toEqual([]);
    await step(page, "Explain");
    await page.getByRole("row", { name: /^2\b/ }).click();
    await page.getByText(/of these 5 were graded/).waitFor();
    expect(await violations(page)).toEqual([]);
    await step(page, "Live");
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.locator(".queue li").nth(3).waitFor();
    await page.locator(".gauge").first().waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    expect(await violations(page)).toEqual([]);
    await step(page, "Tag");
    await page.getByRole("button", { name: /^T1003/ }).waitFor();
    expect(await violations(page)).toEqual([]);
    await step(page, "Take away");
    await page.locator("[data-program]").waitFor();
    expect(await violations(page)).toEqual([]);
    await leave();
  },
  PATIENCE,
);

test(
  "a visit by keys alone",
  async () => {
    const { page, leave } = await visits.open();
    await page.getByRole("row", { name: /^severity/ }).waitFor();
    await tabTo(page, "Train");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Train a model" }).waitFor();
    await tabTo(page, "Train", "BUTTON");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Evaluate", exact: true }).waitFor({ timeout: PATIENCE });
    await step(page, "Explain");
    await page.getByRole("row", { name: /^1\b/ }).waitFor();
    await page.locator(".list .window").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.getByRole("heading", { name: "Alert in row 2" }).waitFor();
    await leave();
  },
  PATIENCE,
);

/** Presses Tab until what has the focus says this. */
async function tabTo(page: Page, text: string, tag?: string): Promise<void> {
  for (let times = 0; times < 80; times++) {
    await page.keyboard.press("Tab");
    const [name, element] = await page.evaluate(() => [
      document.activeElement?.textContent?.trim() ?? "",
      document.activeElement?.tagName ?? "",
    ]);
    if (name?.startsWith(text) && (tag === undefined || element === tag)) return;
  }
  throw new Error(`no way by keys to ${text}`);
}
