// The stream: alerts are scored as they come, drift turns the gauges and nothing else does, verdicts make a new model.

import { afterAll, beforeAll, expect, test } from "vitest";
import { PATIENCE, step, trainQuickly, Visits } from "./visit.ts";

let visits: Visits;
beforeAll(async () => {
  visits = await Visits.begin();
}, PATIENCE);
afterAll(() => visits?.end());

test(
  "a stream is queued with reasons, drifts when told to, and is learnt from",
  async () => {
    const { page, leave } = await visits.open();
    await trainQuickly(page);
    await step(page, "Live");
    await page.getByLabel("Alerts a second").fill("500");
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.locator(".queue li").first().waitFor();
    expect(await page.locator(".queue li .reason").count()).toBeGreaterThan(2);

    const summary = page.locator("[data-drift]");
    await expect.poll(() => summary.innerText(), { timeout: PATIENCE }).toBe("No feature has drifted");
    await page.getByRole("switch", { name: "Drift" }).click();
    await expect
      .poll(async () => Number(await summary.getAttribute("data-drift")), { timeout: PATIENCE })
      .toBeGreaterThanOrEqual(3);
    for (const name of ["severity", "previous_alerts", "incident_category"])
      expect(await page.locator(".gauge.major", { hasText: name }).count()).toBe(1);
    expect(await page.locator(".gauge.major", { hasText: "detector" }).count()).toBe(0);

    await page.getByRole("button", { name: "Pause" }).click();
    const scored = page.getByText(/alerts scored:/);
    const text = await scored.innerText();
    await page.waitForTimeout(700);
    expect(await scored.innerText()).toBe(text);
    expect(await page.locator(".histogram .bar").count()).toBeGreaterThan(5);

    await page.getByLabel("Filter").fill("phishing");
    await expect.poll(() => page.locator(".queue li").count()).toBeGreaterThan(0);
    for (let i = 0; i < 3; i++)
      await page.locator(".queue li").first().getByRole("button", { name: "FP", exact: true }).click();
    await page.getByRole("button", { name: "Retrain with 3 verdicts" }).click();
    await page.getByText(/with 3 verdicts" is ready/).waitFor();
    await step(page, "Train");
    await expect
      .poll(() => page.getByRole("row", { name: /^boosting with 3 verdicts/ }).innerText())
      .toMatch(/1,600 rows/);
    await leave();
  },
  PATIENCE,
);

test(
  "an NDJSON file is streamed to its end",
  async () => {
    const { page, leave } = await visits.open();
    await trainQuickly(page);
    await step(page, "Live");
    await page.getByLabel("Alerts from").selectOption("file");
    const alerts = Array.from({ length: 300 }, (_, i) => ({
      severity: (i % 5) + 1,
      incident_category: "phishing",
      has_malicious_ip: i % 2,
    }));
    const buffer = Buffer.from(alerts.map((each) => JSON.stringify(each)).join("\n"));
    await page
      .getByLabel("Choose an NDJSON or CSV file")
      .setInputFiles({ name: "alerts.ndjson", mimeType: "application/x-ndjson", buffer });
    await page.getByLabel("Alerts a second").fill("1000");
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.getByText("the file has ended").waitFor();
    expect(await page.getByText(/alerts scored:/).innerText()).toMatch(/^300 alerts scored/);
    await leave();
  },
  PATIENCE,
);
