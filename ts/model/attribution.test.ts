import { expect, test } from "vitest";
import { buildModel } from "../../test/model-builder.ts";
import { Dice, randomModel } from "../../test/random-model.ts";
import { readModel, scoreReference } from "../../test/reference.ts";
import { pathAttribution } from "./attribution.ts";
import { readHeader } from "./bytes.ts";

test("each split credits its column with the change of the expected value", () => {
  const bytes = buildModel({
    features: 3,
    base: [10],
    divisor: [2],
    statistics: true,
    leavesF64: true,
    trees: [
      {
        weight: 4,
        root: {
          feature: 0,
          threshold: 1,
          cover: [3, 1],
          left: { feature: 2, codes: [1, 33], listedRight: true, cover: [1, 2], left: [0], right: [6] },
          right: {
            feature: 1,
            threshold: 5,
            missingLeft: true,
            zeroMissing: true,
            cover: [0, 0],
            left: [8],
            right: [16],
          },
        },
      },
    ],
  });
  const attribution = pathAttribution(bytes, readHeader(bytes));
  // Expected: left 4, right 12 (half and half where no row came), root 6.
  const base = (10 + 4 * 6) / 2;
  expect([...attribution.attribute(Float32Array.of(0, 0, 33), 1)]).toEqual([
    (4 * -2) / 2,
    0,
    (4 * 2) / 2,
    base,
  ]);
  expect([...attribution.attribute(Float32Array.of(0, 0, 2), 1)]).toEqual([-4, 0, (4 * -4) / 2, base]);
  expect([...attribution.attribute(Float32Array.of(2, 0, 0), 1)]).toEqual([12, (4 * -4) / 2, 0, base]);
  expect([...attribution.attribute(Float32Array.of(2, 9, 0), 1)]).toEqual([12, 8, 0, base]);
});

test("attributions sum to the margin in models of every shape", () => {
  let compared = 0;
  for (let seed = 0; seed < 150; seed++) {
    const dice = new Dice(seed);
    const { bytes, features, codes } = randomModel(dice);
    const header = readHeader(bytes);
    if (!header.hasStatistics || header.sumF32) continue;
    const reference = readModel(bytes);
    const attribution = pathAttribution(bytes, header);
    for (let i = 0; i < 5; i++) {
      const row = Float32Array.from({ length: features }, () =>
        dice.pick([Number.NaN, 0, dice.next(), dice.below(codes), 100 * (dice.next() - 0.5)]),
      );
      const found = attribution.attribute(row, 1);
      const margins = scoreReference(reference, row);
      // Some leaves are as large as 1e200: to the rounding of the largest number on the way.
      margins.forEach((margin, output) => {
        const own = found.subarray(output * (features + 1), (output + 1) * (features + 1));
        const sum = own.reduce((total, value) => total + value, 0);
        const scale = own.reduce((most, value) => Math.max(most, Math.abs(value)), Math.abs(margin));
        if (!Number.isFinite(scale)) return;
        expect(Math.abs(sum - margin)).toBeLessThanOrEqual(1e-10 * scale);
        compared++;
      });
    }
  }
  expect(compared).toBeGreaterThan(200);
});

test("a model without statistics is refused", () => {
  const bytes = buildModel({ features: 1, trees: [{ root: { feature: 0, left: [1], right: [2] } }] });
  expect(() => pathAttribution(bytes, readHeader(bytes))).toThrow(
    expect.objectContaining({ code: "bad-model", at: { offset: 20 } }),
  );
});
