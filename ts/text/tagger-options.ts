/**
 * What `Tagger.train` can be told. Defaults are written here once; everything is checked before any work begins.
 */
import { checkSeed } from "../data/random.ts";
import { HedgerowError } from "../error.ts";
import type { Catalogue } from "./catalogue.ts";

export interface TaggerProgress {
  /** Labels separated, over all folds. */
  readonly done: number;
  readonly total: number;
}

export interface TaggerOptions {
  /** The column with the text, or several that are read one after the other. */
  readonly text: string | readonly string[];
  /** The column with the label: a technique, a tactic, a tag of any kind. Rows without one are not learnt from. */
  readonly label: string;
  /** Several labels a text: a list in each cell, or a text with this between them. @default one label a text */
  readonly separator?: string | undefined;
  /** Rows with the same cell of this column are held out together when choices are made. @default none */
  readonly group?: string | undefined;
  /** What rows without a label do: nothing, be neighbours, or be learnt from where that is found to help. @default "ignore" */
  readonly unlabelled?: "ignore" | "neighbours" | "learn" | undefined;
  /** Names and tactics of labels; techniques without rows are found by their descriptions. @default none */
  readonly catalogue?: Catalogue | undefined;
  /** Phrases of two words are terms too. @default true */
  readonly phrases?: boolean | undefined;
  /** Shortest and longest character n-gram of words, or false for none. @default [3, 5] */
  readonly grams?: readonly [number, number] | false | undefined;
  /** Length of the n-grams' part of a row beside the words' 1. @default 0.5, or 1 where cross-validation finds that better */
  readonly gramLength?: number | undefined;
  /** Cost of an error: large ones fit closer. @default the smallest of 0.3, 1 and 3 as good as the best in cross-validation */
  readonly cost?: number | undefined;
  /** "balanced": all labels weigh the same. @default "none" */
  readonly classWeights?: "none" | "balanced" | undefined;
  /** Terms of fewer training rows are left out. @default 1 for words and phrases, 3 for n-grams */
  readonly leastRows?: number | undefined;
  /** Most words and phrases, and most n-grams: those of the most rows. @default 50000 */
  readonly mostTerms?: number | undefined;
  /** Feature hashing into so many columns, half of them n-grams; no term is stored. @default 0, a listed vocabulary */
  readonly hash?: number | undefined;
  /** Words that are no terms: the English list of the package "stopword", a list of one's own, or none. @default "none" */
  readonly stopWords?: "none" | "english" | readonly string[] | undefined;
  /** The threshold is the least score with which so large a share of the held-out answers is right. @default 0.8 */
  readonly precision?: number | undefined;
  /** Characters of each labelled text that are kept, to be shown as a neighbour; 0 for none. @default 200 */
  readonly keepText?: number | undefined;
  /** Folds of the cross-validation that chooses and calibrates. @default 5 */
  readonly folds?: number | undefined;
  /** A whole number; the same seed gives the same bytes. @default 0 */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TaggerProgress) => void) | undefined;
}

/** The options with their defaults. */
export interface Settings {
  readonly columns: readonly string[];
  readonly label: string;
  readonly separator: string | undefined;
  readonly group: string | undefined;
  readonly unlabelled: "ignore" | "neighbours" | "learn";
  readonly catalogue: Catalogue | undefined;
  readonly phrases: boolean;
  readonly grams: readonly [number, number] | undefined;
  readonly gramLengths: readonly number[];
  readonly costs: readonly number[];
  readonly balanced: boolean;
  readonly leastRows: { readonly words: number; readonly grams: number };
  readonly mostTerms: number;
  readonly hash: number;
  readonly stopWords: "none" | "english" | readonly string[];
  readonly precision: number;
  readonly keepText: number;
  readonly folds: number;
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (progress: TaggerProgress) => void;
}

const NAMES = [
  "text",
  "label",
  "separator",
  "group",
  "unlabelled",
  "catalogue",
  "phrases",
  "grams",
  "gramLength",
  "cost",
  "classWeights",
  "leastRows",
  "mostTerms",
  "hash",
  "stopWords",
  "precision",
  "keepText",
  "folds",
  "seed",
  "signal",
  "onProgress",
];

export function checkTaggerOptions(given: TaggerOptions): Settings {
  for (const name of Object.keys(given))
    if (!NAMES.includes(name)) wrong(`There is no option "${name}"; there is: ${NAMES.join(", ")}`);
  const columns = typeof given.text === "string" ? [given.text] : given.text;
  if (!isTexts(columns) || columns.length === 0) wrong('"text" must be a column\'s name, or a list of names');
  if (typeof given.label !== "string") wrong('"label" must be a column\'s name');
  if (columns.includes(given.label)) wrong("The label is among the texts");
  const { seed = 0, grams = [3, 5], gramLength, cost, leastRows } = given;
  checkSeed(seed);
  if (grams !== false) {
    whole("grams", grams[0], 1, 16);
    whole("grams", grams[1], grams[0], 16);
  }
  return {
    columns,
    label: given.label,
    separator: text("separator", given.separator),
    group: text("group", given.group),
    unlabelled: choice("unlabelled", given.unlabelled ?? "ignore", ["ignore", "neighbours", "learn"]),
    catalogue: given.catalogue,
    phrases: given.phrases ?? true,
    grams: grams === false ? undefined : grams,
    gramLengths:
      grams === false
        ? [0]
        : gramLength === undefined
          ? [0.5, 1]
          : [between("gramLength", gramLength, 0, 10)],
    costs: cost === undefined ? [0.3, 1, 3] : [between("cost", cost, 1e-6, 1e6)],
    balanced: choice("classWeights", given.classWeights ?? "none", ["none", "balanced"]) === "balanced",
    leastRows:
      leastRows === undefined
        ? { words: 1, grams: 3 }
        : { words: whole("leastRows", leastRows, 1, 1e6), grams: leastRows },
    mostTerms: whole("mostTerms", given.mostTerms ?? 50_000, 1, 1e6),
    hash: whole("hash", given.hash ?? 0, 0, 1 << 22),
    stopWords: stopWordsOf(given.stopWords ?? "none"),
    precision: between("precision", given.precision ?? 0.8, 0, 1),
    keepText: whole("keepText", given.keepText ?? 200, 0, 10_000),
    folds: whole("folds", given.folds ?? 5, 2, 20),
    seed,
    signal: given.signal,
    onProgress: given.onProgress ?? (() => undefined),
  };
}

function wrong(sentence: string): never {
  throw new HedgerowError("bad-option", sentence);
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

function text(name: string, value: unknown): string | undefined {
  if (value === undefined || (typeof value === "string" && value !== "")) return value;
  return wrong(`"${name}" must be a text`);
}

function choice<T extends string>(name: string, value: T, choices: readonly T[]): T {
  return choices.includes(value)
    ? value
    : wrong(`"${name}" must be one of ${choices.join(", ")}; it is ${JSON.stringify(value)}`);
}

function whole(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  return wrong(`"${name}" must be a whole number from ${least} to ${most}; it is ${value}`);
}

function between(name: string, value: number, least: number, most: number): number {
  if (typeof value === "number" && value >= least && value <= most) return value;
  return wrong(`"${name}" must be a number from ${least} to ${most}; it is ${value}`);
}

function stopWordsOf(value: unknown): "none" | "english" | readonly string[] {
  if (value === "none" || value === "english" || isTexts(value)) return value;
  return wrong('"stopWords" must be "english", "none" or a list of words');
}
