/**
 * Labelled texts -> tagger bytes. In: records and options. Out: a tagger: a vocabulary, a linear model of small whole-number
 * weights, calibrated scores, a threshold, and the labelled texts as neighbours. Choices are made by cross-validation inside
 * the records given; the same records, options and seed give the same bytes on every engine.
 */
import { evaluateProbabilities } from "../evaluate/evaluation.ts";
import { topK } from "../evaluate/top-k.ts";
import { exp } from "../model/exp.ts";
import { turns } from "../model/turns.ts";
import { core } from "../wasm/core.ts";
import {
  bestF1Threshold,
  fitLogistic,
  fitSoftmax,
  type HeldOut,
  type Link,
  thresholdFor,
} from "./calibrate-tags.ts";
import type { Catalogue } from "./catalogue.ts";
import { chooseLinear, type LinearChoice, type LinearTask } from "./choose-linear.ts";
import { type Corpus, corpusOf } from "./corpus.ts";
import { describedTechniques } from "./described.ts";
import { type Features, fitFeatures, preparedCorpus } from "./features.ts";
import { foldsOf } from "./held-out.ts";
import { labelTexts } from "./label-texts.ts";
import { LinearRows, type RowLabels } from "./linear.ts";
import type { Documents } from "./neighbours.ts";
import { quantised, quantisedDocuments } from "./quantise.ts";
import { selfTrained, withLabels } from "./self-train.ts";
import { stopWordSet } from "./stop-words.ts";
import { LoadedTagger } from "./tagger.ts";
import { NO_LABEL, writeTagger } from "./tagger-bytes.ts";
import type { TaggerMetadata, TagLabel } from "./tagger-metadata.ts";
import { checkTaggerOptions, type Settings, type TaggerOptions } from "./tagger-options.ts";
import { type LabelledTexts, labelledTexts, type TextRecord } from "./tagger-records.ts";

/** Trains, tags, saves. `hedgerow/edge-text` has the same without training. */
export class Tagger extends LoadedTagger {
  /**
   * Learns to tag texts.
   *
   * @example
   * const tagger = await Tagger.train(alerts, { text: "message", label: "technique" });
   * tagger.tag("lsass.exe was read by procdump")[0]?.technique; // "T1003"
   */
  static async train(records: Iterable<TextRecord>, options: TaggerOptions): Promise<Tagger> {
    const settings = checkTaggerOptions(options);
    return new Tagger(await trainTagger(labelledTexts(records, settings), settings));
  }
}

/** The bytes of a tagger. */
export async function trainTagger(data: LabelledTexts, settings: Settings): Promise<Uint8Array> {
  const task = await taskFor(data, settings);
  const held = rowsWith(data.labels);
  const first = await chooseLinear(task, settings.costs, settings.gramLengths);
  const learnt =
    settings.unlabelled === "learn" ? await selfTrained(task, first, rowsWithout(data.labels)) : undefined;
  const choice = { ...first, margins: learnt?.margins ?? first.margins };
  const guessed = learnt?.labels ?? new Map<number, number>();
  const training = [...held, ...task.always, ...guessed.keys()];
  const features = fitFeatures(task.corpus, training, choice.gramLength, task.features);
  const heldOut = { margins: choice.margins, labels: data.labels, labelCount: data.names.length, rows: held };
  return written(data, settings, {
    task,
    choice,
    features,
    linear: await fitLinear(withLabels(task, guessed), features, choice, training),
    calibrated: calibrate(heldOut, settings),
    labelled: held,
    ...(learnt === undefined ? {} : { unlabelled: { learnt: guessed.size, gain: learnt.gain } }),
  });
}

/** What training found. */
interface Trained {
  readonly task: LinearTask;
  readonly choice: LinearChoice;
  readonly features: Features;
  readonly linear: ReturnType<typeof quantised>;
  readonly calibrated: Calibrated;
  readonly labelled: readonly number[];
  /** Rows without a label that were learnt from, and the held-out accuracy that this won. */
  readonly unlabelled?: { readonly learnt: number; readonly gain: number };
}

