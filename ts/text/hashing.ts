/**
 * Feature hashing of a block of terms. In: numbered terms of all rows, and a number of columns. Out: the same rows with the
 * column of each term in place of its number; terms that share a column are counted together. A column that no training row
 * has weighs 0, as a term outside a vocabulary does.
 */
import { ln } from "../model/log.ts";
import type { Block, CountedRow } from "./corpus.ts";
import { HashedTerms } from "./vectoriser.ts";
import type { Vocabulary } from "./vocabulary.ts";

export function hashedBlock({ terms, rows }: Block, size: number): Block {
  const table = new HashedTerms(size);
  const columns = Uint32Array.from(terms, (term) => table.columnOf(term));
  return { terms: new Array<string>(size).fill(""), rows: rows.map((row) => merged(row, columns)) };
}

function merged({ ids, counts }: CountedRow, columns: Uint32Array): CountedRow {
  const found = new Map<number, number>();
  ids.forEach((id, i) => {
    const column = columns[id] as number;
    found.set(column, (found.get(column) ?? 0) + (counts[i] as number));
  });
  return { ids: Uint32Array.from(found.keys()), counts: Uint32Array.from(found.values()) };
}

export function hashedVocabulary(
  { terms, rows }: Block,
  training: ArrayLike<number>,
  leastRows: number,
): Vocabulary {
  const found = new Uint32Array(terms.length);
  for (let i = 0; i < training.length; i++)
    for (const id of (rows[training[i] as number] as CountedRow).ids) found[id] = (found[id] as number) + 1;
  const idf = Float32Array.from(found, (times) =>
    times < leastRows ? 0 : ln((1 + training.length) / (1 + times)) + 1,
  );
  return { ids: Uint32Array.from(terms.keys()), idf };
}
