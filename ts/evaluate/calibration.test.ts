import { expect, test } from "vitest";
import { expectedCalibrationError, reliabilityCurve } from "./calibration.ts";

function uniform(seed: number): () => number {
  let x = seed;
  return () => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return x / 2 ** 32;
  };
}

/** Confidences that come true exactly as often as they say. */
function calibrated(rows: number): { confidence: Float64Array; cameTrue: Uint8Array } {
  const draw = uniform(3);
  const confidence = Float64Array.from({ length: rows }, draw);
  return { confidence, cameTrue: Uint8Array.from(confidence, (value) => (draw() < value ? 1 : 0)) };
}

test("the error of a calibrated sample is near 0, of an overconfident one it is not", () => {
  const { confidence, cameTrue } = calibrated(100_000);
  const tooHigh = confidence.map((value) => Math.sqrt(value));
  for (const by of ["width", "mass"] as const) {
    expect(expectedCalibrationError(reliabilityCurve(confidence, cameTrue, { by }))).toBeLessThan(0.01);
    // The mean of sqrt(u) - u over the unit interval is 1/6.
    expect(expectedCalibrationError(reliabilityCurve(tooHigh, cameTrue, { by }))).toBeCloseTo(1 / 6, 2);
  }
});

test("a value on an edge belongs to the bin below it, at every number of bins", () => {
  for (const bins of [1, 7, 10, 15, 49, 100]) {
    const edges = Float64Array.from({ length: bins }, (_, k) => (k + 1) / bins);
    const curve = reliabilityCurve(edges, new Uint8Array(bins), { bins });
    expect(curve.map((bin) => bin.rows)).toEqual(edges.reduce<number[]>((ones) => [...ones, 1], []));
    expect(curve.map((bin) => bin.confidence)).toEqual(curve.map((bin) => bin.to));
  }
  expect(reliabilityCurve(Float64Array.of(0, 1), Uint8Array.of(0, 1), { bins: 2 })).toEqual([
    { from: 0, to: 0.5, rows: 1, confidence: 0, frequency: 0 },
    { from: 0.5, to: 1, rows: 1, confidence: 1, frequency: 1 },
  ]);
});

test("bins of equal mass have equal rows, ties stay together, weights count as rows", () => {
  const { confidence, cameTrue } = calibrated(1000);
  const rows = reliabilityCurve(confidence, cameTrue, { bins: 8, by: "mass" }).map((bin) => bin.rows);
  expect(rows).toEqual([125, 125, 125, 125, 125, 125, 125, 125]);

  const tied = Float64Array.of(0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.6, 0.7, 0.8, 0.9);
  const curve = reliabilityCurve(tied, new Uint8Array(10), { bins: 5, by: "mass" });
  expect(curve.map((bin) => [bin.from, bin.to, bin.rows])).toEqual([
    [0, 0.2, 6],
    [0.2, 0.7, 2],
    [0.7, 0.9, 2],
  ]);

  const repeated = Float64Array.of(0.1, 0.1, 0.1, 0.5, 0.9, 0.9);
  const once = reliabilityCurve(repeated, Uint8Array.of(0, 0, 0, 1, 1, 1), { bins: 2, by: "mass" });
  const weighted = reliabilityCurve(Float64Array.of(0.1, 0.5, 0.9), Uint8Array.of(0, 1, 1), {
    bins: 2,
    by: "mass",
    weights: [3, 1, 2],
  });
  expect(weighted.map((bin) => bin.rows)).toEqual([3, 3]);
  for (const [i, bin] of weighted.entries()) {
    expect(bin.confidence).toBeCloseTo(once[i]?.confidence as number, 14);
    expect(bin.frequency).toBe(once[i]?.frequency);
  }
});

test("a number of bins that cannot be is refused; no rows give no curve", () => {
  expect(() => reliabilityCurve(Float64Array.of(1), Uint8Array.of(1), { bins: 0 })).toThrow("bins must be");
  expect(expectedCalibrationError(reliabilityCurve(new Float64Array(0), new Uint8Array(0)))).toBeNull();
});
