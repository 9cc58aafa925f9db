import { expect, test } from "vitest";
import { formatBytes, formatCount, formatScore, formatSeconds, formatShare } from "./format-number.ts";

test.each<[string, string]>([
  [formatCount(1234567), "1,234,567"],
  [formatCount(0.25), "0.25"],
  [formatCount(1234.5), "1,235"],
  [formatScore(0.88149), "0.881"],
  [formatScore(null), "–"],
  [formatShare(0.1234), "12.3%"],
  [formatShare(0.0004), "0.04%"],
  [formatShare(0.00001), "<0.01%"],
  [formatShare(0), "0.0%"],
  [formatShare(1), "100.0%"],
  [formatSeconds(0.0000042), "4 µs"],
  [formatSeconds(0.012), "12 ms"],
  [formatSeconds(0.9996), "1.0 s"],
  [formatSeconds(9.96), "10 s"],
  [formatSeconds(59.7), "1 min 00 s"],
  [formatSeconds(125), "2 min 05 s"],
  [formatSeconds(3780), "1 h 03 min"],
  [formatBytes(512), "512 B"],
  [formatBytes(12_345), "12.3 kB"],
  [formatBytes(999_960), "1.0 MB"],
  [formatBytes(4.2e9), "4.2 GB"],
])("%s", (found, expected) => {
  expect(found).toBe(expected);
});
