/**
 * What all importers end with: trees as bytes, with the metadata that makes a model of them. In: the forest, the names
 * its file has for features and classes, and what the caller says of them. Out: a Model.
 *
 * Without a schema every feature is a number of the file's own name, and a category is its code. With one, records are
 * encoded by it; its columns must be the file's features, in order.
 */
import { scalarText } from "../data/cell.ts";
import { Encoder } from "../data/encode.ts";
import { Fault, located } from "../data/fault.ts";
import { Schema } from "../data/schema.ts";
import { type ErrorPlace, HedgerowError } from "../error.ts";
import type { AnomalyInfo } from "../model/anomaly.ts";
import type { ImportedFrom, Metadata } from "../model/metadata.ts";
import { load, type Model } from "../model/model.ts";
import type { Method } from "../model/options.ts";
import { VERSION } from "../version.ts";
import type { ForestBytes } from "./forest-bytes.ts";

/** What a caller may say of a model to be imported. */
export interface ImportOptions {
  /**
   * How records become rows: an Encoder, its JSON (`hedgerow schema` writes it), or a Schema of kinds that learn nothing from
   * rows (number, boolean). @default each feature of the file is a number
   */
  schema?: unknown;
  /** Names of the classes, in the file's order. @default the file's own, or "0", "1", ... */
  classes?: readonly string[] | undefined;
  /**
   * Without a schema, how records hold categories: as "codes", or by the "names" that the file has for them (of pandas).
   * @default "codes"
   */
  categories?: "codes" | "names" | undefined;
}

/** The categories of a feature, in the order of their codes. */
export interface CategoryNames {
  names: readonly string[];
  /** They are numbers, so that "1.50" is 1.5. */
  numbers: boolean;
}

/** What an importer found in a file. */
export interface Found {
  forest: ForestBytes;
  features: number;
  /** undefined where the file names no features. */
  names?: readonly string[] | undefined;
  /** Of each feature, where the file names the categories of some. */
  categories?: readonly (CategoryNames | undefined)[] | undefined;
  /** Class names, or their number; 0 for a model that gives numbers and no classes. */
  classes: number | readonly string[];
  method: Method;
  from: ImportedFrom;
  anomaly?: AnomalyInfo;
}

/** Runs an importer; a Fault becomes a `bad-model` error that says what was read. */
export function importing<T>(what: string, run: () => T, at: ErrorPlace = {}): T {
  return located("bad-model", `The ${what} cannot be read: `, () => at, run);
}

/** The model. Throws `bad-option` or `bad-schema` where classes or schema do not fit what was found. */
export function toModel(found: Found, options: ImportOptions): Promise<Model> {
  return load(toBytes(found, options));
}

function toBytes(found: Found, options: ImportOptions): Uint8Array<ArrayBuffer> {
  const encoder = encoderFor(found, options);
  const { forest, method, from, anomaly } = found;
  const label = labelOf(options.schema);
  const metadata: Metadata = {
    hedgerow: VERSION,
    method,
    ...(label === undefined ? {} : { label }),
    classes: [...classesFor(found, options.classes ?? classesOf(options.schema, found))],
    encoder: encoder.toJSON(),
    training: { rows: 0, classRows: [], validationRows: 0, rounds: forest.trees, options: {} },
    imported: from,
    ...(anomaly === undefined ? {} : { anomaly }),
  };
  return forest.finish(metadata);
}

function classesFor({ classes }: Found, given: readonly string[] | undefined): readonly string[] {
  const own = typeof classes === "number" ? Array.from({ length: classes }, (_, i) => String(i)) : classes;
  if (given === undefined) return own;
  const sentence =
    own.length === 0
      ? "The model gives numbers and has no classes to name"
      : `The model has ${own.length} classes, ${given.length} are named`;
  if (given.length !== own.length) throw new HedgerowError("bad-option", sentence);
  if (new Set(given).size < given.length) throw new HedgerowError("bad-option", "A class is named twice");
  return given;
}

/** The class names that a schema brings, where there are as many as the model has. */
function classesOf(schema: unknown, { classes }: Found): readonly string[] | undefined {
  const { classes: names } = (schema ?? {}) as { classes?: unknown };
  if (typeof classes !== "number" || !Array.isArray(names) || names.length !== classes) return undefined;
  return names.every((name) => typeof name === "string") ? names : undefined;
}

