/**
 * Techniques without an example -> documents to match. In: a catalogue and the labels that have examples. Out: the names and
 * descriptions of the others as TF-IDF rows, with a vocabulary of their own: they are compared with each other's words, not
 * with those of the training texts. A technique counts as known when it or the technique in use for it is a label.
 */
import type { Catalogue } from "./catalogue.ts";
import { corpusOf } from "./corpus.ts";
import type { Documents } from "./neighbours.ts";
import { quantisedDocuments } from "./quantise.ts";
import { stopWordSet } from "./stop-words.ts";
import type { TagLabel } from "./tagger-metadata.ts";
import { sparseRows } from "./tfidf.ts";
import { fitVocabulary } from "./vocabulary.ts";

export interface Described {
  readonly labels: readonly TagLabel[];
  readonly terms: readonly string[];
  readonly idf: Float32Array;
  readonly documents: Documents;
}

const MOST_WORDS = 20_000;

export function describedTechniques(catalogue: Catalogue | undefined, known: readonly string[]): Described {
  const seen = new Set(known.flatMap((id) => [id, catalogue?.current(id)?.id]));
  const others = (catalogue?.techniques ?? []).filter(
    ({ id, description }) => !seen.has(id) && description !== "",
  );
  const block = corpusOf(
    others.map(({ name, description }) => `${name}\n${plainDescription(description)}`),
    { phrases: false, grams: undefined },
  ).words;
  const vocabulary = fitVocabulary(block, [...others.keys()], {
    leastRows: 1,
    mostShare: 1,
    most: MOST_WORDS,
    stopWords: stopWordSet("english"),
  });
  const rows = sparseRows([{ block, vocabulary, length: 1 }]);
  return {
    labels: others.map(({ id, tactics }) => ({ id, name: catalogue?.nameOf(id) ?? id, tactics })),
    terms: Array.from(vocabulary.ids, (id) => block.terms[id] as string),
    idf: vocabulary.idf,
    documents: quantisedDocuments(rows, [...others.keys()], vocabulary.ids.length),
  };
}

/** Without links and citations, which say nothing of the technique. */
export function plainDescription(description: string): string {
  return description
    .replaceAll(/\(Citation: [^)]{0,200}\)/g, " ")
    .replaceAll(/\]\([^)]{0,500}\)/g, "] ")
    .replaceAll(/<\/?code>/g, " ");
}
