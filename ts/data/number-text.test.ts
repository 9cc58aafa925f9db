import fc from "fast-check";
import { expect, test } from "vitest";
import { parseNumber, spellNumber } from "./number-text.ts";

test.each([
  "0",
  "-0",
  "7",
  "+7",
  "-1.5",
  ".5",
  "5.",
  "1e5",
  "0e3",
  "0E3",
  "1E-7",
  "0.50",
  " 12 ",
  "\t3",
  "493.98",
  "18446744073709551616",
])("%j is a number", (text) => expect(parseNumber(text)).toBe(Number(text)));

test.each([
  "",
  " ",
  "-",
  ".",
  "e5",
  "007",
  "-01",
  "00",
  "0x1F",
  "0b1",
  "0O7",
  "1,234",
  "1_000",
  "Infinity",
  "-Infinity",
  "1e999",
  "NaN",
  "12px",
  "1 2",
  "٣",
])("%j is text", (text) => expect(parseNumber(text)).toBeNaN());

test("every finite number reads back as spelt", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      expect(parseNumber(spellNumber(number)) + 0).toBe(number + 0);
    }),
  );
});
