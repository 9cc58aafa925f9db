/**
 * Text: free text as numbers. Columns, for each text: the TF-IDF weight of each of the words and phrases that vary most over
 * the training rows (at most 64, 0 where a text has none of them), the text's place along the main directions of all its terms
 * (at most 32, by truncated SVD), and its number of words. Vocabulary, idf and directions come from the training rows alone.
 * A missing cell is missing in all columns.
 */

import { corpusOf } from "../../text/corpus.ts";
import { mainDirections } from "../../text/svd.ts";
import { termsOf } from "../../text/terms.ts";
import { type Sparse, sparseRows } from "../../text/tfidf.ts";
import { tokensOf } from "../../text/tokens.ts";
import { ListedTerms, Vectoriser } from "../../text/vectoriser.ts";
import { fitVocabulary } from "../../text/vocabulary.ts";
import { describe, scalarText } from "../cell.ts";
import { cellAt, columnRows, type RawColumn } from "../column.ts";
import { Fault } from "../fault.ts";
import { distinctTextsOf, fieldsOf, listIn, onlyFields, textOf, wholeOf } from "../json-check.ts";
import { countOf } from "../profile.ts";
import { inferText } from "./infer-text.ts";
import {
  type Fitted,
  type FittedColumn,
  type Kind,
  MISSING,
  type Outcome,
  PRESENT,
  type Settings,
} from "./kind.ts";

const TERMS = 64;
const COMPONENTS = 32;
const MOST_ASKED = 1024;
const MOST_COMPONENTS = 128;
/** Terms that directions are made of: those of the most rows. */
const VOCABULARY = 2000;
const OPTIONS = { phrases: true, grams: undefined };

export const text: Kind = {
  name: "text",
  infer: inferText,

  settings(given: Settings): Settings {
    onlyFields(given, ["terms", "components"], "the kind text");
    return {
      terms: wholeOf(given["terms"] ?? TERMS, '"terms"', 0, MOST_ASKED),
      components: wholeOf(given["components"] ?? COMPONENTS, '"components"', 0, MOST_COMPONENTS),
    };
  },

  fit(name: string, settings: Settings, column: RawColumn): Fitted {
    const texts: string[] = [];
    for (let row = 0; row < columnRows(column); row++) {
      const value = cellAt(column, row);
      if (value !== undefined) texts.push(spelt(value));
    }
    const { words } = corpusOf(texts, OPTIONS);
    const all = [...texts.keys()];
    const limits = { leastRows: 2, mostShare: 0.9, most: VOCABULARY, stopWords: new Set<string>() };
    const vocabulary = fitVocabulary(words, all, limits);
    const terms = Array.from(vocabulary.ids, (id) => words.terms[id] as string);
    const rows = sparseRows([{ block: words, vocabulary, length: 1 }]);
    const chosen = mostVaried(rows, settings["terms"] as number);
    const { parts, count } =
      terms.length === 0
        ? { parts: new Float64Array(0), count: 0 }
        : mainDirections(rows, settings["components"] as number, 0);
    const notes = [
      `${countOf(terms.length, "term")} of ${countOf(words.terms.length, "different one")}, ${countOf(chosen.length, "column")} of terms, ${countOf(count, "direction")}`,
    ];
    return new FittedText(
      name,
      { terms, idf: vocabulary.idf, chosen, parts: Float32Array.from(parts), count },
      notes,
    );
  },

  restore(name: string, _settings: Settings, json: unknown): Fitted {
    const fields = fieldsOf(json, "a fitted text");
    const terms = distinctTextsOf(fields["terms"], '"terms"');
    const count = wholeOf(fields["count"], '"count"', 0, MOST_COMPONENTS);
    const chosen = listIn(fields["chosen"], '"chosen"').map((each) =>
      wholeOf(each, "a chosen term", 0, terms.length - 1),
    );
    if (chosen.length > MOST_ASKED) throw new Fault(`"chosen" holds more than ${MOST_ASKED} terms`);
    const idf = floatsOf(fields["idf"], '"idf"', terms.length);
    const parts = floatsOf(fields["parts"], '"parts"', terms.length * count);
    return new FittedText(name, { terms, idf, chosen, parts, count }, []);
  },
};

interface Parts {
  readonly terms: readonly string[];
  readonly idf: Float32Array;
  /** Terms that have a column of their own. */
  readonly chosen: readonly number[];
  /** Term after term, one number a direction. */
  readonly parts: Float32Array;
  readonly count: number;
}

