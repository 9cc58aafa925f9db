// A cell of a category in, its text out: numbers, true and false are spelt. Where the training values were numbers, "1.50" is the text of 1.5.

import { describe, scalarText } from "../cell.ts";
import { Fault } from "../fault.ts";
import { parseNumber, spellNumber } from "../number-text.ts";

export function categoryText(value: unknown): string {
  if (typeof value === "string" || typeof value === "boolean") return scalarText(value);
  if (typeof value === "number" && Number.isFinite(value)) return scalarText(value);
  throw new Fault(`takes a text or a number, not ${describe(value)}`);
}

/** What `find` has for the value, spelt as it is or, of numbers, as training spelt them. */
export function byCategoryText<T>(
  value: unknown,
  numbers: boolean,
  find: (text: string) => T | undefined,
): T | undefined {
  const text = categoryText(value);
  const found = find(text);
  if (found !== undefined || !numbers) return found;
  const number = parseNumber(text);
  return Number.isNaN(number) ? undefined : find(spellNumber(number));
}
