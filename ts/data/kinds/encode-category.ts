/**
 * Category: one column, the code of the value among at most 254 most frequent ones of the training rows, then "other"
 * when there are more. Numbers, true and false are spelt as texts. A value without a code is missing (see frequent.ts).
 */
import { describe, spelt } from "../cell.ts";
import { Fault } from "../fault.ts";
import { parseNumber, spellNumber } from "../number-text.ts";
import { type Frequent, FrequentTexts } from "./encode-frequent.ts";
import type { Restore } from "./kind.ts";

/** `numbers`: the training values were numbers, so "1.50" is the category 1.5. */
export type FittedCategory = Frequent & { readonly numbers: boolean };

export const category: Restore = (name, _, fitted) => {
  const { numbers } = fitted as FittedCategory;
  const texts = new FrequentTexts(name, fitted as FittedCategory);
  return {
    columns: [texts.column],
    encode(value, row, at) {
      return texts.write(byCategory(value, numbers, texts.codes), row, at);
    },
  };
};

/** What is known of the value as it is spelt or, where the training values were numbers, as they were: "1.50" is 1.5 there. */
export function byCategory<T>(
  value: unknown,
  numbers: boolean,
  known: ReadonlyMap<string, T>,
): T | undefined {
  const text = categoryOf(value);
  return known.get(text) ?? (numbers ? known.get(spellNumber(parseNumber(text))) : undefined);
}

/** How a value is spelt as a category. */
export function categoryOf(value: unknown): string {
  const text = spelt(value);
  if (text === undefined) throw new Fault(`takes a text or a number, not ${describe(value)}`);
  return text;
}
