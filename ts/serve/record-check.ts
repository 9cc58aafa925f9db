// What a record of a request must keep to beyond being JSON, and how many of its fields the model does not know. In: a parsed value. Out: a
// count, or a problem that names the field. It runs before the record is encoded, so that nothing is deeper, longer or of another
// kind than the encoder expects; names such as "__proto__", which programs on the way may trip over, are refused.

import type { Limits } from "./limits.ts";
import { Problem } from "./problem.ts";

const FORBIDDEN = "__proto__";

export class RecordCheck {
  /** Names of features and of the objects they are in. */
  readonly #known: ReadonlySet<string>;
  readonly #limits: Limits;

  constructor(features: readonly { readonly name: string }[], limits: Limits) {
    const known = new Set<string>();
    for (const { name } of features) {
      known.add(name);
      for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1))
        known.add(name.slice(0, dot));
    }
    this.#known = known;
    this.#limits = limits;
  }

  /** Whether this is a feature or an object of some. */
  knows(name: string): boolean {
    return this.#known.has(name);
  }

  /** How many fields are no feature, an object of such counted once. Throws a Problem. */
  unknownFields(record: unknown): number {
    if (typeof record !== "object" || record === null || Array.isArray(record))
      throw new Problem(422, "bad-value", "a record is an object of named values");
    return this.#object(record as Record<string, unknown>, undefined, 1, true);
  }

  /** A value that is not looked up by name, such as one of a list of features. */
  value(value: unknown, name: string): void {
    this.#value(value, name, 1, false);
  }

  #object(
    fields: Record<string, unknown>,
    prefix: string | undefined,
    depth: number,
    count: boolean,
  ): number {
    let unknown = 0;
    for (const key in fields) {
      if (key === FORBIDDEN) throw new Problem(400, "bad-name", `a field may not be called "${FORBIDDEN}"`);
      if (isLonger(key, this.#limits.stringLength))
        throw new Problem(400, "too-long", `a field's name is longer than ${this.#limits.stringLength}`);
      const name = prefix === undefined ? key : `${prefix}.${key}`;
      const isKnown = count && this.#known.has(name);
      if (count && !isKnown) unknown++;
      const value = fields[key];
      if (typeof value === "number") {
        if (value - value !== 0) throw tooLarge(name);
      } else if (value !== null && typeof value !== "boolean")
        unknown += this.#value(value, name, depth, isKnown);
    }
    return unknown;
  }

  #value(value: unknown, name: string, depth: number, count: boolean): number {
    if (typeof value === "string") {
      if (!isLonger(value, this.#limits.stringLength)) return 0;
      throw new Problem(400, "too-long", `a text is longer than ${this.#limits.stringLength}`, {
        field: short(name),
      });
    }
    if (typeof value === "number" && value - value !== 0) throw tooLarge(name);
    if (typeof value !== "object" || value === null) return 0;
    if (depth >= this.#limits.nesting)
      throw new Problem(400, "too-deep", `a record is nested deeper than ${this.#limits.nesting} levels`, {
        field: short(name),
      });
    if (!Array.isArray(value)) return this.#object(value as Record<string, unknown>, name, depth + 1, count);
    let unknown = 0;
    for (const item of value) unknown += this.#value(item, name, depth + 1, count);
    return unknown;
  }
}

function tooLarge(name: string): Problem {
  return new Problem(422, "bad-value", "a number is larger than JSON readers agree on (1.8e308)", {
    field: short(name),
  });
}

/** A name as a problem shows it. */
function short(name: string): string {
  return name.length > 100 ? `${name.slice(0, 100)}...` : name;
}

/** Whether a text has more characters than this, counted as JSON Schema does: a pair of surrogates is one. */
export function isLonger(text: string, most: number): boolean {
  if (text.length <= most) return false;
  let characters = 0;
  for (const _ of text) if (++characters > most) return true;
  return false;
}
