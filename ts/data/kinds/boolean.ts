/**
 * When a column is a boolean: where all its values are the two words of one pair. There is nothing to learn.
 */
import { onlyFields } from "../json-check.ts";
import type { Profile } from "../profile.ts";
import type { Inference, Kind } from "./kind.ts";

const pairs: readonly (readonly [string, string])[] = [
  ["true", "false"],
  ["yes", "no"],
  ["y", "n"],
  ["t", "f"],
];

export const boolean: Kind = {
  name: "boolean",

  infer(profile: Profile): Inference | undefined {
    if (profile.type === "booleans") return { reason: "every value is true or false" };
    if (profile.type !== "texts" || profile.texts.length > 6) return undefined;
    for (const pair of pairs) {
      if (profile.texts.every(({ text }) => pair.includes(text.toLowerCase()))) {
        return { reason: `every value is ${pair[0]} or ${pair[1]}` };
      }
    }
    return undefined;
  },

  settings(given) {
    onlyFields(given, [], "the kind boolean");
    return {};
  },

  fit: () => ({ fitted: {}, notes: [] }),
  check: () => {},
};
