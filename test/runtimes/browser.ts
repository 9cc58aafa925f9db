// Chromium as tests start it.

import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
export const BROWSERS: readonly string[] = [
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
  "/usr/bin/chromium-browser",
];

/** With further flags. */
export function startChromium(...flags: string[]): Promise<Browser> {
  const executablePath = BROWSERS.find((file) => existsSync(file));
  return chromium.launch({ executablePath, args: [...FLAGS, ...flags] });
}
