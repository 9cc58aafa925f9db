/**
 * Number: one column, the value itself as f32; what is beyond f32 becomes its largest number. A text that reads as a
 * number is one (CSV has nothing else); true, false and any other text are faults.
 */
import { describe } from "../cell.ts";
import { Fault } from "../fault.ts";
import { onlyFields } from "../json-check.ts";
import { parseNumber } from "../number-text.ts";
import { count, type Profile } from "../profile.ts";
import {
  type Fitted,
  type FittedColumn,
  type Inference,
  type Kind,
  MISSING,
  type Outcome,
  PRESENT,
} from "./kind.ts";

const LARGEST = 3.4028234663852886e38;

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

  fit: (name) => new FittedNumber(name),
  restore: (name) => new FittedNumber(name),
};

function reasonOf(profile: Profile, are: string): string {
  return `all ${count(profile.present)} values ${are}`;
}

function notesOf(profile: Profile): readonly string[] {
  const { whole, different } = profile.numbers;
  if (!whole || !different || profile.present < 100) return [];
  return ["every value is a different whole number: if it is an identifier, drop it"];
}

class FittedNumber implements Fitted {
  readonly columns: readonly FittedColumn[];
  readonly notes: readonly string[] = [];

  constructor(name: string) {
    this.columns = [{ name, kind: "number" }];
  }

  encode(value: unknown, row: Float32Array, at: number): Outcome {
    if (value === undefined || value === null) {
      row[at] = Number.NaN;
      return MISSING;
    }
    const number =
      typeof value === "number" ? value : typeof value === "string" ? parseNumber(value) : Number.NaN;
    // Infinity and NaN give NaN here, every other number 0.
    if (number - number !== 0) throw new Fault(`takes a number, not ${describe(value)}`);
    row[at] = number > LARGEST ? LARGEST : number < -LARGEST ? -LARGEST : number;
    return PRESENT;
  }

  toJSON(): unknown {
    return {};
  }
}
