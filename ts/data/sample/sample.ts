/** What the three generators take and give. */
import { HedgerowError } from "../../error.ts";
import type { SampleColumn } from "./column.ts";
import type { Drift } from "./drift.ts";
import type { Field } from "./field.ts";

export interface SampleOptions {
  /** How many rows to make, from 1 to 20,000,000. The first n rows of a larger sample are the sample of n rows. */
  rows: number;
  /**
   * Decides which rows are drawn from the invented world; the world itself (organisations, detectors, what makes an
   * alert true) is always the same, so a model trained on one seed can be tested on another.
   * @default 1
   */
  seed?: number;
  /**
   * Changes of named columns, made after the labels are drawn; all other columns stay as they are.
   * @default []
   */
  drift?: readonly Drift[];
}

export interface Sample {
  readonly name: "incidents" | "sessions" | "evidence";
  readonly rows: number;
  /** Name of the label column, which is among the columns. */
  readonly label: string;
  /** Class names in the order a Dataset has them. */
  readonly classes: readonly string[];
  /** In the order of `fields`. */
  readonly columns: readonly SampleColumn[];
  readonly fields: readonly Field[];
  /**
   * Per row, the class that is likeliest given what the row shows before drift, as an index into `classes`: no model
   * of single rows is right more often in the long run.
   */
  readonly best: Uint8Array;
}

/** The long-run score of `Sample.best`, measured on a large sample: what no model of single rows exceeds. */
export interface Ceiling {
  readonly accuracy: number;
  readonly macroF1: number;
}

const MOST_ROWS = 20_000_000;

/** Checks rows and seed and fills in the defaults. */
export function checkSampleOptions(options: SampleOptions): Required<SampleOptions> {
  const { rows, seed = 1, drift = [] } = options;
  if (!Number.isInteger(rows) || rows < 1 || rows > MOST_ROWS) {
    throw new HedgerowError("bad-option", `A sample has 1 to ${MOST_ROWS} rows; "rows" is ${rows}.`);
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new HedgerowError("bad-option", `"seed" must be a whole number from 0 to 2^53 - 1; it is ${seed}.`);
  }
  return { rows, seed, drift };
}
