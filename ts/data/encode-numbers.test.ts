import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeColumn } from "./encode-column.ts";
import { encodeNumbers } from "./encode-numbers.ts";
import { number } from "./kinds/encode-number.ts";
import { MISSING, PRESENT } from "./kinds/kind.ts";

const values = fc
  .array(fc.oneof(fc.double({ noDefaultInfinity: true }), fc.constantFrom(0, -0, 3.40282356e38, -1e39)), {
    maxLength: 30,
  })
  .map((numbers) => Float64Array.from(numbers));

test("a column at once is what its values are one by one", () => {
  const encoding = number("x", {}, {});
  const placed = (error: unknown): unknown => error;
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 3 }), fc.nat({ max: 2 }), (given, step, first) => {
      const [slow, fast] = [0, 0].map(() => new Float32Array(given.length * step + first));
      const target = (array: Float32Array | undefined) => ({ array: array as Float32Array, first, step });
      const column = { kind: "numbers" as const, name: "x", values: given };
      const counted = encodeColumn(encoding, column, given.length, [target(slow)], placed);
      const missing = encodeNumbers(given, target(fast));
      expect(missing).toBe(counted[MISSING]);
      expect(given.length - (missing ?? 0)).toBe(counted[PRESENT]);
      expect(fast).toEqual(slow);
    }),
  );
});

test("an infinity is left to the slow way", () => {
  for (const infinity of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
    expect(
      encodeNumbers(Float64Array.of(1, Number.NaN, infinity, 1e39), {
        array: new Float32Array(4),
        first: 0,
        step: 1,
      }),
    ).toBeUndefined();
});
