/**
 * Texts of which some train -> sparse rows of all. In: counted terms, the rows that train, and the settings. Out: the rows and
 * what they were made with. Vocabulary and idf come from the rows that train and from no other.
 */
import type { Block, Corpus } from "./corpus.ts";
import { hashedBlock, hashedVocabulary } from "./hashing.ts";
import { type Sparse, sparseRows } from "./tfidf.ts";
import { fitVocabulary, type Vocabulary } from "./vocabulary.ts";

export interface FeatureSettings {
  readonly leastRows: { readonly words: number; readonly grams: number };
  readonly mostTerms: number;
  readonly hash: number;
  readonly stopWords: ReadonlySet<string>;
}

export interface Features {
  readonly rows: Sparse;
  readonly words: Vocabulary;
  readonly grams: Vocabulary;
}

/** With `hash`, the corpus as its columns; words and n-grams get half of them each. */
export function preparedCorpus(corpus: Corpus, hash: number): Corpus {
  if (hash === 0) return corpus;
  const half = Math.max(1, hash >> 1);
  const grams = corpus.grams.terms.length === 0 ? corpus.grams : hashedBlock(corpus.grams, half);
  return { words: hashedBlock(corpus.words, half), grams };
}

export function fitFeatures(
  { words, grams }: Corpus,
  training: ArrayLike<number>,
  gramLength: number,
  settings: FeatureSettings,
): Features {
  const { leastRows, mostTerms, hash, stopWords } = settings;
  const vocabularyOf = (block: Block, least: number, stopped: ReadonlySet<string>): Vocabulary =>
    hash > 0
      ? hashedVocabulary(block, training, least)
      : fitVocabulary(block, training, {
          leastRows: least,
          mostShare: 1,
          most: mostTerms,
          stopWords: stopped,
        });
  const fitted = {
    words: vocabularyOf(words, leastRows.words, stopWords),
    grams: gramLength === 0 ? NOTHING : vocabularyOf(grams, leastRows.grams, NO_WORDS),
  };
  const rows = sparseRows([
    { block: words, vocabulary: fitted.words, length: 1 },
    { block: grams, vocabulary: fitted.grams, length: gramLength },
  ]);
  return { rows, ...fitted };
}

const NO_WORDS: ReadonlySet<string> = new Set();
const NOTHING: Vocabulary = { ids: new Uint32Array(0), idf: new Float32Array(0) };
