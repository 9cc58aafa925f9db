/**
 * Which terms count and how much. In: the rows of a block of terms that train, and limits. Out: the terms kept, each with its
 * inverse document frequency. Nothing else of the rows is looked at, so words of other rows can not leak in.
 *
 * idf = ln((1 + rows) / (1 + rows with the term)) + 1, as scikit-learn smooths it.
 */
import { ln } from "../model/log.ts";
import type { Block, CountedRow } from "./corpus.ts";

export interface VocabularyLimits {
  /** Terms of fewer rows are left out. */
  readonly leastRows: number;
  /** Terms of a larger share of the rows are left out. */
  readonly mostShare: number;
  /** At most so many: those of the most rows. */
  readonly most: number;
  /** Words that are left out, and phrases that begin or end with one. */
  readonly stopWords: ReadonlySet<string>;
}

export interface Vocabulary {
  /** The ids of the terms kept, in the order of their columns: by spelling. */
  readonly ids: Uint32Array;
  readonly idf: Float32Array;
}

export function fitVocabulary(
  { terms, rows }: Block,
  training: ArrayLike<number>,
  limits: VocabularyLimits,
): Vocabulary {
  const found = new Uint32Array(terms.length);
  for (let i = 0; i < training.length; i++)
    for (const id of (rows[training[i] as number] as CountedRow).ids) found[id] = (found[id] as number) + 1;
  const mostRows = limits.mostShare * training.length;
  const kept: number[] = [];
  for (let id = 0; id < terms.length; id++) {
    const times = found[id] as number;
    if (times < Math.max(1, limits.leastRows) || times > mostRows) continue;
    if (!isStopped(terms[id] as string, limits.stopWords)) kept.push(id);
  }
  const bySpelling = (a: number, b: number): number => ((terms[a] as string) < (terms[b] as string) ? -1 : 1);
  if (kept.length > limits.most) {
    kept.sort((a, b) => (found[b] as number) - (found[a] as number) || bySpelling(a, b));
    kept.length = limits.most;
  }
  const ids = Uint32Array.from(kept.sort(bySpelling));
  const idf = Float32Array.from(ids, (id) => ln((1 + training.length) / (1 + (found[id] as number))) + 1);
  return { ids, idf };
}

function isStopped(term: string, stopWords: ReadonlySet<string>): boolean {
  if (stopWords.size === 0) return false;
  const [first = "", ...rest] = term.split(" ");
  return stopWords.has(first) || (rest.length > 0 && stopWords.has(rest.at(-1) as string));
}
