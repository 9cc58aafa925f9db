/**
 * When a column is of tags, and which get a column: the most frequent ones (at most 64, each in at least 1 in 1,000 training
 * rows and in two).
 */
import { eachDistinct, type RawColumn } from "../column.ts";
import { Fault } from "../fault.ts";
import { distinctTextsOf, fieldsOf, onlyFields, textOf, wholeOf } from "../json-check.ts";
import { countOf } from "../profile.ts";
import { tagsOf } from "./encode-tags.ts";
import { frequentOf } from "./frequent.ts";
import { inferTags } from "./infer-tags.ts";
import type { Kind, Learnt, Settings } from "./kind.ts";

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

  fit(settings: Settings, column: RawColumn): Learnt {
    const separator = settings["separator"] as string;
    const counts = new Map<string, number>();
    let all = 0;
    eachDistinct(column, (value, rows) => {
      all += rows;
      for (const tag of tagsOf(value, separator)) counts.set(tag, (counts.get(tag) ?? 0) + rows);
    });
    const most = (settings["keep"] as number | undefined) ?? MOST_TAGS;
    const { kept, folded } = frequentOf(counts, most, Math.max(2, Math.ceil(all / 1000)));
    const notes =
      folded.values === 0 ? [] : [`${countOf(folded.values, "rare tag")} counted, without a column`];
    return { fitted: { kept }, notes };
  },

  check(fitted: unknown): void {
    const kept = distinctTextsOf(fieldsOf(fitted, "fitted tags")["kept"], '"kept"');
    if (kept.length > MOST_ASKED) throw new Fault(`"kept" holds more than ${MOST_ASKED} tags`);
  },
};
