// Files that people drop: a real one, a gzipped one, large ones, and broken ones.

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dataFile } from "../data-folder.ts";
import { PATIENCE, step, trainQuickly, Visits } from "./visit.ts";

let visits: Visits;
beforeAll(async () => {
  visits = await Visits.begin();
}, PATIENCE);
afterAll(() => visits?.end());

function drop(page: Page, name: string, buffer: Buffer): Promise<void> {
  return page.getByLabel("Choose a CSV or JSONL file").setInputFiles({ name, mimeType: "text/csv", buffer });
}

test(
  "a real CSV is read, its label guessed, trained on and explained",
  async () => {
    const { page, leave } = await visits.open();
    await drop(page, "intrusion.csv.gz", gzipSync(readFileSync(dataFile("intrusion/intrusion.csv"))));
    await page.getByRole("heading", { name: "intrusion.csv.gz" }).waitFor();
    await page.getByRole("row", { name: /^ip_reputation_score/ }).waitFor();
    expect(await page.getByLabel("Column to predict").inputValue()).toBe("attack_detected");
    expect(
      await page
        .getByRole("row", { name: /^session_id/ })
        .getByRole("combobox")
        .inputValue(),
    ).toBe("drop");
    await page.getByLabel("Kind of split").selectOption("drop");
    await expect
      .poll(() => page.getByRole("row", { name: /^split/ }).innerText())
      .toContain("left out as asked");
    await trainQuickly(page, 30);
    await step(page, "Evaluate");
    await page.locator("[data-reading]").waitFor();
    // Nothing of this data can be told beyond 0.8955 (shared/data/README.md), give or take what 1,908 rows leave to chance.
    const accuracy = Number(await page.locator(".facts dd").first().innerText());
    expect(accuracy).toBeGreaterThan(0.86);
    expect(accuracy).toBeLessThan(0.92);
    await step(page, "Explain");
    // The tables of the step before begin with numbers, too.
    await page
      .getByRole("row", { name: /in truth/ })
      .first()
      .waitFor({ state: "hidden" });
    await page.getByRole("row", { name: /^1\b/ }).click();
    await page.getByText(/of these 5 were graded/).waitFor();
    await step(page, "Live");
    expect(await page.getByLabel("Alerts from").inputValue()).toBe("held");
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.locator(".queue li").first().waitFor();
    await leave();
  },
  PATIENCE,
);

const BROKEN: readonly (readonly [name: string, content: string | Buffer, told: RegExp])[] = [
  ["empty.csv", "", /The file is empty/],
  ["ragged.csv", "a,b\n1,2\n3\n", /The row has 1 cells, the header 2.*line 3/],
  ["quote.csv", 'a,b\n"1,2\n3,4\n', /A quote is opened and never closed/],
  ["not.jsonl", '{"a": 1}\n{"a": \n', /line 2/],
  ["cut.csv.gz", gzipSync(Buffer.from("a,b\n".repeat(9000))).subarray(0, 60), /gzip data is damaged/],
];

test(
  "a broken file is told of with its line, and what was open stays",
  async () => {
    const { page, leave } = await visits.open();
    await page.getByRole("row", { name: /^severity/ }).waitFor();
    for (const [name, content, told] of BROKEN) {
      await drop(page, name, Buffer.from(content));
      await page.getByRole("alert").filter({ hasText: told }).waitFor();
      expect(await page.getByRole("heading", { name: "sample of incidents" }).count()).toBe(1);
    }
    await page.getByRole("button", { name: /^Network sessions/ }).click();
    await page.getByRole("heading", { name: "sample of sessions" }).waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
    await leave();
  },
  PATIENCE,
);

test(
  "a leaking column is warned of",
  async () => {
    const { page, leave } = await visits.open();
    const rows = Array.from(
      { length: 400 },
      (_, i) => `${i % 7},${i % 2 ? "closed as attack" : "closed as noise"},${i % 2 ? "attack" : "benign"}`,
    );
    await drop(page, "leak.csv", Buffer.from(["count,closed,verdict", ...rows].join("\n")));
    await page.getByText(/"closed" alone tells 100% of the label/).waitFor();
    await leave();
  },
  PATIENCE,
);
