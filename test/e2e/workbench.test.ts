// What a person does first: the sample is open, a model is trained on it, judged and asked why.

import { afterAll, beforeAll, expect, test } from "vitest";
import { PATIENCE, step, trainQuickly, Visits } from "./visit.ts";

let visits: Visits;
beforeAll(async () => {
  visits = await Visits.begin();
}, PATIENCE);
afterAll(() => visits?.end());

test(
  "the sample is open at once, with a kind for each column",
  async () => {
    const { page, leave } = await visits.open();
    await page.getByRole("row", { name: /^severity/ }).waitFor();
    expect(await page.getByLabel("Column to predict").inputValue()).toBe("triage_grade");
    expect(await page.getByLabel("Kind of source_ip").inputValue()).toBe("ip");
    expect(await page.getByLabel("Kind of timestamp").inputValue()).toBe("time");
    expect(await page.getByLabel("Kind of incident_id").inputValue()).toBe("drop");
    await page.getByLabel("Kind of severity").selectOption("category");
    await expect.poll(() => page.getByRole("row", { name: /^severity/ }).innerText()).toContain("as asked");
    await leave();
  },
  PATIENCE,
);

test(
  "a model is trained, its threshold moved, an alert explained and changed",
  async () => {
    const { page, leave } = await visits.open();
    await page.getByRole("button", { name: "Next: train a model" }).click();
    await trainQuickly(page);
    await page.getByRole("button", { name: "Evaluate", exact: true }).first().click();
    const reading = page.locator("[data-reading]");
    await reading.waitFor();
    const accuracy = Number(await page.locator(".facts dd").first().innerText());
    expect(accuracy).toBeGreaterThan(0.7);
    expect(accuracy).toBeLessThan(0.9);

    const before = await reading.innerText();
    const matrix = page.locator("table.matrix").first();
    const cells = await matrix.innerText();
    await page.getByRole("slider", { name: /^Threshold/ }).fill("5");
    await expect.poll(() => reading.innerText()).not.toBe(before);
    expect(await matrix.innerText()).not.toBe(cells);
    const few = Number((await reading.innerText()).match(/([\d.]+) false alerts a day/)?.[1]);
    await page.getByRole("slider", { name: /^Threshold/ }).fill("200");
    await expect
      .poll(async () => Number((await reading.innerText()).match(/([\d.]+) false alerts a day/)?.[1]))
      .toBeGreaterThan(few);
    const total = (await matrix.locator("td").allInnerTexts()).reduce(
      (sum, text) => sum + Number(text.replaceAll(",", "")),
      0,
    );
    expect(total).toBe(1600);

    await step(page, "Explain");
    await page.getByRole("row", { name: /^3\b/ }).click();
    const answer = page.locator("[data-answer]");
    await answer.waitFor();
    await page.getByText(/of these 5 were graded/).waitFor();
    const first = await answer.innerText();
    await page.getByLabel("severity", { exact: true }).fill("5");
    await page.getByLabel("has_malicious_ip", { exact: true }).fill("1");
    await page.getByLabel("suspicious_process", { exact: true }).fill("1");
    await page.getByLabel("asset_criticality", { exact: true }).selectOption("critical");
    await expect.poll(() => answer.innerText()).not.toBe(first);
    await page.locator("[data-moved]").waitFor();
    await page.getByRole("button", { name: "As it was" }).click();
    await expect.poll(() => answer.innerText()).toBe(first);
    await leave();
  },
  PATIENCE,
);

test(
  "training stopped early keeps the best so far",
  async () => {
    const { page, leave } = await visits.open();
    await page.getByRole("button", { name: /^Speed trial/ }).click();
    await page.getByRole("row", { name: /^f29/ }).waitFor();
    await step(page, "Train");
    await page.getByRole("button", { name: "Train", exact: true }).click();
    const stop = page.getByRole("button", { name: "Stop, keep the best" });
    await expect.poll(() => stop.isEnabled(), { timeout: PATIENCE }).toBe(true);
    await stop.click();
    await page.getByText("stopped, with the best so far").waitFor();
    const rounds = Number((await page.locator(".run .facts dd").first().innerText()).split(" ")[0]);
    expect(rounds).toBeGreaterThan(0);
    expect(rounds).toBeLessThan(1000);
    await step(page, "Evaluate");
    await page.locator("[data-reading]").waitFor();
    await leave();
  },
  PATIENCE,
);

test(
  "models are compared: those of the visit side by side, and other kinds beside one",
  async () => {
    const { page, leave } = await visits.open();
    await trainQuickly(page, 20);
    await page.getByRole("button", { name: "Train", exact: true }).click();
    await page.getByRole("button", { name: "Use boosting 2" }).waitFor();
    expect(await page.locator("td.best").count()).toBeGreaterThan(3);
    await page.getByRole("button", { name: "Compare", exact: true }).click();
    const kinds = page.getByRole("group", { name: "Kinds of models" });
    await kinds.waitFor({ timeout: PATIENCE });
    expect(await kinds.getByRole("row").count()).toBe(8);
    // 705 of the 1,600 rows are BP.
    expect(await kinds.getByRole("row", { name: /^always the most frequent class/ }).innerText()).toContain(
      "0.4406",
    );
    expect(await kinds.getByRole("row").nth(1).innerText()).toMatch(
      /^(gradient boosting|random forest|logistic regression)/,
    );
    await leave();
  },
  PATIENCE,
);
