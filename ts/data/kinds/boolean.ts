/**
 * Boolean: one column, 1 or 0. In JSON true and false; as text true/false, yes/no, y/n or t/f, in any case. A column of
 * the texts 0 and 1 is a number, which splits alike; told to be boolean, 0 and 1 are false and true.
 */
import { describe } from "../cell.ts";
import { Fault } from "../fault.ts";
import { onlyFields } from "../json-check.ts";
import type { Profile } from "../profile.ts";
import {
  type Fitted,
  type FittedColumn,
  type Inference,
  type Kind,
  MISSING,
  type Outcome,
  PRESENT,
} from "./kind.ts";

const pairs: readonly (readonly [string, string])[] = [
  ["true", "false"],
  ["yes", "no"],
  ["y", "n"],
  ["t", "f"],
];

const values: ReadonlyMap<string, number> = new Map<string, number>([
  ...pairs.map(([yes]): [string, number] => [yes, 1]),
  ...pairs.map(([, no]): [string, number] => [no, 0]),
  ["1", 1],
  ["0", 0],
]);

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

  fit: (name) => new FittedBoolean(name),
  restore: (name) => new FittedBoolean(name),
};

class FittedBoolean implements Fitted {
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
    row[at] = typeof value === "boolean" ? Number(value) : fromScalar(value);
    return PRESENT;
  }

  toJSON(): unknown {
    return {};
  }
}

function fromScalar(value: unknown): number {
  const truth =
    typeof value === "string" || typeof value === "number"
      ? values.get(String(value).toLowerCase())
      : undefined;
  if (truth === undefined) throw new Fault(`takes true or false, not ${describe(value)}`);
  return truth;
}
