/**
 * What the ways into a Dataset can be told, checked before any file is read, and what follows for each column.
 */
import { HedgerowError } from "../error.ts";
import { type Overrides, overridden } from "./infer.ts";
import { Schema } from "./schema.ts";
import { usualMissing } from "./table.ts";
import type { Wanted } from "./text-column.ts";

export interface DatasetOptions {
  /** The column to predict. @default none, as for data to be scored */
  label?: string | undefined;
  /** A column of row weights, numbers of 0 or more; it is no feature. @default every row counts 1 */
  weight?: string | undefined;
  /** Columns that are no features; a split by group or time can still use them. @default [] */
  drop?: readonly string[] | undefined;
  /** A whole Schema, as of a model, or kinds for some columns; the others are inferred. @default {} */
  schema?: Schema | Overrides | undefined;
  /** CSV only: the texts that stand for missing. @default ["", "NA", "N/A", "NaN", "null"] */
  missing?: readonly string[] | undefined;
  /** CSV only: the character between cells. @default the most frequent of , ; tab | in the header */
  delimiter?: string | undefined;
  /** The class names, as of a model, for test data that need not have them all. @default those that occur */
  classes?: readonly string[] | undefined;
  /** What to do with rows without a label. @default "error" */
  unlabelled?: "error" | "drop" | undefined;
}

const known = ["label", "weight", "drop", "schema", "missing", "delimiter", "classes", "unlabelled"];

export function checkDatasetOptions(options: DatasetOptions): void {
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) {
      throw new HedgerowError("bad-option", `There is no option "${name}"; there is: ${known.join(", ")}`);
    }
  }
  const { label, weight, drop = [], schema, missing = [], classes = [], unlabelled = "error" } = options;
  for (const [name, value] of Object.entries({ label, weight })) {
    if (value !== undefined && typeof value !== "string")
      throw new HedgerowError("bad-option", `"${name}" must be a column's name`);
  }
  for (const [name, value] of Object.entries({ drop, missing, classes })) {
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) continue;
    throw new HedgerowError("bad-option", `"${name}" must be a list of texts`);
  }
  if (label !== undefined && label === weight)
    throw new HedgerowError("bad-option", "Label and weight are the same column");
  if (label !== undefined && drop.includes(label))
    throw new HedgerowError("bad-option", "The label is among the columns to drop");
  if (unlabelled !== "error" && unlabelled !== "drop")
    throw new HedgerowError("bad-option", '"unlabelled" must be "error" or "drop"');
  if (schema !== undefined && !(schema instanceof Schema))
    for (const [name, kind] of Object.entries(schema)) overridden(name, kind);
}

/** The texts that stand for missing: those given, else those the schema was inferred with, else the usual. */
export function missingOf({ missing, schema }: DatasetOptions): readonly string[] {
  return missing ?? (schema instanceof Schema ? schema.missing : undefined) ?? usualMissing;
}

/** What a CSV column must become: labels and categories keep their texts, numbers are checked cell by cell. */
export function wantedFor(options: DatasetOptions): (name: string) => Wanted {
  const { label, weight, schema } = options;
  const kinds = new Map<string, string>();
  if (schema instanceof Schema) for (const { name, kind } of schema.features) kinds.set(name, kind);
  else
    for (const [name, kind] of Object.entries(schema ?? {}))
      kinds.set(name, typeof kind === "string" ? kind : kind.kind);
  return (name) => {
    if (name === label) return "texts";
    if (name === weight) return "numbers";
    const kind = kinds.get(name);
    if (kind === undefined || kind === "drop" || kind === "time") return "either";
    return kind === "number" ? "numbers" : "texts";
  };
}
