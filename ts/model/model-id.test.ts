// The id of a model is the SHA-256 that any other tool computes.

import { createHash } from "node:crypto";
import { expect, test, vi } from "vitest";
import { buildModel } from "../../test/model-builder.ts";
import { modelId } from "./model-id.ts";

test("the SHA-256 of the bytes, wherever they stand in their buffer", async () => {
  const bytes = buildModel({ features: 1, trees: [{ root: [0.5] }] });
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  const expected = createHash("sha256").update(bytes).digest("hex");
  expect(await modelId(bytes)).toBe(expected);
  expect(await modelId(shifted.subarray(3))).toBe(expected);
});

test("without WebCrypto it says what is needed", async () => {
  vi.stubGlobal("crypto", {});
  try {
    await expect(modelId(new Uint8Array(1))).rejects.toMatchObject({ code: "bad-option" });
  } finally {
    vi.unstubAllGlobals();
  }
});
