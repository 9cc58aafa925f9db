/**
 * A text's terms -> a sparse row, with a vocabulary fitted before. In: the terms kept and their idf. Out: rows as tfidf.ts makes them
 * of training texts; terms that the vocabulary does not have count for nothing. Each call fills the same row anew.
 *
 * Columns are those of the words (and phrases), then those of the n-grams.
 */
import type { Counts, TermOptions, Terms } from "./terms.ts";
import { emptyRow, push, type SparseRow, scaleFrom, weightOf } from "./tfidf.ts";

export interface VectoriserParts extends TermOptions {
  readonly words: TermTable;
  readonly gramTerms: TermTable;
  /** One a column. */
  readonly idf: Float32Array;
  /** Length of the n-grams' part of a row; that of the words is 1. */
  readonly gramLength: number;
}

/** Which column a term has within its block, and back. */
export interface TermTable {
  readonly size: number;
  /** undefined for a term that is not there. */
  columnOf(term: string): number | undefined;
}

/** A table of listed terms. */
export class ListedTerms implements TermTable {
  readonly size: number;
  readonly #columns: ReadonlyMap<string, number>;

  constructor(terms: readonly string[]) {
    this.size = terms.length;
    this.#columns = new Map(terms.map((term, column) => [term, column]));
  }

  columnOf(term: string): number | undefined {
    return this.#columns.get(term);
  }
}

/** Feature hashing: a term's column is its hash, so that no term need be stored; terms may share a column. */
export class HashedTerms implements TermTable {
  readonly size: number;

  constructor(size: number) {
    this.size = size;
  }

  columnOf(term: string): number {
    return hashOf(term) % this.size;
  }
}

/** FNV-1a over the UTF-16 units, then mixed as MurmurHash3 ends. */
function hashOf(term: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < term.length; i++) hash = Math.imul(hash ^ term.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

export class Vectoriser {
  readonly width: number;
  /** Where the columns of n-grams begin. */
  readonly firstGram: number;
  readonly #parts: VectoriserParts;
  readonly #row: SparseRow = emptyRow(1024);

  constructor(parts: VectoriserParts) {
    this.#parts = parts;
    this.firstGram = parts.words.size;
    this.width = parts.words.size + parts.gramTerms.size;
  }

  /**
   * The row of a text, given its terms: always the same object, overwritten by the next call. Its words' part is `row.words`
   * entries long. More terms than the vocabulary was made with do no harm.
   */
  row(terms: Terms): SparseRow & { words: number } {
    const { words, gramTerms, gramLength } = this.#parts;
    const row = this.#row;
    row.length = 0;
    this.#add(terms.words, words, 0, 1);
    const inWords = row.length;
    if (gramLength > 0) this.#add(terms.grams, gramTerms, this.firstGram, gramLength);
    return Object.assign(row, { words: inWords });
  }

  #add(counts: Counts, table: TermTable, first: number, length: number): void {
    const row = this.#row;
    const from = row.length;
    const add = (column: number, count: number): void =>
      push(row, first + column, weightOf(count, this.#parts.idf[first + column] as number));
    if (table instanceof HashedTerms)
      for (const [column, count] of columnsOf(counts, table)) add(column, count);
    else
      for (const [term, count] of counts) {
        const column = table.columnOf(term);
        if (column !== undefined) add(column, count);
      }
    scaleFrom(row, from, length);
  }

  /** The column of a word or phrase; undefined when the vocabulary does not have it. */
  wordColumn(term: string): number | undefined {
    return this.#parts.words.columnOf(term);
  }

  gramColumn(gram: string): number | undefined {
    const column = this.#parts.gramTerms.columnOf(gram);
    return column === undefined ? undefined : this.firstGram + column;
  }

  get terms(): TermOptions {
    return this.#parts;
  }
}

/** Counts by column: terms that share one are added up. */
function columnsOf(counts: Counts, table: HashedTerms): Map<number, number> {
  const found = new Map<number, number>();
  for (const [term, count] of counts) {
    const column = table.columnOf(term);
    found.set(column, (found.get(column) ?? 0) + count);
  }
  return found;
}
