import { expect, test } from "vitest";
import { exp } from "./exp.ts";

const bits = new DataView(new ArrayBuffer(8));

// rust-core/src/loss.rs holds the Rust twin to the same number.
test("exp has the bits that Rust has", () => {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i <= 60_000; i++) {
    bits.setFloat64(0, exp((i - 30_000) / 40 + (i % 97) / 7919));
    hash = ((hash ^ bits.getBigUint64(0)) * 0x100000001b3n) & 0xffffffffffffffffn;
  }
  expect(hash).toBe(13957835564012540274n);
});

test("exp is e to the x", () => {
  for (let x = -740; x < 709; x += 0.37) {
    expect(Math.abs(exp(x) - Math.exp(x))).toBeLessThanOrEqual(Math.max(Math.exp(x) * 2.3e-16, 5e-324));
  }
  expect(exp(0)).toBe(1);
  expect(exp(1e-300)).toBe(1);
  expect(exp(710)).toBe(Number.POSITIVE_INFINITY);
  expect(exp(-746)).toBe(0);
  expect(exp(Number.NEGATIVE_INFINITY)).toBe(0);
  expect(exp(Number.NaN)).toBeNaN();
});
