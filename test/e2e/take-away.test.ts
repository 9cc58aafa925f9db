// What is carried off is what was made: the same bytes after a download and an import, after a reload, by the code that is shown, and
// the same answers in the projects.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { strFromU8, unzipSync } from "fflate";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { environment, root } from "../../build/run.ts";
import { load } from "../../ts/index.ts";
import { startPiped } from "../examples/chromium-pipe.ts";
import { PATIENCE, step, trainQuickly, Visits } from "./visit.ts";

let visits: Visits;
let folder: string;
beforeAll(async () => {
  visits = await Visits.begin();
  mkdirSync(resolve(root, ".cache"), { recursive: true });
  folder = mkdtempSync(resolve(root, ".cache/take-away-"));
}, PATIENCE);
afterAll(async () => {
  await visits?.end();
  rmSync(folder, { recursive: true, force: true });
});

async function download(page: Page, button: string): Promise<Uint8Array> {
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: button, exact: true }).click();
  return new Uint8Array(readFileSync(await (await downloading).path()));
}

test(
  "a model is downloaded, imported, kept and reopened with the same bytes, which the code makes too",
  async () => {
    const { page, leave } = await visits.open();
    await trainQuickly(page);
    await step(page, "Take away");
    const bytes = await download(page, "Download model");
    expect((await load(bytes)).classes).toEqual(["BP", "FP", "TP"]);

    const program = await page.locator("[data-program]").innerText();
    const buffer = Buffer.from(bytes);
    await page
      .getByLabel("Choose a model file")
      .setInputFiles({ name: "again.bin", mimeType: "application/octet-stream", buffer });
    await page.getByText('"again" is the model in use now.').waitFor();
    expect(await download(page, "Download model")).toEqual(bytes);
    // The open data stands in for rows that an imported model brings none of.
    await step(page, "Evaluate");
    await page.getByText(/Judged on all rows of the open data/).waitFor();

    await step(page, "Take away");
    await page.getByLabel("Keep the model as").fill("night shift");
    await page.getByRole("button", { name: "Keep", exact: true }).click();
    await page.getByRole("button", { name: "Open night shift" }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Open night shift" }).click();
    await page.getByText('"night shift" is the model in use now.').waitFor();
    expect(await download(page, "Download model")).toEqual(bytes);
    await page.getByRole("button", { name: "Delete night shift" }).click();
    await page.getByText("None is kept yet.").waitFor();
    await leave();

    writeFileSync(resolve(folder, "program.mjs"), program);
    const { status, stderr } = spawnSync("node", ["program.mjs"], {
      cwd: folder,
      env: environment,
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(new Uint8Array(readFileSync(resolve(folder, "model.bin")))).toEqual(bytes);
  },
  PATIENCE,
);

test(
  "the Worker and the extension answer as the model does, and the report tells of it",
  async () => {
    const { page, leave } = await visits.open();
    await trainQuickly(page);
    await step(page, "Take away");
    const model = await load(await download(page, "Download model"));

    const worker = unzip(await download(page, "Worker project (zip)"));
    const alert = JSON.parse(readFileSync(resolve(worker, "alert.json"), "utf8"));
    const { default: handler } = await import(pathToFileURL(resolve(worker, "src/worker.js")).href);
    const ask = (body: string): Promise<Response> =>
      handler.fetch(new Request("http://localhost/", { method: "POST", body }));
    expect(await (await ask(JSON.stringify(alert))).json()).toEqual(model.predict(alert));
    expect(await (await ask(JSON.stringify([alert, {}]))).json()).toEqual([
      model.predict(alert),
      model.predict({}),
    ]);
    expect((await ask("{")).status).toBe(400);

    const extension = unzip(await download(page, "Extension (zip)"));
    expect(JSON.parse(readFileSync(resolve(extension, "manifest.json"), "utf8")).manifest_version).toBe(3);
    const { predict } = await import(pathToFileURL(resolve(extension, "model.js")).href);
    expect(predict(alert)).toEqual(model.predict(alert));
    const { label, probability } = model.predict(alert);
    expect(await popupOf(extension, alert)).toBe(`${label}, ${(100 * probability).toFixed(1)}%`);

    const report = strFromU8(await download(page, "HTML report"));
    expect(report).toMatch(/^<!doctype html>/);
    expect(report).toContain("1,600");
    const onnx = await download(page, "ONNX");
    expect(onnx.length).toBeGreaterThan(10_000);
    await leave();
  },
  PATIENCE,
);

test(
  "a file without labels comes back scored",
  async () => {
    const { page, leave } = await visits.open();
    await trainQuickly(page);
    await step(page, "Take away");
    const model = await load(await download(page, "Download model"));
    const alerts = [
      { severity: 5, has_malicious_ip: 1 },
      { severity: 1, incident_category: "phishing, by mail" },
    ];
    const downloading = page.waitForEvent("download");
    await page.getByLabel("As", { exact: true }).selectOption("ndjson");
    await page.getByLabel("Choose alerts to score").setInputFiles({
      name: "new.jsonl",
      mimeType: "application/x-ndjson",
      buffer: Buffer.from(alerts.map((each) => JSON.stringify(each)).join("\n")),
    });
    const lines = readFileSync(await (await downloading).path(), "utf8")
      .trim()
      .split("\n");
    const scored = lines.map((line) => JSON.parse(line));
    expect(scored.map(({ predicted, probabilities }) => [predicted, probabilities])).toEqual(
      alerts.map((each) => {
        const { label, probabilities } = model.predict(each);
        return [label, probabilities];
      }),
    );
    await leave();
  },
  PATIENCE,
);

/** What the popup of an unpacked extension says of an alert, in a Chromium that loads it. */
async function popupOf(extension: string, alert: unknown): Promise<string> {
  const chromium = await startPiped("--enable-unsafe-extension-debugging");
  try {
    const { id } = await chromium.send("Extensions.loadUnpacked", { path: extension });
    const { session } = await chromium.open(`chrome-extension://${id}/popup.html`);
    const typed = `
      const box = document.querySelector("textarea");
      box.value = ${JSON.stringify(JSON.stringify(alert))};
      box.dispatchEvent(new Event("input"));
      document.querySelector("[role=status]").textContent`;
    return await chromium.evaluate(session, typed);
  } finally {
    await chromium.close();
  }
}

/** Where the project's files are. */
function unzip(bytes: Uint8Array): string {
  let project = "";
  for (const [path, content] of Object.entries(unzipSync(bytes))) {
    const file = resolve(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    project = resolve(folder, path.split("/")[0] as string);
  }
  writeFileSync(resolve(project, "package.json"), '{"type": "module"}');
  return project;
}
