/**
 * Text -> labels with scores and reasons. In: tagger bytes, then texts. Out: for each text its likeliest labels, best first,
 * the words that speak for each, and the labelled texts most like it. A tagger is its bytes: what they give does not depend
 * on where they were made. This file is the whole of what runs at the edge; it trains nothing.
 */
import { HedgerowError } from "../error.ts";
import { exp } from "../model/exp.ts";
import { reasonsFor, type TermWeight } from "./because.ts";
import { type Level, rolledUp } from "./levels.ts";
import { mostSimilar, Neighbours } from "./neighbours.ts";
import { NO_LABEL, readTagger, type TaggerParts } from "./tagger-bytes.ts";
import type { TagLabel } from "./tagger-metadata.ts";
import { type Terms, termsOf } from "./terms.ts";
import type { SparseRow } from "./tfidf.ts";
import { HashedTerms, ListedTerms, Vectoriser } from "./vectoriser.ts";

export interface Neighbour {
  /** Undefined for a document without a label. */
  readonly technique?: string;
  /** Cosine of the two texts' words, 0 to 1. */
  readonly similarity: number;
  /** The document's text, cut; where the tagger keeps texts. */
  readonly text?: string;
}

export interface Tag {
  readonly technique: string;
  readonly name?: string;
  readonly tactics?: readonly string[];
  /** Calibrated probability; of a technique known by its description only, the cosine with that. */
  readonly score: number;
  /** Terms of the text that speak for the label, strongest first. */
  readonly because: readonly TermWeight[];
  /** The most similar documents of this label. */
  readonly nearest: readonly Neighbour[];
  /** "description": the tagger never saw an example of this label, and its score does not compare with others'. */
  readonly from: "examples" | "description";
}

export interface TagOptions {
  /** Most labels. @default 3 */
  readonly top?: number | undefined;
  /** Give nothing where the best score is below the tagger's threshold. @default true */
  readonly abstain?: boolean | undefined;
  /** Least score; in place of the tagger's threshold. */
  readonly threshold?: number | undefined;
  /** Add up the scores of sub-techniques, or of a tactic's techniques. @default as trained */
  readonly level?: Level | undefined;
  /** Most techniques that only their description speaks for, after the others. @default 1 */
  readonly described?: number | undefined;
  /** Terms to give as reasons. @default 5 */
  readonly terms?: number | undefined;
  /** Documents to give as neighbours. @default 3 */
  readonly neighbours?: number | undefined;
}

const OPTION_NAMES = ["top", "abstain", "threshold", "level", "described", "terms", "neighbours"];
const DEFAULT_TOP = 3;
const DEFAULT_TERMS = 5;
const DEFAULT_NEIGHBOURS = 3;
/** A description less like the text than this shares hardly more than one seldom word with it. */
const LEAST_LIKENESS = 0.15;

export class LoadedTagger {
  /** The labels, in the order of scores. */
  readonly labels: readonly TagLabel[];
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #parts: TaggerParts;
  readonly #vectoriser: Vectoriser;
  readonly #described: Vectoriser;
  readonly #margins: Float64Array;
  #neighbours: Neighbours | undefined;
  #descriptions: Neighbours | undefined;

