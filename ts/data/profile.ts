/**
 * What inference looks at: one raw column summed up. In: a column. Out: how many cells are there, of which type, and for
 * texts each distinct text with its count and first row. Mixed scalars (JSON with both 5 and "5") count as texts, each
 * spelt as a category is.
 */
import { scalarText } from "./cell.ts";
import { eachDistinct, type NumberColumn, type RawColumn } from "./column.ts";

export interface DistinctText {
  readonly text: string;
  readonly count: number;
  readonly row: number;
}

export interface Profile {
  readonly name: string;
  readonly rows: number;
  /** Rows that have a value. */
  readonly present: number;
  readonly type: "nothing" | "numbers" | "texts" | "booleans" | "lists";
  /** Of numbers. */
  readonly numbers: NumberSummary;
  /** Of texts, in order of first appearance. */
  readonly texts: readonly DistinctText[];
  /** The texts hold numbers and texts, or booleans and others, in JSON. */
  readonly mixed: boolean;
}

export interface NumberSummary {
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
  /** No value twice, among the first 10,000. */
  readonly different: boolean;
}

const LOOKED_AT = 10_000;
const noNumbers: NumberSummary = { least: Number.NaN, most: Number.NaN, whole: false, different: false };

export function profileOf(column: RawColumn, rows: number): Profile {
  if (column.kind === "numbers") return profileOfNumbers(column, rows);
  const texts: DistinctText[] = [];
  const found = { strings: 0, numbers: 0, booleans: 0, lists: 0 };
  const spelt = new Map<string, { count: number; row: number }>();
  eachDistinct(column, (value, count, row) => {
    if (typeof value === "object") {
      found.lists += count;
      return;
    }
    if (typeof value === "string") found.strings += count;
    else if (typeof value === "number") found.numbers += count;
    else found.booleans += count;
    if (column.kind === "strings") {
      texts.push({ text: value as string, count, row });
      return;
    }
    const known = spelt.get(scalarText(value));
    if (known === undefined) spelt.set(scalarText(value), { count, row });
    else known.count += count;
  });
  for (const [text, { count, row }] of spelt) texts.push({ text, count, row });
  const { strings, numbers, booleans, lists } = found;
  const present = strings + numbers + booleans + lists;
  const type = typeOf(present, booleans, lists);
  const mixed = type === "texts" && (strings > 0 ? numbers + booleans > 0 : numbers > 0 && booleans > 0);
  return { name: column.name, rows, present, type, numbers: noNumbers, texts, mixed };
}

function typeOf(present: number, booleans: number, lists: number): Profile["type"] {
  if (present === 0) return "nothing";
  if (lists > 0) return "lists";
  return booleans === present ? "booleans" : "texts";
}

function profileOfNumbers(column: NumberColumn, rows: number): Profile {
  const { values } = column;
  let present = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let whole = true;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (value !== value) continue;
    present++;
    if (value < least) least = value;
    if (value > most) most = value;
    if (whole && !Number.isInteger(value)) whole = false;
  }
  if (present === 0) {
    return { name: column.name, rows, present, type: "nothing", numbers: noNumbers, texts: [], mixed: false };
  }
  const numbers = { least, most, whole, different: allDifferent(values) };
  return { name: column.name, rows, present, type: "numbers", numbers, texts: [], mixed: false };
}

function allDifferent(values: Float64Array): boolean {
  const seen = new Set<number>();
  for (let row = 0; row < values.length && row < LOOKED_AT; row++) {
    const value = values[row] as number;
    if (value !== value) continue;
    if (seen.has(value)) return false;
    seen.add(value);
  }
  return true;
}

/** "1,234" for reasons and notes. */
export function count(number: number): string {
  return number.toLocaleString("en-US");
}

/** "1 row", "1,234 rows". */
export function countOf(number: number, thing: string): string {
  return `${count(number)} ${thing}${number === 1 ? "" : "s"}`;
}
