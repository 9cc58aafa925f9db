import { expect, test } from "vitest";
import { calibrator } from "./calibration.ts";
import { checkCalibration } from "./check-calibration.ts";

const scaling = { method: "vector", squeeze: 1e-9, slopes: [1, 2, 1], offsets: [0, 0.5, -0.5] } as const;
const line = { from: [0.1, 0.5], to: [0.2, 0.6] };

test("what a calibration says is done", () => {
  const row = Float64Array.of(9, 0.2, 0.3, 0.5, 9);
  calibrator({ ...scaling, slopes: [...scaling.slopes], offsets: [...scaling.offsets] }, 3)(row, 1);
  const weights = [0.2, 0.3 ** 2 * Math.exp(0.5), 0.5 * Math.exp(-0.5)];
  const sum = weights.reduce((a, b) => a + b);
  weights.forEach((weight, i) => {
    expect(row[i + 1]).toBeCloseTo(weight / sum, 7);
  });
  expect([row[0], row[4]]).toEqual([9, 9]);
  const two = (second: number): number => {
    const share = Float64Array.of(1 - second, second);
    calibrator({ method: "isotonic", lines: [line] }, 2)(share, 0);
    expect((share[0] as number) + (share[1] as number)).toBe(1);
    return share[1] as number;
  };
  expect(two(0)).toBe(0.2);
  expect(two(0.1)).toBe(0.2);
  expect(two(0.3)).toBeCloseTo(0.4, 12);
  expect(two(0.5)).toBe(0.6);
  expect(two(1)).toBe(0.6);
  const three = Float64Array.of(0.1, 0.1, 0.8);
  calibrator({ method: "isotonic", lines: [line, line, line] }, 3)(three, 0);
  expect(Array.from(three, (share) => Math.round(share * 1e9) / 1e9)).toEqual([0.2, 0.2, 0.6]);
});

test("a share of 0 and one of 1 stay finite", () => {
  const row = Float64Array.of(0, 0, 1);
  calibrator({ method: "vector", squeeze: 1e-30, slopes: [1e4, 1e4, 1e4], offsets: [0, 0, 0] }, 3)(row, 0);
  expect(Array.from(row)).toEqual([0, 0, 1]);
});

test("a sound calibration is read as it is, none is none", () => {
  expect(() => checkCalibration(undefined, 3)).not.toThrow();
  for (const sound of [{ method: "none" }, scaling, { method: "isotonic", lines: [line, line, line] }]) {
    expect(() => checkCalibration(sound, 3)).not.toThrow();
  }
});

test.each<[unknown]>([
  [null],
  ["vector"],
  [{}],
  [{ method: "magic" }],
  [{ ...scaling, squeeze: 0 }],
  [{ ...scaling, squeeze: "1" }],
  [{ ...scaling, slopes: [1, 2] }],
  [{ ...scaling, slopes: [1, 2, 0] }],
  [{ ...scaling, slopes: [1, 2, -1] }],
  [{ ...scaling, offsets: [0, 0, null] }],
  [{ ...scaling, offsets: undefined }],
  [{ ...scaling, offsets: [0, 0, 1e99] }],
  [{ method: "isotonic", lines: [line] }],
  [{ method: "isotonic", lines: [line, line, null] }],
  [{ method: "isotonic", lines: [line, line, { from: [], to: [] }] }],
  [{ method: "isotonic", lines: [line, line, { from: [0.1, 0.1], to: [0.2, 0.3] }] }],
  [{ method: "isotonic", lines: [line, line, { from: [0.1, 0.2], to: [0.3, 0.2] }] }],
  [{ method: "isotonic", lines: [line, line, { from: [0.1, 0.2], to: [0, 0.2] }] }],
  [{ method: "isotonic", lines: [line, line, { from: [0.1, 0.2], to: [0.1, 0.2, 0.3] }] }],
])("a damaged one is refused: %j", (json) => {
  expect(() => checkCalibration(json, 3)).toThrow(expect.objectContaining({ code: "bad-model" }));
});