  /** Checks the bytes: a HedgerowError `bad-model` or `newer-model` has the byte offset. */
  constructor(bytes: Uint8Array) {
    // Not slice: that of a Node Buffer is no copy.
    this.#bytes = new Uint8Array(bytes);
    const parts = readTagger(this.#bytes);
    const { words, grams, terms, metadata } = parts;
    this.#parts = parts;
    this.labels = metadata.labels;
    const table = (from: number, size: number): ListedTerms | HashedTerms =>
      terms.length === 0 && size > 0
        ? new HashedTerms(size)
        : new ListedTerms(terms.slice(from, from + size));
    const { phrases, gramLength } = metadata;
    this.#vectoriser = new Vectoriser({
      phrases,
      grams: metadata.grams ?? undefined,
      words: table(0, words),
      gramTerms: table(words, grams),
      idf: parts.idf,
      gramLength,
    });
    this.#described = new Vectoriser({
      phrases: false,
      grams: undefined,
      words: new ListedTerms(parts.describedTerms),
      gramTerms: new ListedTerms([]),
      idf: parts.describedIdf,
      gramLength: 0,
    });
    this.#margins = new Float64Array(this.labels.length);
  }

  /** What training found out: rows, choices, and how good the tagger was on rows that it had not seen. */
  get info(): Readonly<Record<string, unknown>> {
    return this.#parts.metadata.info;
  }

  /** Several labels a text. */
  get multi(): boolean {
    return this.#parts.metadata.multi;
  }

  /** Least score to answer with; of one label where there is one each. */
  get threshold(): number {
    return this.#parts.metadata.threshold;
  }

  /** A copy of the bytes. */
  save(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice();
  }

  /**
   * Scores of all labels by the linear model, in the order of `labels`: probabilities that sum to 1, or with `multi` one
   * probability each.
   */
  scores(text: string): Float64Array {
    return this.#scoresOf(this.#row(text));
  }

  /**
   * Shares of the labels among the documents, each voting with the fourth power of its similarity (chosen by
   * cross-validation), so that near ones decide; all 0 where nothing is similar.
   */
  nearestScores(text: string): Float64Array {
    const row = this.#row(text);
    const shares = new Float64Array(this.labels.length);
    let sum = 0;
    this.#similarities(row).forEach((similarity, document) => {
      const label = this.#parts.documentLabels[document] as number;
      if (label === NO_LABEL || similarity <= 0) return;
      // Not a power, whose last bit may differ between engines.
      const vote = similarity * similarity * similarity * similarity;
      shares[label] = (shares[label] as number) + vote;
      sum += vote;
    });
    return sum === 0 ? shares : shares.map((share) => share / sum);
  }

  /** The documents most like the text. */
  nearest(text: string, count: number = DEFAULT_NEIGHBOURS): Neighbour[] {
    return mostSimilar(this.#similarities(this.#row(text)), count).map((each) => this.#neighbour(each));
  }

  /**
   * The likeliest labels, best first. Empty where the tagger abstains: where the best score is below its threshold, and for
   * a text without any word that it knows.
   */
  tag(text: string, options: TagOptions = {}): Tag[] {
    checkOptions(options);
    const { top = DEFAULT_TOP, abstain = true, level } = options;
    const terms = this.#terms(text);
    const described = this.#describedTags(terms, options);
    const row = this.#vectoriser.row(terms);
    if (row.length === 0) return described;
    const scored = rolledUp(this.labels, this.#scoresOf(row), level, this.multi);
    scored.sort((a, b) => b.score - a.score);
    const least = (label: number): number => {
      if (!abstain) return Number.NEGATIVE_INFINITY;
      return options.threshold ?? this.#parts.metadata.thresholds[label] ?? this.threshold;
    };
    const enough = this.multi
      ? scored.filter(({ score, best }) => score >= least(best))
      : (scored[0]?.score ?? 0) >= least(0)
        ? scored
        : [];
    const chosen = enough.slice(0, top);
    if (chosen.length === 0) return described;
    const margins = this.#contributions(row);
    const similarities = this.#similarities(row);
    const tags = chosen.map(
      ({ label, score, best, members }): Tag => ({
        ...tagOf(label),
        score,
        because: reasonsFor(
          terms,
          this.#vectoriser,
          (column) => margins(column, best),
          options.terms ?? DEFAULT_TERMS,
        ),
        nearest: this.#nearestOf(similarities, members, options.neighbours ?? DEFAULT_NEIGHBOURS),
        from: "examples",
      }),
    );
    return [...tags, ...described];
  }

  /** @internal What the bytes hold. */
  get parts(): TaggerParts {
    return this.#parts;
  }

  #row(text: string): SparseRow & { words: number } {
    return this.#vectoriser.row(this.#terms(text));
  }

  #terms(text: string): Terms {
    if (typeof text === "string") return termsOf(text, this.#vectoriser.terms);
    throw new HedgerowError(
      "bad-value",
      `A text to tag must be a text, not ${text === null ? "null" : `a ${typeof text}`}`,
    );
  }

  #scoresOf({ columns, values, length }: SparseRow): Float64Array {
    const { weights, scales, biases, metadata } = this.#parts;
    const margins = this.#margins.fill(0);
    const labels = margins.length;
    for (let i = 0; i < length; i++) {
      const value = values[i] as number;
      const from = (columns[i] as number) * labels;
      for (let k = 0; k < labels; k++)
        margins[k] = (margins[k] as number) + value * (weights[from + k] as number);
    }
    for (let k = 0; k < labels; k++)
      margins[k] = (margins[k] as number) * (scales[k] as number) + (biases[k] as number);
    const { slope, offset, multi } = metadata;
    return multi
      ? margins.map((margin) => 1 / (1 + exp(-(slope * margin + offset))))
      : softmax(margins.map((margin) => slope * margin));
  }

  /** What each column of the row gave to a label's margin. */
  #contributions({ columns, values, length }: SparseRow): (column: number, label: number) => number {
    const { weights, scales } = this.#parts;
    const byColumn = new Map<number, number>();
    for (let i = 0; i < length; i++) byColumn.set(columns[i] as number, values[i] as number);
    return (column, label) =>
      (byColumn.get(column) ?? 0) *
      (weights[column * this.labels.length + label] as number) *
      (scales[label] as number);
  }

  #similarities(row: SparseRow & { words: number }): Float64Array {
    const { documents, words } = this.#parts;
    this.#neighbours ??= new Neighbours(documents, words);
    return this.#neighbours.similarities(row, row.words);
  }

  #nearestOf(similarities: Float64Array, members: readonly number[], count: number): Neighbour[] {
    const { documentLabels } = this.#parts;
    const own = similarities.map((similarity, document) =>
      members.includes(documentLabels[document] as number) ? similarity : 0,
    );
    return mostSimilar(own, count).map((each) => this.#neighbour(each));
  }

  #neighbour({ document, similarity }: { document: number; similarity: number }): Neighbour {
    const { documentLabels, metadata } = this.#parts;
    const label = this.labels[documentLabels[document] as number];
    const text = metadata.texts[document];
    return {
      ...(label === undefined ? {} : { technique: label.id }),
      similarity: Math.min(1, similarity),
      ...(text === undefined ? {} : { text }),
    };
  }

  #describedTags(found: Terms, { described = 1, terms = DEFAULT_TERMS }: TagOptions): Tag[] {
    const { metadata, described: documents, describedTerms } = this.#parts;
    if (described === 0 || metadata.described.length === 0) return [];
    this.#descriptions ??= new Neighbours(documents, describedTerms.length);
    const row = this.#described.row(found);
    const values = new Map(Array.from({ length: row.length }, (_, i) => [row.columns[i], row.values[i]]));
    const similar = mostSimilar(this.#descriptions.similarities(row, row.length), described);
    return similar
      .filter(({ similarity }) => similarity >= LEAST_LIKENESS)
      .map(({ document, similarity }) => {
        const has = new Set(
          documents.columns.subarray(documents.starts[document], documents.starts[document + 1]),
        );
        const weight = (column: number): number => (has.has(column) ? (values.get(column) ?? 0) : 0);
        return {
          ...tagOf(metadata.described[document] as TagLabel),
          score: Math.min(1, similarity),
          because: reasonsFor(found, this.#described, weight, terms),
          nearest: [],
          from: "description",
        };
      });
  }
}

