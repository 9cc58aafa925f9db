/**
 * Terms -> numbers: sublinear term frequency times inverse document frequency, each block of terms (words, n-grams) scaled to
 * its length in the row. In: counts of terms and a fitted vocabulary. Out: sparse rows.
 *
 * A row's entries stand in the order in which its text first has the terms. Sums over a row are therefore the same to the
 * bit, whether the text was counted while training or comes in alone.
 */
import { ln } from "../model/log.ts";
import type { Block, CountedRow } from "./corpus.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Compressed sparse rows, as core.wasm takes them. */
export interface Sparse {
  readonly starts: Uint32Array;
  readonly columns: Uint32Array;
  readonly values: Float32Array;
  readonly width: number;
}

/** One sparse row, filled anew for each text. */
export interface SparseRow {
  length: number;
  columns: Uint32Array;
  values: Float32Array;
}

/** A block of terms as a part of a row. */
export interface WeighedBlock {
  readonly block: Block;
  readonly vocabulary: Vocabulary;
  /** The length of the block's part of a row; 0 leaves the block out. */
  readonly length: number;
}

/** All rows of the blocks, whether or not they trained; the columns of a block follow those of the one before. */
export function sparseRows(blocks: readonly WeighedBlock[]): Sparse {
  const used = blocks.filter(({ length }) => length > 0);
  const rows = blocks[0]?.block.rows.length ?? 0;
  const starts = new Uint32Array(rows + 1);
  const row = emptyRow(1024);
  const columns: Uint32Array[] = [];
  const values: Float32Array[] = [];
  const places = used.map(placesOf);
  for (let i = 0; i < rows; i++) {
    row.length = 0;
    for (const [b, { block, vocabulary, length }] of used.entries())
      addCounted(row, block.rows[i] as CountedRow, places[b] as Places, vocabulary.idf, length);
    columns.push(row.columns.slice(0, row.length));
    values.push(row.values.slice(0, row.length));
    starts[i + 1] = (starts[i] as number) + row.length;
  }
  const total = starts[rows] as number;
  const sparse = {
    starts,
    columns: new Uint32Array(total),
    values: new Float32Array(total),
    width: used.reduce((sum, { vocabulary }) => sum + vocabulary.ids.length, 0),
  };
  for (let i = 0; i < rows; i++) {
    sparse.columns.set(columns[i] as Uint32Array, starts[i]);
    sparse.values.set(values[i] as Float32Array, starts[i]);
  }
  return sparse;
}

interface Places {
  /** Column of each term's id within its block, -1 for none. */
  readonly within: Int32Array;
  readonly first: number;
}

function placesOf({ block, vocabulary }: WeighedBlock, b: number, all: readonly WeighedBlock[]): Places {
  const within = new Int32Array(block.terms.length).fill(-1);
  vocabulary.ids.forEach((id, column) => {
    within[id] = column;
  });
  const first = all.slice(0, b).reduce((sum, { vocabulary: { ids } }) => sum + ids.length, 0);
  return { within, first };
}

function addCounted(
  row: SparseRow,
  { ids, counts }: CountedRow,
  { within, first }: Places,
  idf: Float32Array,
  length: number,
): void {
  const from = row.length;
  for (let i = 0; i < ids.length; i++) {
    const column = within[ids[i] as number] as number;
    if (column >= 0) push(row, first + column, weightOf(counts[i] as number, idf[column] as number));
  }
  scaleFrom(row, from, length);
}

export function emptyRow(room: number): SparseRow {
  return { length: 0, columns: new Uint32Array(room), values: new Float32Array(room) };
}

/** Weight of a term before its block is scaled. */
export function weightOf(count: number, idf: number): number {
  return (1 + ln(count)) * idf;
}

export function push(row: SparseRow, column: number, value: number): void {
  if (row.length === row.columns.length) {
    const { columns, values } = row;
    row.columns = new Uint32Array(2 * columns.length);
    row.columns.set(columns);
    row.values = new Float32Array(2 * values.length);
    row.values.set(values);
  }
  row.columns[row.length] = column;
  row.values[row.length++] = value;
}

/** Scales the entries from here on to this Euclidean length. */
export function scaleFrom(row: SparseRow, from: number, length: number): void {
  let square = 0;
  for (let i = from; i < row.length; i++) square += (row.values[i] as number) * (row.values[i] as number);
  if (square === 0) return;
  const factor = length / Math.sqrt(square);
  for (let i = from; i < row.length; i++) row.values[i] = (row.values[i] as number) * factor;
}
