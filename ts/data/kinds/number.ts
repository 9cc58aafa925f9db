/**
 * When a column is a number: where all its values are. There is nothing to learn.
 */
import { onlyFields } from "../json-check.ts";
import { parseNumber } from "../number-text.ts";
import { count, type Profile } from "../profile.ts";
import type { Inference, Kind } from "./kind.ts";

export const number: Kind = {
  name: "number",

  infer(profile: Profile): Inference | undefined {
    if (profile.type === "numbers")
      return { reason: reasonOf(profile, "are numbers"), notes: notesOf(profile) };
    if (profile.type !== "texts") return undefined;
    for (const { text } of profile.texts) if (Number.isNaN(parseNumber(text))) return undefined;
    return { reason: reasonOf(profile, "read as numbers") };
  },

  settings(given) {
    onlyFields(given, [], "the kind number");
    return {};
  },

  fit: () => ({ fitted: {}, notes: [] }),
  check: () => {},
};

function reasonOf(profile: Profile, are: string): string {
  return `all ${count(profile.present)} values ${are}`;
}

function notesOf(profile: Profile): readonly string[] {
  const { whole, different } = profile.numbers;
  if (!whole || !different || profile.present < 100) return [];
  return ["every value is a different whole number: if it is an identifier, drop it"];
}
