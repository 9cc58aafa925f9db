/**
 * Checks of JSON that comes from a file: each takes a value and what it is, and returns it typed or throws a Fault.
 */
import { isFields } from "./cell.ts";
import { Fault } from "./fault.ts";

export function fieldsOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (isFields(value)) return value;
  throw new Fault(`${what} must be an object`);
}

export function textOf(value: unknown, what: string): string {
  if (typeof value === "string") return value;
  throw new Fault(`${what} must be a text`);
}

export function textsOf(value: unknown, what: string): readonly string[] {
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw new Fault(`${what} must be a list of texts`);
}

export function listIn(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Fault(`${what} must be a list`);
}

export function flagOf(value: unknown, what: string): boolean {
  if (typeof value === "boolean") return value;
  throw new Fault(`${what} must be true or false`);
}

export function wholeOf(value: unknown, what: string, least: number, most: number): number {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most)
    return value as number;
  throw new Fault(`${what} must be a whole number from ${least} to ${most}`);
}

/** No two alike, for lists that are looked up by their texts. */
export function distinctTextsOf(value: unknown, what: string): readonly string[] {
  const texts = textsOf(value, what);
  if (new Set(texts).size !== texts.length) throw new Fault(`${what} holds a text twice`);
  return texts;
}

/** Throws when there is a field that is not one of these. */
export function onlyFields(
  given: Readonly<Record<string, unknown>>,
  known: readonly string[],
  what: string,
): void {
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const instead = known.length === 0 ? "it has none" : `there is: ${known.join(", ")}`;
    throw new Fault(`${what} has no setting "${name}"; ${instead}`);
  }
}
