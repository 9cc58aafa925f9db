import { expect, test } from "vitest";
import { exp } from "./exp.ts";
import { ln } from "./log.ts";

const bits = new DataView(new ArrayBuffer(8));

// rust-core/src/loss.rs holds the Rust twin to the same number.
test("ln has the bits that Rust has", () => {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i <= 60_000; i++) {
    bits.setFloat64(0, ln(exp((i - 30_000) / 41 + (i % 97) / 7919)));
    hash = ((hash ^ bits.getBigUint64(0)) * 0x100000001b3n) & 0xffffffffffffffffn;
  }
  expect(hash).toBe(14445715352607162250n);
});

test("ln is the logarithm", () => {
  for (let i = -323; i < 308; i += 0.037) {
    const x = 10 ** i;
    expect(Math.abs(ln(x) - Math.log(x))).toBeLessThanOrEqual(Math.abs(Math.log(x)) * 2.3e-16);
  }
  for (let x = 0.5; x < 2; x += 0.00137) {
    expect(Math.abs(ln(x) - Math.log(x))).toBeLessThanOrEqual(Math.abs(Math.log(x)) * 2.3e-16);
  }
  expect(ln(1)).toBe(0);
  expect(ln(5e-324)).toBe(Math.log(5e-324));
  expect(ln(0)).toBe(Number.NEGATIVE_INFINITY);
  expect(ln(-0)).toBe(Number.NEGATIVE_INFINITY);
  expect(ln(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  expect(ln(-1)).toBeNaN();
  expect(ln(Number.NaN)).toBeNaN();
});
