/**
 * A label column as classes. In: a raw column. Out: class names, sorted (by value when all are numbers, else by code
 * unit), and the class of each row. Rows without a label, one class only and more than 1,024 classes are errors.
 */
import { HedgerowError } from "../error.ts";
import { scalarText } from "./cell.ts";
import { eachDistinct, type PresentCell, type RawColumn } from "./column.ts";
import { parseNumber } from "./number-text.ts";
import { count } from "./profile.ts";

export interface Labels {
  readonly classes: readonly string[];
  /** Class index of each row. */
  readonly labels: Uint16Array<ArrayBuffer>;
  readonly warnings: readonly string[];
}

export const MOST_CLASSES = 1024;

/** Rows that have a label, in order. */
export function labelledRows(column: RawColumn, rows: number): Uint32Array {
  const kept: number[] = [];
  for (let row = 0; row < rows; row++) if (!isMissingAt(column, row)) kept.push(row);
  return Uint32Array.from(kept);
}

/** `given` fixes the classes, as for a model's test data: other labels are errors, and one class is enough. */
export function labelsOf(column: RawColumn, rows: number, given?: readonly string[]): Labels {
  checkPresent(column, rows);
  const spelt = new Map<PresentCell, string>();
  const counts = new Map<string, { count: number; row: number }>();
  eachDistinct(column, (value, number, row) => {
    const name = className(value, column.name, row);
    spelt.set(value, name);
    const known = counts.get(name);
    if (known === undefined) counts.set(name, { count: number, row });
    else known.count += number;
  });
  const classes = given ?? sortedClasses([...counts.keys()]);
  if (given === undefined) checkClasses(classes, column.name);
  const indexes = new Map(classes.map((name, index) => [name, index]));
  for (const [name, { row }] of counts) {
    if (indexes.has(name)) continue;
    const sentence = `The label "${name}" is none of the classes: ${classes.slice(0, 20).join(", ")}`;
    throw new HedgerowError("bad-label", sentence, { row: row + 1, column: column.name });
  }
  const rare = given === undefined ? classes.filter((name) => counts.get(name)?.count === 1) : [];
  const labels = fill(column, rows, (value) => indexes.get(spelt.get(value) as string) as number);
  return { classes, labels, warnings: rareWarning(rare, column.name) };
}

export function sortedClasses(names: readonly string[]): readonly string[] {
  const numbers = names.every((name) => !Number.isNaN(parseNumber(name)));
  const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...names].sort((a, b) => (numbers ? Number(a) - Number(b) : 0) || byCodeUnit(a, b));
}

function className(value: PresentCell, column: string, row: number): string {
  if (typeof value === "object") {
    throw new HedgerowError("bad-label", "A label must be a text, a number, true or false, not a list", {
      row: row + 1,
      column,
    });
  }
  return scalarText(value);
}

function checkPresent(column: RawColumn, rows: number): void {
  let missing = 0;
  let first = 0;
  for (let row = 0; row < rows; row++) {
    if (isMissingAt(column, row) && missing++ === 0) first = row + 1;
  }
  if (missing === 0) return;
  const are = missing === 1 ? "1 row has" : `${count(missing)} of ${count(rows)} rows have`;
  const sentence = `${are} no label, the first of them row ${first}; label them, or leave them out with unlabelled: "drop"`;
  throw new HedgerowError("bad-label", sentence, { row: first, column: column.name });
}

function isMissingAt(column: RawColumn, row: number): boolean {
  if (column.kind === "numbers") return Number.isNaN(column.values[row]);
  if (column.kind === "strings") return (column.codes[row] as number) < 0;
  return column.values[row] === undefined || column.values[row] === null;
}

function checkClasses(classes: readonly string[], column: string): void {
  if (classes.length === 1) {
    throw new HedgerowError(
      "bad-label",
      `Every row has the label "${classes[0]}"; two classes are needed to learn from`,
      { column },
    );
  }
  if (classes.length > MOST_CLASSES) {
    const sentence = `The label column has ${count(classes.length)} different values; at most ${count(MOST_CLASSES)} classes are possible. Is it the right column?`;
    throw new HedgerowError("bad-label", sentence, { column });
  }
}

function fill(
  column: RawColumn,
  rows: number,
  indexOf: (value: PresentCell) => number,
): Uint16Array<ArrayBuffer> {
  const labels = new Uint16Array(rows);
  if (column.kind === "strings") {
    const byCode = new Map<number, number>();
    for (let row = 0; row < rows; row++) {
      const code = column.codes[row] as number;
      let index = byCode.get(code);
      if (index === undefined) {
        index = indexOf(column.dictionary[code] as string);
        byCode.set(code, index);
      }
      labels[row] = index;
    }
  } else for (let row = 0; row < rows; row++) labels[row] = indexOf(column.values[row] as PresentCell);
  return labels;
}

function rareWarning(rare: readonly string[], column: string): readonly string[] {
  if (rare.length === 0) return [];
  const names = rare
    .slice(0, 10)
    .map((name) => `"${name}"`)
    .join(", ");
  const more = rare.length > 10 ? ` and ${rare.length - 10} more` : "";
  const are = rare.length === 1 ? "Label" : "Labels";
  const once =
    rare.length === 1
      ? "occurs once: it is kept for training and"
      : "occur once each: they are kept for training and";
  return [`${are} ${names}${more} of column "${column}" ${once} cannot be tested`];
}
