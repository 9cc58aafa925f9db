// A visit to the built demo page in real Chromium. Whatever the page logs as an error, throws, or asks of another origin is noted, and
// `leave` fails for it.

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { demo } from "../../build/demo.ts";
import { isUpToDate } from "../../build/step.ts";
import { type StaticServer, serve } from "./static-server.ts";

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser"];
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
export const FOLDER: string = resolve(import.meta.dirname, "../../demo/dist");
/** The machine may be busy with other work. */
export const PATIENCE = 180_000;
/** Of one step of it. */
const STEP = 60_000;

export interface Visited {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What went wrong so far. */
  readonly wrong: string[];
  /** Fails when anything went wrong. */
  leave(): Promise<void>;
}

export class Visits {
  readonly #browser: Browser;
  readonly #server: StaticServer;

  private constructor(browser: Browser, server: StaticServer) {
    this.#browser = browser;
    this.#server = server;
  }

  static async begin(): Promise<Visits> {
    if (!isUpToDate(demo))
      throw new Error("demo/dist is not built from what is here now: npm run build:demo");
    const server = await serve(FOLDER);
    const executablePath = BROWSERS.find((file) => existsSync(file));
    const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: FLAGS });
    return new Visits(browser, server);
  }

  get address(): string {
    return this.#server.address;
  }

  async open(options: Parameters<Browser["newContext"]>[0] = {}, hash = ""): Promise<Visited> {
    const context = await this.#browser.newContext({
      viewport: { width: 1440, height: 1000 },
      acceptDownloads: true,
      ...options,
    });
    context.setDefaultTimeout(STEP);
    const wrong: string[] = [];
    const origin = new URL(this.address).origin;
    context.on("request", (request) => {
      const { protocol, origin: from } = new URL(request.url());
      if (protocol.startsWith("http") && from !== origin) wrong.push(`asked ${request.url()}`);
    });
    context.on("console", (message) => {
      if (message.type() === "error") wrong.push(`logged: ${message.text()}`);
    });
    context.on("weberror", (error) => wrong.push(`threw: ${error.error().message}`));
    const page = await context.newPage();
    await page.goto(this.address + hash);
    return { page, context, wrong, leave: () => leave(context, wrong) };
  }

  /** No one answers any more. */
  async cutOff(): Promise<void> {
    await this.#server.close();
  }

  async end(): Promise<void> {
    await this.#browser.close();
    await this.#server.close();
  }
}

async function leave(context: BrowserContext, wrong: readonly string[]): Promise<void> {
  await context.close();
  if (wrong.length > 0) throw new Error(`The page was not well: ${wrong.join("; ")}`);
}

/** Opens a step by its name at the side. */
export async function step(page: Page, name: string): Promise<void> {
  await page.getByRole("navigation", { name: "Steps" }).getByRole("link", { name }).click();
}

/** Trains with the defaults of the form but for at most so many rounds, and waits for the model. */
export async function trainQuickly(page: Page, rounds = 40): Promise<void> {
  await step(page, "Train");
  await page.getByText("More options").click();
  await page.getByLabel("Most rounds").fill(String(rounds));
  await page.getByRole("button", { name: "Train", exact: true }).click();
  await page.getByRole("button", { name: "Evaluate", exact: true }).first().waitFor();
}
