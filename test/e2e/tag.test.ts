// Texts to techniques in the page: with the tagger that is there, and with one trained on a file.

import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dataFile } from "../data-folder.ts";
import { PATIENCE, step, Visits } from "./visit.ts";

let visits: Visits;
beforeAll(async () => {
  visits = await Visits.begin();
}, PATIENCE);
afterAll(() => visits?.end());

test(
  "a pasted text gets its technique, with the words marked that speak for it",
  async () => {
    const { page, leave } = await visits.open();
    await step(page, "Tag");
    await page.getByRole("button", { name: /^T1003/ }).waitFor();
    await page
      .getByRole("textbox", { name: "Alert text" })
      .fill("Thousands of documents were encrypted, and a ransom note was left in each folder");
    await page.getByRole("button", { name: /^T1486 Data Encrypted for Impact/ }).waitFor();
    await expect
      .poll(async () => (await page.locator(".marked mark").allInnerTexts()).join(" "))
      .toMatch(/ransom/);
    await page.getByRole("textbox", { name: "Alert text" }).fill("A quiet morning");
    await page.getByText(/^Not sure: /).waitFor();
    await leave();
  },
  PATIENCE,
);

test(
  "a tagger is trained on a dropped JSONL file, and saved",
  async () => {
    const lines = readFileSync(dataFile("atomic/atomic.jsonl"), "utf8").trim().split("\n");
    const wanted = new Set(["T1003", "T1053", "T1110", "T1486", "T1547", "T1562"]);
    const chosen = lines.filter((line) => wanted.has(JSON.parse(line).id));
    expect(chosen.length).toBeGreaterThan(60);
    const { page, leave } = await visits.open();
    await step(page, "Tag");
    await page.getByRole("button", { name: /^T1003/ }).waitFor();
    const file = {
      name: "atomic.jsonl",
      mimeType: "application/x-ndjson",
      buffer: Buffer.from(chosen.join("\n")),
    };
    await page.getByLabel("Choose labelled texts (JSONL or CSV)").setInputFiles(file);
    await page.getByText(`atomic.jsonl: ${chosen.length} rows`).waitFor();
    expect(await page.getByLabel("Column of texts").inputValue()).toBe("alert");
    expect(await page.getByLabel("Column of labels").inputValue()).toBe("id");
    await page.getByRole("button", { name: "Train the tagger" }).click();
    await page
      .getByText(/right on texts held out/)
      .filter({ hasText: "atomic.jsonl" })
      .waitFor();
    await page
      .getByRole("textbox", { name: "Alert text" })
      .fill("Dump the memory of lsass.exe with procdump to read credentials offline");
    await page.getByRole("button", { name: /^T1003/ }).waitFor();
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: /^Download tagger/ }).click();
    expect((await downloading).suggestedFilename()).toBe("tagger.bin");
    await leave();
  },
  PATIENCE,
);
