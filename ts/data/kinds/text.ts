/**
 * What is learnt of a column of texts: vocabulary and idf, the words and phrases that vary most over the training rows (at most
 * 64), and the main directions of all terms (at most 32, by truncated SVD).
 */
import { corpusOf } from "../../text/corpus.ts";
import { mainDirections } from "../../text/svd.ts";
import { type Sparse, sparseRows } from "../../text/tfidf.ts";
import { fitVocabulary } from "../../text/vocabulary.ts";
import { cellAt, columnRows, type RawColumn } from "../column.ts";
import { Fault } from "../fault.ts";
import { distinctTextsOf, fieldsOf, listIn, onlyFields, textOf, wholeOf } from "../json-check.ts";
import { countOf } from "../profile.ts";
import { contentOf, floatsIn, TERM_OPTIONS } from "./encode-text.ts";
import { inferText } from "./infer-text.ts";
import type { Kind, Learnt, Settings } from "./kind.ts";

const TERMS = 64;
const COMPONENTS = 32;
const MOST_ASKED = 1024;
const MOST_COMPONENTS = 128;
/** Terms that directions are made of: those of the most rows. */
const VOCABULARY = 2000;

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

  fit(settings: Settings, column: RawColumn): Learnt {
    const texts: string[] = [];
    for (let row = 0; row < columnRows(column); row++) {
      const value = cellAt(column, row);
      if (value !== undefined) texts.push(contentOf(value));
    }
    const { words } = corpusOf(texts, TERM_OPTIONS);
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
    const packed = { idf: base64(vocabulary.idf), parts: base64(Float32Array.from(parts)) };
    return { fitted: { terms, idf: packed.idf, chosen, count, parts: packed.parts }, notes };
  },

  check(fitted: unknown): void {
    const fields = fieldsOf(fitted, "a fitted text");
    const terms = distinctTextsOf(fields["terms"], '"terms"');
    const count = wholeOf(fields["count"], '"count"', 0, MOST_COMPONENTS);
    const chosen = listIn(fields["chosen"], '"chosen"');
    for (const each of chosen) wholeOf(each, "a chosen term", 0, terms.length - 1);
    if (chosen.length > MOST_ASKED) throw new Fault(`"chosen" holds more than ${MOST_ASKED} terms`);
    checkFloats(fields["idf"], '"idf"', terms.length);
    checkFloats(fields["parts"], '"parts"', terms.length * count);
  },
};

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

function base64({ buffer, byteOffset, byteLength }: Float32Array): string {
  let characters = "";
  for (const byte of new Uint8Array(buffer, byteOffset, byteLength)) characters += String.fromCharCode(byte);
  return btoa(characters);
}

function checkFloats(value: unknown, what: string, length: number): void {
  const text = textOf(value, what);
  let floats: Float32Array;
  try {
    floats = floatsIn(text);
  } catch {
    throw new Fault(`${what} must be numbers in base64`);
  }
  if (floats.length !== length) throw new Fault(`${what} must hold ${countOf(length, "number")}`);
  if (!floats.every(Number.isFinite)) throw new Fault(`${what} must hold finite numbers`);
}
