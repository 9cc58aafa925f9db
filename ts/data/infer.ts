/**
 * What kind of feature each column is, and why. In: the raw columns and the kinds that a caller has fixed. Out: the
 * features, the columns left out, and a note for each column that a person can read. All rows are looked at; what depends
 * on values (lists of categories) is fitted later, on training rows only.
 *
 * Left out unless a kind is given: columns without any value, and texts that differ in every row (50 rows or more),
 * which are identifiers or free text and cannot come back.
 */
import { HedgerowError } from "../error.ts";
import type { RawColumn } from "./column.ts";
import { located } from "./fault.ts";
import { type FeatureSpec, type KindName, makeSpec } from "./feature.ts";
import type { Settings } from "./kinds/kind.ts";
import { kinds } from "./kinds/registry.ts";
import { parseNumber } from "./number-text.ts";
import { count, type Profile, profileOf } from "./profile.ts";

/** A kind for a column: its name, "drop" to leave the column out, or the kind with settings. */
export type Override = KindName | "drop" | ({ readonly kind: KindName } & Settings);
export type Overrides = Readonly<Record<string, Override>>;

/** Why a column is what it is. */
export interface InferenceNote {
  readonly column: string;
  readonly kind: KindName | "drop";
  /** One clause, such as "all 9,537 values are numbers". */
  readonly reason: string;
  /** What a person should look at. */
  readonly notes: readonly string[];
}

export interface Inferred {
  readonly features: readonly FeatureSpec[];
  readonly report: readonly InferenceNote[];
}

/** Texts among the numbers of a column: from how many rows on they are looked for, up to which share, and refused up to which. */
const ROWS_FOR_STRAY = 100;
const STRAY_SHARE = 0.1;
const REFUSED_SHARE = 0.001;
const ROWS_FOR_IDENTIFIER = 50;

export function inferFeatures(columns: readonly RawColumn[], rows: number, overrides: Overrides): Inferred {
  const features: FeatureSpec[] = [];
  const report: InferenceNote[] = [];
  for (const column of columns) {
    const given = Object.hasOwn(overrides, column.name) ? overrides[column.name] : undefined;
    const [spec, note] = given === undefined ? inferOne(column, rows) : overridden(column.name, given);
    if (spec !== undefined) features.push(spec);
    report.push(note);
  }
  return { features, report };
}

type Found = [FeatureSpec | undefined, InferenceNote];

/** The feature that a caller asks for. */
export function overridden(column: string, given: Override): Found {
  if (given === "drop") return [undefined, { column, kind: "drop", reason: "left out as asked", notes: [] }];
  const { kind, ...settings } = typeof given === "string" ? { kind: given } : given;
  const spec = located(
    "bad-option",
    `The schema of column "${column}": `,
    () => ({ column }),
    () => makeSpec(column, kind, settings),
  );
  return [spec, { column, kind: spec.kind, reason: "as asked", notes: [] }];
}

function inferOne(column: RawColumn, rows: number): Found {
  const profile = profileOf(column, rows);
  const { name } = profile;
  const stray = strayText(profile);
  refuseStray(profile, stray);
  const left = stray === undefined ? reasonToDrop(profile) : undefined;
  const kindFor = (): Found => {
    for (const kind of kinds) {
      const inference = kind.infer(profile);
      if (inference === undefined) continue;
      const spec = makeSpec(name, kind.name, inference.settings ?? {});
      const notes = [
        ...(inference.notes ?? []),
        ...strayNotes(profile, stray),
        ...notesOf(profile, spec.kind),
      ];
      return [spec, { column: name, kind: spec.kind, reason: inference.reason, notes }];
    }
    throw new HedgerowError("internal", "No kind takes the column", { column: name });
  };
  if (profile.type === "nothing") return dropped(name, left ?? "");
  const found = kindFor();
  return left !== undefined && found[1].kind === "category" ? dropped(name, left) : found;
}

/** Where nearly all texts of a column read as numbers: those that do not. */
interface Stray {
  rows: number;
  text: string;
  /** From 1. */
  firstRow: number;
}

function strayText({ type, texts, present }: Profile): Stray | undefined {
  if (type !== "texts" || present < ROWS_FOR_STRAY) return undefined;
  let stray: Stray | undefined;
  for (const { text, count: rows, row } of texts) {
    if (!Number.isNaN(parseNumber(text))) continue;
    stray = stray === undefined ? { rows, text, firstRow: row + 1 } : { ...stray, rows: stray.rows + rows };
  }
  return stray !== undefined && stray.rows <= STRAY_SHARE * present ? stray : undefined;
}

/** A few texts among very many numbers are a fault of the data: as a category the numbers would be lost without a word. */
function refuseStray({ name, present }: Profile, stray: Stray | undefined): void {
  if (stray === undefined || stray.rows > Math.max(1, REFUSED_SHARE * present)) return;
  const numbers = `${count(present - stray.rows)} of ${count(present)} values are numbers`;
  throw new HedgerowError(
    "bad-data",
    `${numbers}, but here stands ${JSON.stringify(stray.text)}: mend it, name it among the texts that mean missing, or give the column a kind`,
    { column: name, row: stray.firstRow },
  );
}

function strayNotes({ present }: Profile, stray: Stray | undefined): readonly string[] {
  if (stray === undefined) return [];
  const numbers = `${count(present - stray.rows)} of ${count(present)} values are numbers`;
  return [
    `${numbers}, the others are not, such as ${JSON.stringify(stray.text)} in row ${count(stray.firstRow)}`,
  ];
}

function dropped(column: string, reason: string): Found {
  const notes = [`to use it all the same, give it a kind: schema: { ${JSON.stringify(column)}: "category" }`];
  return [undefined, { column, kind: "drop", reason, notes }];
}

function reasonToDrop({ type, present, texts }: Profile): string | undefined {
  if (type === "nothing") return "no row has a value";
  if (type !== "texts" || present < ROWS_FOR_IDENTIFIER || texts.length < present) return undefined;
  return `looks like an identifier: all ${count(present)} values differ`;
}

function notesOf({ type, texts, numbers, present, rows }: Profile, kind: KindName): readonly string[] {
  const notes: string[] = [];
  const constant =
    type === "texts" ? texts.length === 1 : type === "numbers" && numbers.least === numbers.most;
  if (constant) notes.push("constant: every row that has a value has the same");
  if (kind === "category") {
    if (texts.length > 254)
      notes.push(
        `${count(texts.length)} distinct values: the most frequent 254 are kept, the rest is "other"`,
      );
    if (present >= ROWS_FOR_IDENTIFIER && texts.length >= 0.9 * present) {
      notes.push("looks like an identifier or free text: nearly every value differs");
    }
  }
  if (present < rows / 2) notes.push(`missing in ${count(rows - present)} of ${count(rows)} rows`);
  return notes;
}
