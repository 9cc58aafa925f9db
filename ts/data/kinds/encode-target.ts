/**
 * Target: how often each class came with the value in the training rows, one column a class told; the overall share for what was seldom or
 * never there. Training rows are encoded otherwise: target.ts.
 */
import { byCategory } from "./encode-category.ts";
import { OTHER, PRESENT, type Restore } from "./kind.ts";

export interface FittedTarget {
  /** The end of each column's name, after the feature's: empty, or the class. */
  readonly ends: readonly string[];
  readonly kept: readonly string[];
  /** Of each column the overall share, and that of each kept text. */
  readonly prior: readonly number[];
  readonly shares: readonly (readonly number[])[];
  /** The training values were numbers. */
  readonly numbers: boolean;
}

export const target: Restore = (name, _, fitted) => {
  const { ends, kept, prior, shares, numbers } = fitted as FittedTarget;
  const codes = new Map(kept.map((text, code) => [text, code]));
  return {
    columns: ends.map((end) => ({ name: name + end, kind: "number" })),
    encode(value, row, at) {
      const code = byCategory(value, numbers, codes);
      for (let i = 0; i < ends.length; i++)
        row[at + i] = (code === undefined ? prior[i] : shares[i]?.[code]) as number;
      return code === undefined ? OTHER : PRESENT;
    },
  };
};
