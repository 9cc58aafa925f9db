/**
 * One value of a record as a cell. In: whatever a program or JSON puts into a record's field. Out: a text, a finite
 * number, true, false, a list of texts, or undefined for null and undefined. A Date becomes its ISO text. Anything else
 * is a fault: NaN and Infinity (write null for missing), objects, functions, whole numbers beyond 2^53.
 */
import type { PresentCell } from "./column.ts";
import { Fault } from "./fault.ts";
import { spellNumber } from "./number-text.ts";

/** Levels of objects and lists within each other. */
export const DEEPEST = 32;

export function toCell(value: unknown): PresentCell | undefined {
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") {
    if (Number.isFinite(value)) return value;
    throw new Fault(`${value} is not a value; leave the field out, or write null, where it is missing`);
  }
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) return listOf(value);
  if (value instanceof Date) return dateText(value);
  throw new Fault(`${describe(value)} is neither a text, a number, true, false nor a list of these`);
}

/**
 * The list's texts, numbers, true and false, each as text; inner lists are joined. undefined when there is nothing but
 * objects: their fields are columns of their own.
 */
export function listOf(list: readonly unknown[]): readonly string[] | undefined {
  const texts: string[] = [];
  const objects = addScalars(list, texts, 0);
  return texts.length === 0 && objects ? undefined : texts;
}

/** Adds the list's scalars to the texts; true when it also holds objects. */
function addScalars(list: readonly unknown[], texts: string[], depth: number): boolean {
  if (depth > DEEPEST) throw new Fault(`the list is nested deeper than ${DEEPEST} levels`);
  let objects = false;
  for (const item of list) {
    if (item === null || item === undefined) continue;
    if (Array.isArray(item)) objects = addScalars(item, texts, depth + 1) || objects;
    else if (isFields(item)) objects = true;
    else texts.push(scalarText(toCell(item) as string | number | boolean));
  }
  return objects;
}

/** How a scalar is spelt as a category or a tag. */
export function scalarText(value: string | number | boolean): string {
  return typeof value === "string" ? value : typeof value === "number" ? spellNumber(value) : String(value);
}

/** The spelling of a text, a finite number, true or false; undefined for anything else. */
export function spelt(value: unknown): string | undefined {
  const scalar =
    typeof value === "string" ||
    typeof value === "boolean" ||
    (typeof value === "number" && Number.isFinite(value));
  return scalar ? scalarText(value) : undefined;
}

/** True for an object whose own fields are columns. */
export function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** A value as an error shows it: short, texts in quotes. */
export function describe(value: unknown): string {
  if (typeof value === "string") return `"${value.length > 60 ? `${value.slice(0, 60)}...` : value}"`;
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  return String(value);
}

function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) throw new Fault("the Date is not a valid one");
  return date.toISOString();
}
