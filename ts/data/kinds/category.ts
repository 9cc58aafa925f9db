/**
 * When a column is a category, and which values get a code: the most frequent ones of the training rows.
 */
import { describe } from "../cell.ts";
import type { RawColumn } from "../column.ts";
import { fieldsOf, flagOf, onlyFields, wholeOf } from "../json-check.ts";
import { parseNumber } from "../number-text.ts";
import { countOf, type Profile } from "../profile.ts";
import { checkFrequent, countsOf, frequentOf, MOST_KEPT } from "./frequent.ts";
import type { Inference, Kind, Learnt, Settings } from "./kind.ts";

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
    return given["keep"] === undefined ? {} : { keep: wholeOf(given["keep"], '"keep"', 1, MOST_KEPT) };
  },

  fit(settings: Settings, column: RawColumn): Learnt {
    const { counts } = countsOf(column);
    const most = (settings["keep"] as number | undefined) ?? MOST_KEPT;
    // Where some must be folded, a value of one row goes first: it says nothing that comes back.
    const leastRows = counts.size > most ? 2 : 1;
    const frequent = frequentOf(counts, most, leastRows);
    const { values, rows } = frequent.folded;
    const notes = values === 0 ? [] : [`folded: ${countOf(values, "value")}, ${countOf(rows, "row")}`];
    return { fitted: { ...frequent, numbers: column.kind === "numbers" }, notes };
  },

  check(fitted: unknown): void {
    checkFrequent(fitted);
    flagOf(fieldsOf(fitted, "a fitted category")["numbers"], '"numbers"');
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
