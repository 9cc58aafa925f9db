/**
 * Tagger bytes <-> their parts. In: a buffer at any alignment, or parts. Out: parts that are checked as TAGGER_FORMAT.md says,
 * or bytes: the same parts give the same bytes.
 */
import { located } from "../data/fault.ts";
import { HedgerowError } from "../error.ts";
import { xxh32 } from "../model/checksum.ts";
import type { Documents } from "./neighbours.ts";
import { checkMetadata, type TaggerMetadata } from "./tagger-metadata.ts";

export interface TaggerParts {
  readonly metadata: TaggerMetadata;
  /** Empty when terms are hashed. */
  readonly terms: readonly string[];
  readonly words: number;
  readonly grams: number;
  readonly idf: Float32Array;
  readonly scales: Float32Array;
  readonly biases: Float32Array;
  /** Column after column, one a label. */
  readonly weights: Int8Array;
  readonly documentLabels: Uint32Array;
  readonly documents: Documents;
  readonly describedTerms: readonly string[];
  readonly describedIdf: Float32Array;
  readonly described: Documents;
}

export const NO_LABEL = 0xffffffff;
const HEADER_BYTES = 64;
const MAGIC = "HEDGETAG";
const VERSION = 1;
const AT_CHECKSUM = 12;
const AT_LENGTH = 16;
const AT_COUNTS = 20;

const COUNTS = [
  "metadata",
  "labels",
  "words",
  "grams",
  "terms",
  "documents",
  "entries",
  "described",
  "describedEntries",
  "describedWords",
  "describedTerms",
] as const;
type Counts = Record<(typeof COUNTS)[number], number>;

/** The bytes of each section, in order. */
function sectionSizes(n: Counts): number[] {
  const columns = n.words + n.grams;
  return [
    n.metadata,
    n.terms,
    4 * columns,
    4 * n.labels,
    4 * n.labels,
    columns * n.labels,
    4 * n.documents,
    4 * (n.documents + 1),
    4 * n.entries,
    n.entries,
    n.describedTerms,
    4 * n.describedWords,
    4 * (n.described + 1),
    4 * n.describedEntries,
    n.describedEntries,
  ];
}

const align = (offset: number): number => Math.ceil(offset / 8) * 8;

function layout(n: Counts): { starts: number[]; end: number } {
  let end = HEADER_BYTES;
  const starts = sectionSizes(n).map((size) => {
    const start = align(end);
    end = start + size;
    return start;
  });
  return { starts, end: align(end) };
}

type Section = Uint8Array | Int8Array | Uint32Array | Float32Array;

export function writeTagger(parts: TaggerParts): Uint8Array<ArrayBuffer> {
  const { documents, described } = parts;
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  const lines = (terms: readonly string[]): Uint8Array => text(terms.map((term) => `${term}\n`).join(""));
  const sections: Section[] = [
    text(JSON.stringify(parts.metadata)),
    lines(parts.terms),
    parts.idf,
    parts.scales,
    parts.biases,
    parts.weights,
    parts.documentLabels,
    documents.starts,
    documents.columns,
    documents.values,
    lines(parts.describedTerms),
    parts.describedIdf,
    described.starts,
    described.columns,
    described.values,
  ];
  const counts: Counts = {
    metadata: (sections[0] as Section).byteLength,
    labels: parts.biases.length,
    words: parts.words,
    grams: parts.grams,
    terms: (sections[1] as Section).byteLength,
    documents: parts.documentLabels.length,
    entries: documents.values.length,
    described: described.starts.length - 1,
    describedEntries: described.values.length,
    describedWords: parts.describedIdf.length,
    describedTerms: (sections[10] as Section).byteLength,
  };
  const { starts, end } = layout(counts);
  if (end > 0xffffffff) throw new HedgerowError("bad-data", "The tagger is too large for its format");
  const bytes = new Uint8Array(end);
  const view = new DataView(bytes.buffer);
  bytes.set(text(MAGIC));
  view.setUint32(8, VERSION, true);
  view.setUint32(AT_LENGTH, end, true);
  for (const [i, name] of COUNTS.entries()) view.setUint32(AT_COUNTS + 4 * i, counts[name], true);
  // The engines that run WebAssembly are little-endian, as the format is.
  for (const [i, { buffer, byteOffset, byteLength }] of sections.entries())
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), starts[i]);
  view.setUint32(AT_CHECKSUM, xxh32(bytes.subarray(AT_LENGTH)), true);
  return bytes;
}

const refuse = (sentence: string, offset: number): never => {
  throw new HedgerowError("bad-model", sentence, { offset });
};

