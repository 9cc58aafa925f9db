/**
 * Tags: several values in one cell: a list of texts in JSON, or a text with a separator, such as "T1078;T1190". One 0/1
 * column for each of the most frequent tags (at most 64, each in at least 1 in 1,000 training rows and in two), and the
 * number of different tags. A missing cell is missing in all of them; an empty list or text has no tag.
 */
import { describe, listOf, scalarText } from "../cell.ts";
import { eachDistinct, type RawColumn } from "../column.ts";
import { Fault } from "../fault.ts";
import { distinctTextsOf, fieldsOf, onlyFields, textOf, wholeOf } from "../json-check.ts";
import { countOf } from "../profile.ts";
import { FrequentTexts } from "./frequent.ts";
import { inferTags } from "./infer-tags.ts";
import {
  type Fitted,
  type FittedColumn,
  type Kind,
  MISSING,
  type Outcome,
  PRESENT,
  type Settings,
} from "./kind.ts";

const MOST_TAGS = 64;
/** What a caller may ask for: beyond it a column for each tag is the wrong way. */
const MOST_ASKED = 1024;

export const tags: Kind = {
  name: "tags",
  infer: inferTags,

  settings(given: Settings): Settings {
    onlyFields(given, ["separator", "keep"], "the kind tags");
    const separator = given["separator"] === undefined ? ";" : textOf(given["separator"], '"separator"');
    if (separator === "") throw new Fault('"separator" must not be empty');
    if (given["keep"] === undefined) return { separator };
    return { separator, keep: wholeOf(given["keep"], '"keep"', 1, MOST_ASKED) };
  },

  fit(name: string, settings: Settings, column: RawColumn): Fitted {
    const separator = settings["separator"] as string;
    const counts = new Map<string, number>();
    let all = 0;
    eachDistinct(column, (value, rows) => {
      all += rows;
      for (const tag of tagsOf(value, separator)) counts.set(tag, (counts.get(tag) ?? 0) + rows);
    });
    const most = (settings["keep"] as number | undefined) ?? MOST_TAGS;
    const { kept, folded } = FrequentTexts.of(counts, most, Math.max(2, Math.ceil(all / 1000)));
    const notes =
      folded.values === 0 ? [] : [`${countOf(folded.values, "rare tag")} counted, without a column`];
    return new FittedTags(name, separator, kept, notes);
  },

  restore(name: string, settings: Settings, json: unknown): Fitted {
    const kept = distinctTextsOf(fieldsOf(json, "fitted tags")["kept"], '"kept"');
    if (kept.length > MOST_ASKED) throw new Fault(`"kept" holds more than ${MOST_ASKED} tags`);
    return new FittedTags(name, settings["separator"] as string, kept, []);
  },
};

class FittedTags implements Fitted {
  readonly columns: readonly FittedColumn[];
  readonly notes: readonly string[];
  readonly #separator: string;
  readonly #kept: readonly string[];
  readonly #places: ReadonlyMap<string, number>;

  constructor(name: string, separator: string, kept: readonly string[], notes: readonly string[]) {
    this.columns = [...kept.map((tag) => `${name}=${tag}`), `${name}.count`].map((column) => ({
      name: column,
      kind: "number",
    }));
    this.notes = notes;
    this.#separator = separator;
    this.#kept = kept;
    this.#places = new Map(kept.map((tag, place) => [tag, place]));
  }

  encode(value: unknown, row: Float32Array, at: number): Outcome {
    const end = at + this.#kept.length;
    if (value === undefined || value === null) {
      row.fill(Number.NaN, at, end + 1);
      return MISSING;
    }
    row.fill(0, at, end);
    const found = tagsOf(value, this.#separator);
    for (const tag of found) {
      const place = this.#places.get(tag);
      if (place !== undefined) row[at + place] = 1;
    }
    row[end] = found.size;
    return PRESENT;
  }

  toJSON(): unknown {
    return { kept: this.#kept };
  }
}

/** The different tags of a cell, blanks around them dropped. A single number, true or false is one tag. */
function tagsOf(value: unknown, separator: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const text of textsOf(value, separator)) {
    const tag = text.trim();
    if (tag !== "") found.add(tag);
  }
  return found;
}

function textsOf(value: unknown, separator: string): readonly string[] {
  if (typeof value === "string") return value.split(separator);
  if (Array.isArray(value)) return listOf(value) ?? [];
  if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value)))
    return [scalarText(value)];
  throw new Fault(`takes a list of texts or a text separated by "${separator}", not ${describe(value)}`);
}
