import fc from "fast-check";
import { expect, test } from "vitest";
import { sortedNumbers } from "./sort-numbers.ts";

test("numbers are sorted by digits as the engine sorts them", () => {
  const given = fc.array(fc.oneof(fc.float(), fc.constantFrom(0, -0, 1, 1, Number.NaN)), { maxLength: 100 });
  fc.assert(
    fc.property(given, fc.nat({ max: 3 }), (numbers, skipped) => {
      const values = Float32Array.from(numbers).subarray(skipped);
      const before = values.slice();
      expect(sortedNumbers(values)).toEqual(values.filter((value) => !Number.isNaN(value)).sort());
      expect(values).toEqual(before);
    }),
  );
});