function encoderFor(found: Found, { schema, categories = "codes" }: ImportOptions): Encoder {
  const { features, names } = found;
  if (categories !== "codes" && categories !== "names")
    throw new HedgerowError(
      "bad-option",
      `categories must be "codes" or "names", not ${JSON.stringify(categories)}`,
    );
  if (schema === undefined) {
    const given = names ?? Array.from({ length: features }, (_, i) => `f${i}`);
    return ownEncoder(given, categories === "names" ? named(found) : []);
  }
  const encoder = schema instanceof Encoder ? schema : encoderOf(schema);
  const columns = encoder.columns.map(({ name }) => name);
  if (columns.length !== features) {
    const sentence = `The schema makes ${columns.length} columns, the model has ${features} features`;
    throw new HedgerowError("bad-schema", sentence);
  }
  if (names === undefined || names.every(isGeneric)) return encoder;
  const other = columns.findIndex((name, i) => plain(name) !== plain(names[i] ?? ""));
  if (other >= 0) {
    const sentence = `Feature ${other} of the model is "${names[other]}", the schema's column there is "${columns[other]}"`;
    throw new HedgerowError("bad-schema", sentence, { column: columns[other] as string });
  }
  return encoder;
}

function named({ categories }: Found): readonly (CategoryNames | undefined)[] {
  if (categories !== undefined) return categories;
  throw new HedgerowError(
    "bad-option",
    "The file does not name its categories, or not so that their features are known",
  );
}

/** An encoder of numbers, and of categories where they are named. */
function ownEncoder(names: readonly string[], categories: readonly (CategoryNames | undefined)[]): Encoder {
  const seen = new Set<string>();
  const features = names.map((name, i) => {
    if (seen.has(name)) throw new HedgerowError("bad-model", "Two features have one name", { column: name });
    seen.add(name);
    const own = categories[i];
    if (own === undefined) return { name, kind: "number", fitted: {} };
    const fitted = { kept: own.names, other: false, folded: { values: 0, rows: 0 }, numbers: own.numbers };
    return { name, kind: "category", fitted };
  });
  return Encoder.fromJSON({ version: 1, features });
}

/** A list of texts, numbers, true and false as the categories of a feature. */
export function categoryNames(list: readonly unknown[], what: string): CategoryNames {
  const names = list.map((each) => {
    if (typeof each === "string" || typeof each === "number" || typeof each === "boolean")
      return scalarText(each);
    throw new Fault(`${what} must be a list of texts, numbers, true and false`);
  });
  return { names, numbers: list.every((each) => typeof each === "number") };
}

/** Names that a maker gives to columns without one. */
function isGeneric(name: string): boolean {
  return /^(f|x|Column_|column)\d+$/.test(name);
}

/** Makers replace characters that their files cannot hold. */
function plain(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, "_");
}

function encoderOf(schema: unknown): Encoder {
  const fields = (schema ?? {}) as { features?: unknown };
  const given = schema instanceof Schema ? schema.toJSON() : schema;
  const isFitted =
    !(schema instanceof Schema) &&
    Array.isArray(fields.features) &&
    fields.features.some((each) => typeof each === "object" && each !== null && "fitted" in each);
  if (isFitted) return Encoder.fromJSON(given);
  const plainSchema = Schema.fromJSON(given);
  for (const { name, kind } of plainSchema.features) {
    if (kind === "number" || kind === "boolean") continue;
    const sentence = `The kind ${kind} learns from training rows what it encodes, and this schema does not have it: take the JSON of an Encoder, as hedgerow schema writes it`;
    throw new HedgerowError("bad-schema", sentence, { column: name });
  }
  return plainSchema.fit({ rows: 0, find: () => undefined });
}

function labelOf(schema: unknown): string | undefined {
  const { label } = (schema ?? {}) as { label?: unknown };
  return typeof label === "string" ? label : undefined;
}

/** A list of texts, or undefined where there is none. */
export function namesIn(value: unknown, what: string, length: number): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || !value.every((each) => typeof each === "string"))
    throw new Fault(`${what} must be a list of texts`);
  if (value.length === 0) return undefined;
  if (value.length !== length) throw new Fault(`${what} has ${value.length} names for ${length} features`);
  return value;
}
