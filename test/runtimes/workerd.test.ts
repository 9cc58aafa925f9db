// The built package in real workerd, bundled by wrangler as a reader's worker would be. Nothing is asked of the network.

import { resolve } from "node:path";
import { expect, test } from "vitest";
import { expected } from "./expected.ts";
import { startWorkerd } from "./workerd.ts";

test("workerd gives the same bits", async () => {
  const worker = await startWorkerd(resolve(import.meta.dirname, "wrangler.jsonc"));
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
