// The built package in real workerd, bundled by wrangler as a reader's worker would be. Nothing is asked of the network.

import { resolve } from "node:path";
import { expect, test } from "vitest";
import { expected } from "./expected.ts";

test("workerd gives the same bits", async () => {
  // Read when wrangler is imported.
  Object.assign(process.env, {
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_LOG_PATH: resolve(import.meta.dirname, "../../.cache/wrangler-logs"),
  });
  const { unstable_startWorker } = await import("wrangler");
  const worker = await unstable_startWorker({
    config: resolve(import.meta.dirname, "wrangler.jsonc"),
    dev: { server: { port: 0 }, inspector: false, logLevel: "error", watch: false },
  });
  try {
    const response = await worker.fetch("http://worker/");
    expect(response.status, await response.clone().text()).toBe(200);
    expect(await response.json()).toEqual(await expected());
    const refused = await worker.fetch("http://worker/refused");
    expect(await refused.json()).toEqual({
      code: "bad-option",
      message: 'this runtime has no workers: import from "hedgerow" instead',
    });
  } finally {
    await worker.dispose();
  }
}, 60_000);
