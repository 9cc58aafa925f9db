/**
 * Frequency: one column, the share of the training rows that have the value, for categories of so many values that their names say little
 * and how usual they are says more. Values of one row, and any beyond the most frequent 10,000, have the share 0, as have those that never
 * occurred. Only where it is asked for.
 */
import { eachDistinct, type RawColumn } from "../column.ts";
import { Fault } from "../fault.ts";
import { distinctTextsOf, fieldsOf, flagOf, listIn, onlyFields, wholeOf } from "../json-check.ts";
import { countOf } from "../profile.ts";
import { byCategoryText, categoryText } from "./category-text.ts";
import { FrequentTexts } from "./frequent.ts";
import {
  type Fitted,
  type FittedColumn,
  type Kind,
  MISSING,
  OTHER,
  type Outcome,
  PRESENT,
  type Settings,
} from "./kind.ts";

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

  fit(name: string, settings: Settings, column: RawColumn): Fitted {
    const { counts, rows } = countsOf(column);
    const texts = FrequentTexts.of(
      counts,
      (settings["keep"] as number | undefined) ?? MOST_VALUES,
      LEAST_ROWS,
    );
    const shares = texts.kept.map((text) => short((counts.get(text) as number) / rows));
    const { values } = texts.folded;
    const notes = values === 0 ? [] : [`seldom: ${countOf(values, "value")}`];
    return new FittedFrequency(name, texts.kept, shares, column.kind === "numbers", notes);
  },

  restore(name: string, _settings: Settings, json: unknown): Fitted {
    const fields = fieldsOf(json, "a fitted frequency");
    const kept = distinctTextsOf(fields["kept"], '"kept"');
    const shares = numbersIn(fields["shares"], '"shares"', kept.length);
    return new FittedFrequency(name, kept, shares, flagOf(fields["numbers"], '"numbers"'), []);
  },
};

/** How often each text occurs, and how many rows have any. */
export function countsOf(column: RawColumn): { counts: Map<string, number>; rows: number } {
  const counts = new Map<string, number>();
  let rows = 0;
  eachDistinct(column, (value, count) => {
    const text = categoryText(value);
    counts.set(text, (counts.get(text) ?? 0) + count);
    rows += count;
  });
  return { counts, rows };
}

/** Five digits are more than any such number is sure of, and a third of the JSON. */
export function short(value: number): number {
  return Number(value.toPrecision(5));
}

export function numbersIn(json: unknown, what: string, length: number): number[] {
  const list = listIn(json, what);
  if (list.length !== length || !list.every((each) => typeof each === "number" && Number.isFinite(each)))
    throw new Fault(`${what} must be ${length} numbers`);
  return list as number[];
}

class FittedFrequency implements Fitted {
  readonly columns: readonly FittedColumn[];
  readonly notes: readonly string[];
  readonly #kept: readonly string[];
  readonly #shares: readonly number[];
  readonly #numbers: boolean;
  readonly #byText: ReadonlyMap<string, number>;

  constructor(
    name: string,
    kept: readonly string[],
    shares: readonly number[],
    numbers: boolean,
    notes: readonly string[],
  ) {
    this.columns = [{ name, kind: "number" }];
    this.notes = notes;
    this.#kept = kept;
    this.#shares = shares;
    this.#numbers = numbers;
    this.#byText = new Map(kept.map((text, i) => [text, shares[i] as number]));
  }

  encode(value: unknown, row: Float32Array, at: number): Outcome {
    if (value === undefined || value === null) {
      row[at] = Number.NaN;
      return MISSING;
    }
    const share = byCategoryText(value, this.#numbers, (text) => this.#byText.get(text));
    row[at] = share ?? 0;
    return share === undefined ? OTHER : PRESENT;
  }

  toJSON(): unknown {
    return { kept: this.#kept, shares: this.#shares, numbers: this.#numbers };
  }
}