async function taskFor(data: LabelledTexts, settings: Settings): Promise<LinearTask> {
  const { names, groups } = data;
  // What the catalogue says of the labels stands behind the records.
  const extra = labelTexts(settings.catalogue, names);
  const texts = [...data.texts, ...extra.map(({ text }) => text)];
  const counted = corpusOf(texts, { phrases: settings.phrases, grams: settings.grams });
  const foldCount = Math.min(settings.folds, rowsWith(data.labels).length);
  const folds = new Int8Array(texts.length).fill(-1);
  folds.set(foldsOf(data.labels, groups, foldCount, settings.seed));
  const labels = [...data.labels, ...extra.map(({ label }) => [label])];
  const passes =
    settings.gramLengths.length * foldCount + (settings.unlabelled === "learn" ? 2 * foldCount + 1 : 0);
  return {
    core: await core(),
    corpus: preparedCorpus(counted, settings.hash),
    labels,
    labelCount: names.length,
    folds,
    foldCount,
    features: { ...settings, stopWords: stopWordSet(settings.stopWords) },
    emphasis: settings.balanced ? balancedEmphasis(labels, names.length) : new Float32Array(0),
    seed: settings.seed,
    always: extra.map((_, i) => data.texts.length + i),
    next: progress(settings, names.length * (1 + passes)),
  };
}

function written(data: LabelledTexts, settings: Settings, trained: Trained): Uint8Array {
  const { names, labels } = data;
  const { task, features } = trained;
  const documents = documentsOf(data, features, settings);
  const described = describedTechniques(settings.catalogue, names);
  const listed = settings.hash === 0;
  return writeTagger({
    metadata: metadataOf(data, settings, trained, documents.rows, described.labels),
    terms: listed
      ? [...termsOf(task.corpus, features, "words"), ...termsOf(task.corpus, features, "grams")]
      : [],
    words: features.words.ids.length,
    grams: features.grams.ids.length,
    idf: joined(features.words.idf, features.grams.idf),
    ...trained.linear,
    documentLabels: Uint32Array.from(documents.rows, (row) => labels[row]?.[0] ?? NO_LABEL),
    documents: documents.documents,
    describedTerms: described.terms,
    describedIdf: described.idf,
    described: described.documents,
  });
}

function metadataOf(
  { names, texts }: LabelledTexts,
  settings: Settings,
  { choice, features, calibrated, labelled, unlabelled }: Trained,
  documents: readonly number[],
  described: readonly TagLabel[],
): TaggerMetadata {
  const { keepText, catalogue } = settings;
  return {
    labels: names.map((name) => labelOf(name, catalogue)),
    phrases: settings.phrases,
    grams: settings.grams ?? null,
    gramLength: choice.gramLength,
    ...calibrated.metadata,
    texts: keepText === 0 ? [] : documents.map((row) => cutText(texts[row] as string, keepText)),
    described,
    info: {
      rows: texts.length,
      labelled: labelled.length,
      labels: names.length,
      text: settings.columns,
      label: settings.label,
      cost: choice.cost,
      gramLength: choice.gramLength,
      words: features.words.ids.length,
      grams: features.grams.ids.length,
      heldOut: calibrated.heldOut,
      ...(unlabelled === undefined ? {} : { unlabelled }),
    },
  };
}

