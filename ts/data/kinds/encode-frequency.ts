/**
 * Frequency: one column, the share of the training rows that had the value; 0 for what was seldom or never there.
 */
import { byCategory } from "./encode-category.ts";
import { OTHER, PRESENT, type Restore } from "./kind.ts";

export interface FittedFrequency {
  readonly kept: readonly string[];
  /** Of each kept text. */
  readonly shares: readonly number[];
  /** The training values were numbers. */
  readonly numbers: boolean;
}

export const frequency: Restore = (name, _, fitted) => {
  const { kept, shares, numbers } = fitted as FittedFrequency;
  const byText = new Map(kept.map((text, i) => [text, shares[i] as number]));
  return {
    columns: [{ name, kind: "number" }],
    encode(value, row, at) {
      const share = byCategory(value, numbers, byText);
      row[at] = share ?? 0;
      return share === undefined ? OTHER : PRESENT;
    },
  };
};
