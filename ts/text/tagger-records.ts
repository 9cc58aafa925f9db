/**
 * Records -> texts and labels. In: records and which of their fields hold what. Out: a text a record, the labels of each as
 * numbers, and the labels' names, sorted. A record without a text, a value of a wrong type, and fewer than two labels are
 * errors with their row.
 */
import { describe, listOf, scalarText } from "../data/cell.ts";
import { Field } from "../data/field.ts";
import { MOST_CLASSES, sortedClasses } from "../data/labels.ts";
import { HedgerowError } from "../error.ts";
import type { RowLabels } from "./linear.ts";

export type TextRecord = Readonly<Record<string, unknown>>;

export interface LabelledTexts {
  readonly texts: readonly string[];
  readonly names: readonly string[];
  readonly labels: RowLabels;
  /** What keeps rows together; undefined where nothing does. */
  readonly groups: readonly (string | undefined)[];
}

export interface RecordFields {
  readonly columns: readonly string[];
  readonly label: string;
  readonly separator: string | undefined;
  readonly group: string | undefined;
}

/** `leastLabels`: fewer different ones are an error; to learn, two are needed. */
export function labelledTexts(
  records: Iterable<TextRecord>,
  fields: RecordFields,
  leastLabels = 2,
): LabelledTexts {
  const label = new Field(fields.label);
  const group = fields.group === undefined ? undefined : new Field(fields.group);
  const readText = textReader(fields.columns);
  const texts: string[] = [];
  const spelt: (readonly string[])[] = [];
  const groups: (string | undefined)[] = [];
  let row = 0;
  for (const record of records) {
    row++;
    texts.push(readText(record, row));
    spelt.push(labelsIn(label.read(record), fields, row));
    const kept = group?.read(record);
    groups.push(kept === undefined || kept === null ? undefined : String(kept));
  }
  if (texts.length === 0) throw new HedgerowError("bad-data", "There are no records");
  const names = sortedClasses([...new Set(spelt.flat())]);
  if (names.length < leastLabels) throw tooFew(names, fields.label);
  if (names.length > MOST_CLASSES)
    throw new HedgerowError(
      "bad-label",
      `There are ${names.length} different labels; at most ${MOST_CLASSES} are possible`,
      {
        column: fields.label,
      },
    );
  const numbers = new Map(names.map((name, k) => [name, k]));
  const labels = spelt.map((own) =>
    own.length === 0 ? undefined : own.map((name) => numbers.get(name) as number),
  );
  return { texts, names, labels, groups };
}

/** Reads the text of a record: those of several fields are joined by a line feed; absent ones are left out. */
export function textReader(columns: readonly string[]): (record: TextRecord, row?: number) => string {
  const fields = columns.map((name) => ({ name, field: new Field(name) }));
  return (record, row) => {
    const parts: string[] = [];
    for (const { name, field } of fields) {
      const value = field.read(record);
      if (value === undefined || value === null) continue;
      if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean")
        throw new HedgerowError("bad-value", `A text is wanted, not ${describe(value)}`, place(name, row));
      parts.push(scalarText(value));
    }
    return parts.join("\n");
  };
}

function labelsIn(value: unknown, { label, separator }: RecordFields, row: number): readonly string[] {
  if (value === undefined || value === null || value === "") return [];
  if (Array.isArray(value)) {
    if (separator === undefined)
      throw new HedgerowError(
        "bad-label",
        'A list of labels needs the option "separator"',
        place(label, row),
      );
    return distinct(listOf(value) ?? []);
  }
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean")
    throw new HedgerowError("bad-label", `A label must be a text, not ${describe(value)}`, place(label, row));
  return separator === undefined ? [scalarText(value)] : distinct(scalarText(value).split(separator));
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names.map((name) => name.trim()))].filter((name) => name !== "");
}

function place(column: string, row: number | undefined): { column: string; row?: number } {
  return row === undefined ? { column } : { column, row };
}

function tooFew(names: readonly string[], column: string): HedgerowError {
  const sentence =
    names.length === 0
      ? "No record has a label"
      : `Every label is "${names[0]}"; two different ones are needed to learn from`;
  return new HedgerowError("bad-label", sentence, { column });
}
