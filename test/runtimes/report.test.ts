// The report as its reader has it: a file opened in real Chromium, on a phone and on a desk, by day and by night; and made on a page.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { build, preview } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Digest, digestPage } from "../../ts/digest/index.ts";
import { compare, Dataset, sampleIncidents, train } from "../../ts/index.ts";
import { type ReportResults, report, reportResults } from "../../ts/report/index.ts";
import { startChromium } from "./browser.ts";

declare global {
  var reported: () => Promise<{ results: ReportResults; page: string; untouched: boolean }>;
}

let folder: string;
let browser: Browser;
let urls: { report: string; digest: string };

beforeAll(async () => {
  folder = mkdtempSync(resolve(tmpdir(), "hedgerow-report-"));
  const sample = sampleIncidents({ rows: 1200, seed: 3 });
  const data = Dataset.fromColumns(sample.columns, { label: sample.label, drop: ["incident_id"] });
  const [fit, held] = data.split(0.7);
  const model = await train(fit, { rounds: 30 });
  const comparison = await compare(fit, { models: ["majority", "logistic", "boosting"], folds: 2 });
  const title = `How incidents are told: ${"a_word_that_does_not_end_".repeat(12)}`;
  const results = await reportResults(model, { train: fit, test: held, comparison, title });
  const digest = new Digest(model, { title });
  for (let row = 0; row < held.rows; row++) digest.add(held.record(row));
  const written = (name: string, page: string): string => {
    const file = resolve(folder, name);
    writeFileSync(file, page);
    return pathToFileURL(file).href;
  };
  urls = {
    report: written("report.html", report(results)),
    digest: written("digest.html", digestPage(await digest.results())),
  };
  browser = await startChromium();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Mean lightness of a picture, 0 to 255, and how many colours it has. */
async function looked(page: Page, png: Buffer): Promise<{ lightness: number; colours: number }> {
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const colours = new Set<number>();
    let sum = 0;
    for (let i = 0; i < data.length; i += 4) {
      const [r, g, b] = [data[i] as number, data[i + 1] as number, data[i + 2] as number];
      sum += (r + g + b) / 3;
      colours.add((r << 16) | (g << 8) | b);
    }
    return { lightness: (4 * sum) / data.length, colours: colours.size };
  }, png.toString("base64"));
}

// Of the report: classes, what columns tell, ROC, precision and recall, reliability, importance, and a swarm for each of three classes.
const PLOTS = { report: 9, digest: 1 };

const PLACES = (["report", "digest"] as const).flatMap((which) =>
  [390, 1280].flatMap((width) =>
    (["light", "dark"] as const).map((colorScheme) => ({ which, width, colorScheme })),
  ),
);

test.each(PLACES)(
  "the $which at $width px, $colorScheme",
  async ({ which, width, colorScheme }) => {
    const url = urls[which];
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    const page = await context.newPage();
    const told: string[] = [];
    page.on("console", (message) => told.push(message.text()));
    page.on("pageerror", (error) => told.push(error.message));
    page.on("request", (request) => told.push(request.url()));
    await page.goto(url);
    // Nothing but the file itself.
    expect(told).toEqual([url]);
    const seen = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth,
      smallest: Math.min(
        ...[...document.querySelectorAll("svg text")].map((text) => text.getBoundingClientRect().height),
      ),
      plots: document.querySelectorAll("svg[role=img][aria-label]").length,
      overhanging: [...document.querySelectorAll("svg text")].filter((text) => {
        const [own, frame] = [text.getBoundingClientRect(), text.closest("svg")?.getBoundingClientRect()];
        return frame !== undefined && (own.left < frame.left - 4 || own.right > frame.right + 4);
      }).length,
    }));
    expect(seen.wide).toBe(width);
    expect(seen.smallest).toBeGreaterThan(10);
    expect(seen.plots).toBe(PLOTS[which]);
    expect(seen.overhanging).toBe(0);
    const picture = await page.screenshot({ fullPage: true });
    const blank = await browser.newPage();
    const { lightness, colours } = await looked(blank, picture);
    expect(colours).toBeGreaterThan(50);
    if (colorScheme === "light") expect(lightness).toBeGreaterThan(225);
    else expect(lightness).toBeLessThan(60);
    await page.emulateMedia({ media: "print", colorScheme });
    const printed = await looked(blank, await page.screenshot({ fullPage: true }));
    expect(printed.lightness).toBeGreaterThan(225);
    await blank.close();
    await context.close();
  },
  60_000,
);

test("a page makes the report that Node makes of the same results", async () => {
  const out = resolve(folder, "site");
  const common = { root: import.meta.dirname, configFile: false, logLevel: "error" } as const;
  const input = [resolve(import.meta.dirname, "report.html")];
  await build({ ...common, build: { outDir: out, emptyOutDir: true, rolldownOptions: { input } } });
  const server = await preview({
    ...common,
    build: { outDir: out },
    preview: { port: 0, host: "127.0.0.1" },
  });
  try {
    const page = await browser.newPage();
    await page.goto(`${server.resolvedUrls?.local[0]}report.html`);
    const made = await page.evaluate(() => globalThis.reported());
    expect(made.untouched).toBe(true);
    const there = report(made.results);
    const textOf = (html: string): string => html.replace(/<[^>]*>/g, "\n").replace(/\n+/g, "\n");
    expect(textOf(made.page)).toBe(textOf(there));
    expect(made.page.match(/<circle/g)?.length).toBe(there.match(/<circle/g)?.length);
    await page.close();
  } finally {
    await server.close();
  }
}, 120_000);
