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
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser"];

export function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: BROWSERS.find((file) => existsSync(file)), args: FLAGS });
}