class FittedText implements Fitted {
  readonly columns: readonly FittedColumn[];
  readonly notes: readonly string[];
  readonly #parts: Parts;
  readonly #vectoriser: Vectoriser;
  /** Column of each term that has one, -1 for the others. */
  readonly #places: Int32Array;
  readonly #along: Float64Array;

  constructor(name: string, parts: Parts, notes: readonly string[]) {
    const { terms, idf, chosen, count } = parts;
    const directions = Array.from({ length: count }, (_, k) => `${name}~${k + 1} (${leading(parts, k)})`);
    const names = [...chosen.map((term) => `${name}: ${terms[term]}`), ...directions, `${name}.words`];
    this.columns = names.map((column) => ({ name: column, kind: "number" }));
    this.notes = notes;
    this.#parts = parts;
    this.#vectoriser = new Vectoriser({
      ...OPTIONS,
      words: new ListedTerms(terms),
      gramTerms: new ListedTerms([]),
      idf,
      gramLength: 0,
    });
    this.#places = new Int32Array(terms.length).fill(-1);
    chosen.forEach((term, place) => {
      this.#places[term] = place;
    });
    this.#along = new Float64Array(count);
  }

  encode(value: unknown, row: Float32Array, at: number): Outcome {
    const { chosen, parts, count } = this.#parts;
    const width = chosen.length + count + 1;
    if (value === undefined || value === null) {
      row.fill(Number.NaN, at, at + width);
      return MISSING;
    }
    const content = spelt(value);
    row.fill(0, at, at + width);
    const found = this.#vectoriser.row(termsOf(content, OPTIONS));
    const along = this.#along.fill(0);
    for (let i = 0; i < found.length; i++) {
      const term = found.columns[i] as number;
      const weight = found.values[i] as number;
      const place = this.#places[term] as number;
      if (place >= 0) row[at + place] = weight;
      for (let k = 0; k < count; k++)
        along[k] = (along[k] as number) + weight * (parts[term * count + k] as number);
    }
    row.set(along, at + chosen.length);
    row[at + width - 1] = tokensOf(content).words.length;
    return PRESENT;
  }

  toJSON(): unknown {
    const { terms, idf, chosen, parts, count } = this.#parts;
    return { terms, idf: base64(idf), chosen, count, parts: base64(parts) };
  }
}

/** The two terms that say most of a direction. */
function leading({ terms, parts, count }: Parts, k: number): string {
  let [first, second] = [-1, -1];
  const size = (term: number): number => (term < 0 ? -1 : Math.abs(parts[term * count + k] as number));
  for (let term = 0; term < terms.length; term++) {
    if (size(term) > size(first)) [first, second] = [term, first];
    else if (size(term) > size(second)) second = term;
  }
  return [first, second]
    .filter((term) => term >= 0)
    .map((term) => terms[term])
    .join(", ");
}

/** The columns of the largest variance over the rows, in order. */
function mostVaried({ columns, values, width, starts }: Sparse, count: number): number[] {
  const rows = Math.max(1, starts.length - 1);
  const [sums, squares] = [new Float64Array(width), new Float64Array(width)];
  columns.forEach((column, i) => {
    const value = values[i] as number;
    sums[column] = (sums[column] as number) + value;
    squares[column] = (squares[column] as number) + value * value;
  });
  const variance = squares.map((square, column) => {
    const mean = (sums[column] as number) / rows;
    return square / rows - mean * mean;
  });
  return [...variance.keys()]
    .sort((a, b) => (variance[b] as number) - (variance[a] as number) || a - b)
    .slice(0, count)
    .sort((a, b) => a - b);
}

function spelt(value: unknown): string {
  if (typeof value === "string" || typeof value === "boolean") return scalarText(value);
  if (typeof value === "number" && Number.isFinite(value)) return scalarText(value);
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value.join("\n");
  throw new Fault(`takes a text, not ${describe(value)}`);
}

function base64({ buffer, byteOffset, byteLength }: Float32Array): string {
  let characters = "";
  for (const byte of new Uint8Array(buffer, byteOffset, byteLength)) characters += String.fromCharCode(byte);
  return btoa(characters);
}

function floatsOf(value: unknown, what: string, length: number): Float32Array {
  let characters: string;
  try {
    characters = atob(textOf(value, what));
  } catch {
    throw new Fault(`${what} must be numbers in base64`);
  }
  if (characters.length !== 4 * length) throw new Fault(`${what} must hold ${countOf(length, "number")}`);
  const floats = new Float32Array(Uint8Array.from(characters, (character) => character.charCodeAt(0)).buffer);
  if (!floats.every(Number.isFinite)) throw new Fault(`${what} must hold finite numbers`);
  return floats;
}
