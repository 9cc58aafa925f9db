/**
 * The most similar documents by an inverted index. In: documents as sparse rows of length 1, and a row of length 1. Out: the
 * cosine of each document with it, by walking only the lists of the row's own columns.
 */
import type { SparseRow } from "./tfidf.ts";

/** Documents as compressed sparse rows; a value is in 255ths. */
export interface Documents {
  readonly starts: Uint32Array;
  readonly columns: Uint32Array;
  readonly values: Uint8Array;
}

export interface Similar {
  readonly document: number;
  /** Cosine, 0 to 1. */
  readonly similarity: number;
}

export class Neighbours {
  readonly documents: number;
  /** Entries of column c: from starts[c] to starts[c + 1]. */
  readonly #starts: Uint32Array;
  readonly #owners: Uint32Array;
  readonly #values: Float32Array;
  readonly #found: Float64Array;

  constructor({ starts, columns, values }: Documents, width: number) {
    this.documents = starts.length - 1;
    this.#starts = new Uint32Array(width + 2);
    for (const column of columns) this.#starts[column + 2] = (this.#starts[column + 2] as number) + 1;
    for (let c = 2; c < this.#starts.length; c++)
      this.#starts[c] = (this.#starts[c] as number) + (this.#starts[c - 1] as number);
    this.#owners = new Uint32Array(columns.length);
    this.#values = new Float32Array(columns.length);
    this.#found = new Float64Array(this.documents);
    // While filling, #starts[c + 1] is where column c's next entry goes; it ends as where the column ends.
    for (let document = 0; document < this.documents; document++) {
      const end = starts[document + 1] as number;
      const length = lengthOf(values, starts[document] as number, end);
      for (let entry = starts[document] as number; entry < end; entry++) {
        const slot = (columns[entry] as number) + 1;
        const at = this.#starts[slot] as number;
        this.#starts[slot] = at + 1;
        this.#owners[at] = document;
        this.#values[at] = (values[entry] as number) / length;
      }
    }
  }

  /** Cosine of each document with the row's first `length` entries: always the same array. */
  similarities({ columns, values }: SparseRow, length: number): Float64Array {
    const found = this.#found.fill(0);
    for (let i = 0; i < length; i++) {
      const column = columns[i] as number;
      const value = values[i] as number;
      const end = this.#starts[column + 1] as number;
      for (let at = this.#starts[column] as number; at < end; at++) {
        const owner = this.#owners[at] as number;
        found[owner] = (found[owner] as number) + value * (this.#values[at] as number);
      }
    }
    return found;
  }
}

function lengthOf(values: Uint8Array, from: number, end: number): number {
  let square = 0;
  for (let at = from; at < end; at++) square += (values[at] as number) * (values[at] as number);
  return square === 0 ? 1 : Math.sqrt(square);
}

/** The `count` documents of the largest similarity above 0, best first; of equals the first. */
export function mostSimilar(similarities: Float64Array, count: number): Similar[] {
  const best: Similar[] = [];
  if (count === 0) return best;
  for (let document = 0; document < similarities.length; document++) {
    const similarity = similarities[document] as number;
    if (similarity <= 0 || (best.length === count && similarity <= (best.at(-1) as Similar).similarity))
      continue;
    let at = best.length;
    while (at > 0 && (best[at - 1] as Similar).similarity < similarity) at--;
    best.splice(at, 0, { document, similarity });
    if (best.length > count) best.pop();
  }
  return best;
}