function joined(a: Float32Array, b: Float32Array): Float32Array {
  const both = new Float32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function progress({ signal, onProgress }: Settings, total: number): () => Promise<void> {
  const turn = turns(signal);
  let done = 0;
  return async () => {
    done++;
    onProgress({ done, total });
    await turn();
  };
}

function rowsWithout(labels: RowLabels): number[] {
  return [...labels.keys()].filter((row) => labels[row] === undefined);
}

function rowsWith(labels: RowLabels): number[] {
  return [...labels.keys()].filter((row) => labels[row] !== undefined);
}

function balancedEmphasis(labels: RowLabels, labelCount: number): Float32Array {
  const counts = new Float64Array(labelCount);
  let rows = 0;
  for (const own of labels) {
    if (own === undefined) continue;
    rows++;
    for (const k of own) counts[k] = (counts[k] as number) + 1;
  }
  return Float32Array.from(labels, (own) =>
    own === undefined ? 1 : rows / (labelCount * Math.min(...own.map((k) => counts[k] as number))),
  );
}

async function fitLinear(
  task: LinearTask,
  features: Features,
  { cost }: LinearChoice,
  training: readonly number[],
): Promise<ReturnType<typeof quantised>> {
  const linear = new LinearRows(task.core, features.rows, task.labels, task.seed, task.emphasis);
  try {
    const weights: Float64Array[] = [];
    for (let label = 0; label < task.labelCount; label++) {
      weights.push(linear.separate(label, training, cost));
      await task.next();
    }
    return quantised(weights, features.rows.width);
  } finally {
    linear.free();
  }
}

function termsOf(corpus: Corpus, features: Features, block: "words" | "grams"): string[] {
  return Array.from(features[block].ids, (id) => corpus[block].terms[id] as string);
}

/** The rows to compare texts with, by their words. */
function documentsOf(
  { labels }: LabelledTexts,
  features: Features,
  settings: Settings,
): { rows: readonly number[]; documents: Documents } {
  const all = settings.unlabelled === "ignore" ? rowsWith(labels) : [...labels.keys()];
  return { rows: all, documents: quantisedDocuments(features.rows, all, features.words.ids.length) };
}

function labelOf(id: string, catalogue: Catalogue | undefined): TagLabel {
  const technique = catalogue?.current(id);
  const name = catalogue?.nameOf(technique?.id ?? id);
  return {
    id,
    ...(name === undefined ? {} : { name }),
    ...(technique === undefined ? {} : { tactics: technique.tactics }),
  };
}

function cutText(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most).replace(/[\ud800-\udbff]$/, "")}…`;
}

type Calibrated = {
  metadata: Pick<TaggerMetadata, "multi" | "slope" | "offset" | "threshold" | "thresholds">;
  heldOut: Readonly<Record<string, number>>;
};

function calibrate(held: HeldOut, settings: Settings): Calibrated {
  return settings.separator === undefined ? calibrateOne(held, settings.precision) : calibrateSeveral(held);
}

function calibrateOne(held: HeldOut, precision: number): Calibrated {
  const { labelCount, rows, labels } = held;
  const link = fitSoftmax(held);
  const probabilities = new Float64Array(rows.length * labelCount);
  rows.forEach((row, i) => {
    probabilities.set(
      softmaxOf(held.margins.subarray(row * labelCount, (row + 1) * labelCount), link),
      i * labelCount,
    );
  });
  const truth = Uint16Array.from(rows, (row) => labels[row]?.[0] as number);
  const best = new Float64Array(rows.length);
  const right = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const own = probabilities.subarray(i * labelCount, (i + 1) * labelCount);
    best[i] = own.reduce((a, b) => Math.max(a, b));
    right[i] = own.indexOf(best[i] as number) === truth[i] ? 1 : 0;
  }
  const threshold = thresholdFor(best, right, precision);
  const classes = Array.from({ length: labelCount }, (_, k) => String(k));
  const { accuracy, macroF1, logLoss } = evaluateProbabilities({ classes, labels: truth, probabilities });
  const answered = best.filter((score) => score >= threshold).length / rows.length;
  const top3 = topK(truth, probabilities, labelCount, 3);
  return {
    metadata: { multi: false, ...link, threshold, thresholds: [] },
    heldOut: { rows: rows.length, accuracy, macroF1, top3, logLoss, answered },
  };
}

function softmaxOf(margins: Float64Array, { slope }: Link): Float64Array {
  const most = margins.reduce((a, b) => Math.max(a, b));
  const shares = margins.map((margin) => exp(slope * (margin - most)));
  const sum = shares.reduce((a, b) => a + b);
  return shares.map((share) => share / sum);
}

function calibrateSeveral(held: HeldOut): Calibrated {
  const { labelCount, rows, labels, margins } = held;
  const link = fitLogistic(held);
  const scores = new Float64Array(rows.length * labelCount);
  const truth = new Uint8Array(rows.length * labelCount);
  rows.forEach((row, i) => {
    for (let k = 0; k < labelCount; k++) {
      scores[i * labelCount + k] =
        1 / (1 + exp(-(link.slope * (margins[row * labelCount + k] as number) + link.offset)));
      truth[i * labelCount + k] = labels[row]?.includes(k) ? 1 : 0;
    }
  });
  const threshold = bestF1Threshold(scores, truth, 0.5);
  const column = <T extends Float64Array | Uint8Array>(all: T, k: number): T =>
    all.filter((_, i) => i % labelCount === k) as T;
  const thresholds = Array.from({ length: labelCount }, (_, k) =>
    bestF1Threshold(column(scores, k), column(truth, k), threshold),
  );
  let [hits, said, there] = [0, 0, 0];
  truth.forEach((is, i) => {
    const says = (scores[i] as number) >= (thresholds[i % labelCount] as number);
    hits += says && is === 1 ? 1 : 0;
    said += says ? 1 : 0;
    there += is;
  });
  return {
    metadata: { multi: true, ...link, threshold, thresholds },
    heldOut: {
      rows: rows.length,
      microF1: (2 * hits) / Math.max(1, said + there),
      labelsPerText: said / rows.length,
    },
  };
}