/** Reads and checks tagger bytes; a HedgerowError `bad-model` or `newer-model` has the byte offset. */
export function loadTagger(bytes: Uint8Array): LoadedTagger {
  return new LoadedTagger(bytes);
}

function tagOf({ id, name, tactics }: TagLabel): Pick<Tag, "technique" | "name" | "tactics"> {
  return {
    technique: id,
    ...(name === undefined ? {} : { name }),
    ...(tactics === undefined ? {} : { tactics }),
  };
}

function softmax(logits: Float64Array): Float64Array {
  const most = logits.reduce((a, b) => Math.max(a, b));
  const shares = logits.map((logit) => exp(logit - most));
  const sum = shares.reduce((a, b) => a + b);
  return shares.map((share) => share / sum);
}

function checkOptions(options: TagOptions): void {
  for (const name of Object.keys(options))
    if (!OPTION_NAMES.includes(name))
      throw new HedgerowError(
        "bad-option",
        `There is no option "${name}"; there is: ${OPTION_NAMES.join(", ")}`,
      );
  for (const name of ["top", "described", "terms", "neighbours"] as const) {
    const value = options[name];
    if (value !== undefined && !(Number.isInteger(value) && value >= 0))
      throw new HedgerowError("bad-option", `"${name}" must be a whole number of at least 0; it is ${value}`);
  }
  const { level, threshold } = options;
  if (level !== undefined && !["subtechnique", "technique", "tactic"].includes(level))
    throw new HedgerowError(
      "bad-option",
      `"level" must be subtechnique, technique or tactic; it is ${level}`,
    );
  if (threshold !== undefined && !Number.isFinite(threshold))
    throw new HedgerowError("bad-option", `"threshold" must be a number; it is ${threshold}`);
}
