/**
 * Category: one column, the code of the value among at most 254 most frequent ones of the training rows, then "other"
 * when there are more. Numbers, true and false are spelt as texts. A value without a code is missing (see frequent.ts).
 */
import { describe } from "../cell.ts";
import type { RawColumn } from "../column.ts";
import { fieldsOf, flagOf, onlyFields, wholeOf } from "../json-check.ts";
import { parseNumber } from "../number-text.ts";
import { countOf, type Profile } from "../profile.ts";
import { byCategoryText } from "./category-text.ts";
import { countsOf } from "./frequency.ts";
import { FrequentTexts, MOST_KEPT } from "./frequent.ts";
import {
  type Fitted,
  type FittedColumn,
  type Inference,
  type Kind,
  MISSING,
  OTHER,
  type Outcome,
  PRESENT,
  type Settings,
  UNKNOWN,
} from "./kind.ts";

export const category: Kind = {
  name: "category",

  /** Takes every column of texts: it stands last in the registry. */
  infer(profile: Profile): Inference | undefined {
    if (profile.type === "booleans") return { reason: "true and false" };
    if (profile.type !== "texts") return undefined;
    return { reason: `${distinctTexts(profile)}${firstText(profile)}` };
  },

  settings(given: Settings): Settings {
    onlyFields(given, ["keep"], "the kind category");
    if (given["keep"] === undefined) return {};
    return { keep: wholeOf(given["keep"], '"keep"', 1, MOST_KEPT) };
  },

  fit(name: string, settings: Settings, column: RawColumn): Fitted {
    const { counts } = countsOf(column);
    const most = (settings["keep"] as number | undefined) ?? MOST_KEPT;
    // Where some must be folded, a value of one row goes first: it says nothing that comes back.
    const leastRows = counts.size > most ? 2 : 1;
    return new FittedCategory(name, FrequentTexts.of(counts, most, leastRows), column.kind === "numbers");
  },

  restore(name: string, _settings: Settings, json: unknown): Fitted {
    const fields = fieldsOf(json, "a fitted category");
    return new FittedCategory(name, FrequentTexts.fromJSON(fields), flagOf(fields["numbers"], '"numbers"'));
  },
};

function distinctTexts({ texts, mixed }: Profile): string {
  const values = countOf(texts.length, "distinct value");
  return mixed ? `${values} of several types` : values;
}

/** For a column that is nearly all numbers: what keeps it from being one. */
function firstText({ texts, present }: Profile): string {
  const other = texts.filter(({ text }) => Number.isNaN(parseNumber(text)));
  const rows = other.reduce((sum, each) => sum + each.count, 0);
  const first = other[0];
  if (first === undefined || rows > present / 2) return "";
  return `; not a number because of ${countOf(rows, "row")}, first row ${first.row + 1}: ${describe(first.text)}`;
}

class FittedCategory implements Fitted {
  readonly columns: readonly FittedColumn[];
  readonly notes: readonly string[];
  readonly #texts: FrequentTexts;
  readonly #numbers: boolean;

  /** `numbers`: the training values were numbers, so "1.50" is the category 1.5. */
  constructor(name: string, texts: FrequentTexts, numbers: boolean) {
    this.columns = [{ name, kind: "category", categories: texts.size, names: texts.names }];
    const { values, rows } = texts.folded;
    this.notes = values === 0 ? [] : [`folded: ${countOf(values, "value")}, ${countOf(rows, "row")}`];
    this.#texts = texts;
    this.#numbers = numbers;
  }

  encode(value: unknown, row: Float32Array, at: number): Outcome {
    if (value === undefined || value === null) {
      row[at] = Number.NaN;
      return MISSING;
    }
    const code = byCategoryText(value, this.#numbers, (text) => this.#texts.code(text));
    if (code !== undefined) {
      row[at] = code;
      return PRESENT;
    }
    row[at] = this.#texts.hasOther ? this.#texts.kept.length : Number.NaN;
    return this.#texts.hasOther ? OTHER : UNKNOWN;
  }

  toJSON(): unknown {
    return { ...(this.#texts.toJSON() as object), numbers: this.#numbers };
  }
}
