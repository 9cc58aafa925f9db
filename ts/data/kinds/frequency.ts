/**
 * Frequency: one column, the share of the training rows that have the value, for categories of so many values that their names say little
 * and how usual they are says more. Values of one row, and any beyond the most frequent 10,000, have the share 0, as have those that never
 * occurred. Only where it is asked for.
 */
import type { RawColumn } from "../column.ts";
import { Fault } from "../fault.ts";
import { distinctTextsOf, fieldsOf, flagOf, listIn, onlyFields, wholeOf } from "../json-check.ts";
import { countOf } from "../profile.ts";
import { countsOf, frequentOf } from "./frequent.ts";
import type { Kind, Learnt, Settings } from "./kind.ts";

/** Values that are kept at most. */
export const MOST_VALUES = 10_000;
/** Values of fewer rows tell nothing that comes back. */
export const LEAST_ROWS = 2;

export const frequency: Kind = {
  name: "frequency",
  infer: () => undefined,

  settings(given: Settings): Settings {
    onlyFields(given, ["keep"], "the kind frequency");
    return given["keep"] === undefined ? {} : { keep: wholeOf(given["keep"], '"keep"', 1, 1_000_000) };
  },

  fit(settings: Settings, column: RawColumn): Learnt {
    const { counts, rows } = countsOf(column);
    const most = (settings["keep"] as number | undefined) ?? MOST_VALUES;
    const { kept, folded } = frequentOf(counts, most, LEAST_ROWS);
    const shares = kept.map((text) => short((counts.get(text) as number) / rows));
    const notes = folded.values === 0 ? [] : [`seldom: ${countOf(folded.values, "value")}`];
    return { fitted: { kept, shares, numbers: column.kind === "numbers" }, notes };
  },

  check(fitted: unknown): void {
    const { kept, shares, numbers } = fieldsOf(fitted, "a fitted frequency");
    checkNumbers(shares, '"shares"', distinctTextsOf(kept, '"kept"').length);
    flagOf(numbers, '"numbers"');
  },
};

/** Five digits are more than any such number is sure of, and a third of the JSON. */
export function short(value: number): number {
  return Number(value.toPrecision(5));
}

export function checkNumbers(json: unknown, what: string, length: number): void {
  const list = listIn(json, what);
  if (list.length !== length || !list.every((each) => typeof each === "number" && Number.isFinite(each)))
    throw new Fault(`${what} must be ${length} numbers`);
}
