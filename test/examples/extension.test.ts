// examples/extension, unpacked, in real Chromium: on the page of the example console, and its popup.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../build/run.ts";
import { Dataset, type Model, sampleIncidents, train } from "../../ts/index.ts";
import { type Chromium, startPiped } from "./chromium-pipe.ts";

let folder: string;
let model: Model;
let server: Server;
let chromium: Chromium;
let extension: string;
let shown: { session: string; target: string };
let incidents: Record<string, unknown>[];

/** Where pictures go that a person wants to look at. */
const PICTURES = process.env["HEDGEROW_PICTURES"];

beforeAll(async () => {
  folder = mkdtempSync(resolve(tmpdir(), "hedgerow-extension-"));
  // Whoever follows the example's README in this clone has packages there.
  const filter = (path: string) => !path.endsWith("node_modules");
  cpSync(resolve(root, "examples/extension"), folder, { recursive: true, filter });
  const sample = sampleIncidents({ rows: 3000, seed: 5 });
  const drop = ["incident_id", "timestamp"];
  model = await train(Dataset.fromColumns(sample.columns, { label: sample.label, drop }), { rounds: 40 });
  writeFileSync(resolve(folder, "model.bin"), model.save());
  mkdirSync(resolve(folder, "node_modules"));
  symlinkSync(root, resolve(folder, "node_modules/hedgerow"));
  for (const script of ["build.js", "console/make.js"])
    execFileSync(process.execPath, [script], { cwd: folder });
  rmSync(resolve(folder, "node_modules"), { recursive: true });
  incidents = JSON.parse(readFileSync(resolve(folder, "console/incidents.json"), "utf8"));
  server = await serve(resolve(folder, "console"));
  chromium = await startPiped("--enable-unsafe-extension-debugging", "--window-size=1500,900");
  const { id } = await chromium.send("Extensions.loadUnpacked", { path: folder });
  extension = id;
  shown = await chromium.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/index.html`);
}, 180_000);

afterAll(async () => {
  await chromium?.close();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
};

async function serve(place: string): Promise<Server> {
  const started = createServer(({ url = "/" }, response) => {
    try {
      const file = resolve(place, `.${new URL(url, "http://x").pathname}`);
      response
        .setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream")
        .end(readFileSync(file));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => started.listen(0, "127.0.0.1", done));
  return started;
}

async function until<T>(ask: () => Promise<T>, good: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (good(answer)) return answer;
    await new Promise((done) => setTimeout(done, 100));
  }
}

async function picture(session: string, name: string): Promise<void> {
  if (PICTURES === undefined) return;
  const { data } = await chromium.send("Page.captureScreenshot", { format: "png" }, session);
  writeFileSync(resolve(PICTURES, name), Buffer.from(data, "base64"));
}

const BADGES = `[...document.querySelectorAll(".hedgerow-badge")].map((badge) => [badge.closest("tr").dataset.id, badge.textContent])`;

/** What the model says of the fields that the table shows. */
function wanted(incident: Record<string, unknown>): [string, string] {
  const fields = [
    "incident_category",
    "detector",
    "severity",
    "evidence_count",
    "asset_criticality",
    "account_type",
  ];
  fields.push("source_ip", "destination_ip", "protocol", "has_malicious_ip", "abnormal_login");
  const record = Object.fromEntries(
    fields.filter((field) => field in incident).map((field) => [field, String(incident[field])]),
  );
  const { label, probability } = model.predict(record);
  return [incident["incident_id"] as string, `${label} ${Math.round(100 * probability)}%`];
}

test("every alert of the console gets the model's verdict, those that come later too", async () => {
  const badges = await until(
    () => chromium.evaluate(shown.session, BADGES),
    (found: unknown[]) => found.length === incidents.length,
  );
  expect(badges).toEqual(incidents.map(wanted));
  await picture(shown.session, "console.png");
}, 60_000);

test("the popup says which model answers, counts, and names what to look at first", async () => {
  const rows = incidents.map(wanted);
  const tab = await tabOf();
  const popup = await chromium.open(`chrome-extension://${extension}/popup.html?tab=${tab}`);
  const text = () => chromium.evaluate(popup.session, `document.body.innerText`);
  const id = await model.id();
  // The model is told of before the counts are there.
  const told = (found: string) => model.classes.every((name) => new RegExp(`${name}\\s+\\d`).test(found));
  const said: string = await until(text, (found) => found.includes(id.slice(0, 8)) && told(found));
  for (const name of model.classes) {
    const count = rows.filter(([, badge]) => badge.startsWith(`${name} `)).length;
    expect(said).toMatch(new RegExp(`${name}\\s+${count}\\b`));
  }
  const urgent = rows.filter(([, badge]) => badge.startsWith("TP "));
  expect(urgent.length).toBeGreaterThan(0);
  const first = await until(
    () => chromium.evaluate(popup.session, `document.querySelector("#first li span")?.textContent`),
    (name: string | undefined) => name !== undefined,
  );
  const most = Math.max(...urgent.map(([, badge]) => Number.parseInt(badge.slice(3), 10)));
  expect(urgent.filter(([, badge]) => badge === `TP ${most}%`).map(([name]) => name)).toContain(first);
  await chromium.send(
    "Emulation.setDeviceMetricsOverride",
    { width: 384, height: 520, deviceScaleFactor: 2, mobile: false },
    popup.session,
  );
  await picture(popup.session, "popup.png");
}, 60_000);

/** The console's tab, as the extension numbers it. */
async function tabOf(): Promise<number> {
  const page = await chromium.open(`chrome-extension://${extension}/popup.html`);
  const ask = `chrome.storage.session.get().then((all) => Object.keys(all).map((key) => Number(key.slice(4))))`;
  const [tab] = await until(
    () => chromium.evaluate(page.session, ask),
    (tabs: number[]) => tabs.length > 0,
  );
  return tab as number;
}

test("the policy lets no other script run", async () => {
  const popup = await chromium.open(`chrome-extension://${extension}/popup.html`);
  const inline = `(() => {
    const script = document.createElement("script");
    script.textContent = "globalThis.ran = true";
    document.documentElement.append(script);
    return globalThis.ran === true;
  })()`;
  expect(await chromium.evaluate(popup.session, inline)).toBe(false);
  const { content_security_policy: policy } = JSON.parse(
    readFileSync(resolve(folder, "manifest.json"), "utf8"),
  );
  expect(policy.extension_pages).toContain("script-src 'self' 'wasm-unsafe-eval';");
}, 60_000);
