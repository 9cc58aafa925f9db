import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aboveF32, belowF32, decimalToF32, floorF32 } from "./f32.ts";

const cell = new DataView(new ArrayBuffer(8));

function f32Of(bits: number): number {
  cell.setUint32(0, bits);
  return cell.getFloat32(0);
}

function f64Of(bits: bigint): number {
  cell.setBigUint64(0, bits);
  return cell.getFloat64(0);
}

/** Any f32, by its bits, NaN and infinities too. */
const anyF32 = fc.integer({ min: 0, max: 0xffffffff }).map(f32Of);
/** Any f64: by its bits, near an f32, between two, and f32 themselves. */
const anyF64 = fc.oneof(
  fc.bigInt({ min: 0n, max: 0xffffffffffffffffn }).map(f64Of),
  fc.tuple(anyF32, fc.integer({ min: -3, max: 3 })).map(([x, steps]) => x * (1 + steps * Number.EPSILON)),
  anyF32.map((x) => x + (aboveF32(x) - x) / 2),
  anyF32,
);
/** Values that a threshold may tell apart: any, and those next to it. */
const near = (x: number): fc.Arbitrary<number> =>
  fc.oneof(
    anyF32,
    fc.constantFrom(Math.fround(x), belowF32(x), aboveF32(x), 0, -0, f32Of(1), f32Of(0x80000001)),
  );

const runs = { numRuns: 20_000 };

describe("a threshold as f32 decides every f32 alike", () => {
  test("x <= threshold", () => {
    const pairs = anyF64.chain((threshold) => fc.tuple(fc.constant(threshold), near(threshold)));
    fc.assert(
      fc.property(pairs, ([threshold, x]) => x <= floorF32(threshold) === x <= threshold),
      runs,
    );
  });

  test("x < threshold", () => {
    const pairs = anyF64.chain((threshold) => fc.tuple(fc.constant(threshold), near(threshold)));
    fc.assert(
      fc.property(pairs, ([threshold, x]) => x <= belowF32(threshold) === x < threshold),
      runs,
    );
  });

  test("nothing lies between neighbours", () => {
    fc.assert(
      fc.property(anyF32, (x) => {
        const below = belowF32(x);
        if (Number.isNaN(below)) return true;
        return below < x && !(Math.fround((below + x) / 2) > below && Math.fround((below + x) / 2) < x);
      }),
      runs,
    );
  });
});

describe("decimals", () => {
  test("rounded once, where f64 lies halfway", () => {
    // The f64 of each decimal lies halfway between two f32, the decimal itself does not.
    expect(decimalToF32(6.129378604669e-8)).toBe(6.129378249397632e-8);
    expect(Math.fround(6.129378604669e-8)).toBe(6.129378959940368e-8);
    expect(decimalToF32(5.886496782578e26)).toBe(5.8864965981105596e26);
    expect(Math.fround(5.886496782578e26)).toBe(5.886496967045441e26);
    // Halfway as a decimal too.
    expect(decimalToF32(1 + 2 ** -24)).toBe(1);
  });

  test("the shortest decimal of an f32 reads back as it", () => {
    fc.assert(
      fc.property(anyF32, (x) => {
        if (!Number.isFinite(x)) return true;
        let decimal = "";
        for (let digits = 1; digits <= 9; digits++) {
          decimal = x.toExponential(digits - 1);
          if (Math.fround(Number(decimal)) === x) break;
        }
        return Object.is(decimalToF32(Number(decimal)), x);
      }),
      runs,
    );
  });
});