/** Throws a HedgerowError `bad-model` or `newer-model` with the byte offset. */
export function readTagger(given: Uint8Array): TaggerParts {
  const { counts, starts, bytes } = readHeader(given);
  const sizes = sectionSizes(counts);
  const array = <T>(i: number, Type: new (buffer: ArrayBuffer) => T): T => {
    const from = starts[i] as number;
    return new Type(bytes.slice(from, from + (sizes[i] as number)).buffer);
  };
  const text = (i: number): string => utf8(array(i, Uint8Array), starts[i] as number);
  const metadata = located(
    "bad-model",
    "The tagger's metadata cannot be used: ",
    () => ({ offset: starts[0] as number }),
    () => checkMetadata(parsed(text(0), starts[0] as number), counts),
  );
  const floats = (i: number): Float32Array => {
    const values = array(i, Float32Array);
    const wrong = values.findIndex((value) => !Number.isFinite(value));
    return wrong < 0
      ? values
      : refuse("A number of the tagger is not finite", (starts[i] as number) + 4 * wrong);
  };
  const documents = (i: number, width: number): Documents => {
    const found = {
      starts: array(i, Uint32Array),
      columns: array(i + 1, Uint32Array),
      values: array(i + 2, Uint8Array),
    };
    checkDocuments(found, width, starts[i] as number, starts[i + 1] as number);
    return found;
  };
  const documentLabels = array(6, Uint32Array);
  const wrong = documentLabels.findIndex((label) => label >= counts.labels && label !== NO_LABEL);
  if (wrong >= 0) refuse("A document has a label that there is not", (starts[6] as number) + 4 * wrong);
  const columns = counts.words + counts.grams;
  return {
    metadata,
    words: counts.words,
    grams: counts.grams,
    terms: counts.terms === 0 && columns > 0 ? [] : termsIn(text(1), columns, starts[1] as number),
    idf: floats(2),
    scales: floats(3),
    biases: floats(4),
    weights: array(5, Int8Array),
    documentLabels,
    documents: documents(7, counts.words),
    describedTerms: termsIn(text(10), counts.describedWords, starts[10] as number),
    describedIdf: floats(11),
    described: documents(12, counts.describedWords),
  };
}

function readHeader(given: Uint8Array): { counts: Counts; starts: number[]; bytes: Uint8Array<ArrayBuffer> } {
  if (given.byteLength < HEADER_BYTES) refuse("The bytes are too short for a tagger", given.byteLength);
  const view = new DataView(given.buffer, given.byteOffset, given.byteLength);
  const word = (at: number): number => view.getUint32(at, true);
  if (String.fromCharCode(...given.subarray(0, 8)) !== MAGIC) refuse("The bytes are not a tagger", 0);
  if (word(8) > VERSION)
    throw new HedgerowError(
      "newer-model",
      `The tagger is of format version ${word(8)}; this hedgerow reads ${VERSION}`,
      { offset: 8 },
    );
  if (word(8) !== VERSION) refuse("The tagger's format version is unknown", 8);
  const counts = Object.fromEntries(COUNTS.map((name, i) => [name, word(AT_COUNTS + 4 * i)])) as Counts;
  const { starts, end } = layout(counts);
  if (word(AT_LENGTH) !== given.byteLength)
    refuse("The tagger is cut off or has something appended", AT_LENGTH);
  if (end !== given.byteLength) refuse("The tagger's counts do not fit its length", AT_COUNTS);
  if (xxh32(given.subarray(AT_LENGTH)) !== word(AT_CHECKSUM))
    refuse("The tagger's checksum is wrong: the bytes were changed", AT_CHECKSUM);
  if (counts.labels === 0 || counts.labels > 0xffff) refuse("A tagger has 1 to 65,535 labels", AT_COUNTS + 4);
  return { counts, starts, bytes: new Uint8Array(given) };
}

function checkDocuments(
  { starts, columns }: Documents,
  width: number,
  atStarts: number,
  atColumns: number,
): void {
  for (let i = 0; i < starts.length; i++) {
    const least = i === 0 ? 0 : (starts[i - 1] as number);
    const most = i === 0 ? 0 : columns.length;
    const start = starts[i] as number;
    if (start < least || start > most) refuse("The starts of documents do not ascend", atStarts + 4 * i);
  }
  if (starts.at(-1) !== columns.length) refuse("The last document does not end with the entries", atStarts);
  const wrong = columns.findIndex((column) => column >= width);
  if (wrong >= 0) refuse("A document has a term that there is not", atColumns + 4 * wrong);
}

function utf8(bytes: Uint8Array, offset: number): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse("A text of the tagger is not UTF-8", offset);
  }
}

function parsed(text: string, offset: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse("The tagger's metadata is not JSON", offset);
  }
}

function termsIn(text: string, count: number, offset: number): string[] {
  const terms = text.split("\n");
  if (terms.pop() !== "" || terms.length !== count)
    refuse("The tagger's terms do not fit its columns", offset);
  return terms;
}
