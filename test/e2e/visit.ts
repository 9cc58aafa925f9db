// A visit to the built demo page in real Chromium. `leave` fails for whatever the page logged as an error or threw, and `end` for whatever
// was asked of another host.

import { resolve } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { demo } from "../../build/demo.ts";
import { isUpToDate } from "../../build/step.ts";
import { startChromium } from "../runtimes/browser.ts";
import { type Outside, watchOutside } from "./outside.ts";
import { type StaticServer, serve } from "./static-server.ts";

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
  readonly #outside: Outside;

  private constructor(browser: Browser, server: StaticServer, outside: Outside) {
    this.#browser = browser;
    this.#server = server;
    this.#outside = outside;
  }

  static async begin(): Promise<Visits> {
    if (!isUpToDate(demo))
      throw new Error("demo/dist is not built from what is here now: npm run build:demo");
    const [server, outside] = await Promise.all([serve(FOLDER), watchOutside()]);
    const browser = await startChromium(`--proxy-server=${outside.proxy}`);
    return new Visits(browser, server, outside);
  }

  get address(): string {
    return this.#server.address;
  }

  /** Bytes that the server has sent. */
  get sent(): number {
    return this.#server.sent();
  }

  /** What was asked of any other host, by whatever part of the pages. */
  get asked(): readonly string[] {
    return this.#outside.asked;
  }

  async open(options: Parameters<Browser["newContext"]>[0] = {}, hash = ""): Promise<Visited> {
    const context = await this.#browser.newContext({
      viewport: { width: 1440, height: 1000 },
      acceptDownloads: true,
      ...options,
    });
    context.setDefaultTimeout(STEP);
    const wrong: string[] = [];
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
    this.#outside.close();
    if (this.asked.length > 0) throw new Error(`The page asked others: ${this.asked.join(", ")}`);
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
