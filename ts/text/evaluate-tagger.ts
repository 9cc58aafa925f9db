/**
 * How good a tagger is on labelled records. In: a tagger, records, and which fields hold text and label. Out: the scores of any
 * classifier and those of a tagger: how often the label is among the first few, how many texts are answered and how many of
 * these answers are right, labels by how well they are found, confusion by tactic. Labels that the tagger does not know count
 * as errors.
 */
import { sortedClasses } from "../data/labels.ts";
import { HedgerowError } from "../error.ts";
import { type ClassEvaluation, type Evaluation, evaluateProbabilities } from "../evaluate/evaluation.ts";
import { topClass } from "../evaluate/top-class.ts";
import { topK } from "../evaluate/top-k.ts";
import type { LoadedTagger } from "./tagger.ts";
import { labelledTexts, type TextRecord } from "./tagger-records.ts";

export interface TaggerEvaluation extends Evaluation {
  /** Share of texts whose label is among the three, or five, of the best scores. */
  top3: number;
  top5: number;
  /** Share of texts that are answered; of these the share that is right, null where none is. */
  answered: number;
  answeredAccuracy: number | null;
  /** Accuracy of the labels of the most similar documents alone; null where the tagger has none. */
  nearestAccuracy: number | null;
  /** Labels of at least two texts, by F1: the best and the worst. */
  best: ClassEvaluation[];
  worst: ClassEvaluation[];
  /** By the first tactic of each label, where the tagger knows tactics. Rows are the truth. */
  tactics?: { accuracy: number; classes: string[]; matrix: number[][] };
}

/** With several labels a text: each pair of a text and a label is an answer. */
export interface MultiEvaluation {
  rows: number;
  precision: number;
  recall: number;
  microF1: number;
  /** Mean over the labels that occur. */
  macroF1: number;
  /** Texts whose labels are found exactly. */
  exact: number;
  perClass: { label: string; precision: number; recall: number; f1: number; support: number }[];
}

export interface TaggerTruth {
  /** @default the tagger's own text columns */
  readonly text?: string | readonly string[] | undefined;
  /** @default the tagger's own label column */
  readonly label?: string | undefined;
  /** With several labels a text. @default ";" */
  readonly separator?: string | undefined;
}

const LISTED = 5;

interface Truth {
  readonly texts: readonly string[];
  readonly labels: readonly (readonly string[])[];
}

export function evaluateTagger(
  tagger: LoadedTagger,
  records: Iterable<TextRecord>,
  truth: TaggerTruth = {},
): TaggerEvaluation | MultiEvaluation {
  const read = truthOf(tagger, records, truth);
  return tagger.multi ? evaluateSeveral(tagger, read) : evaluateOne(tagger, read);
}

function truthOf(tagger: LoadedTagger, records: Iterable<TextRecord>, given: TaggerTruth): Truth {
  const text = given.text ?? tagger.info["text"];
  const label = given.label ?? tagger.info["label"];
  if (typeof label !== "string" || !(typeof text === "string" || Array.isArray(text)))
    throw new HedgerowError("bad-option", 'The tagger does not name its columns: give "text" and "label"');
  const separator = tagger.multi ? (given.separator ?? ";") : undefined;
  const columns = typeof text === "string" ? [text] : (text as string[]);
  const data = labelledTexts(records, { columns, label, separator, group: undefined }, 1);
  const rows = [...data.labels.keys()].filter((row) => data.labels[row] !== undefined);
  return {
    texts: rows.map((row) => data.texts[row] as string),
    labels: rows.map((row) => (data.labels[row] as readonly number[]).map((k) => data.names[k] as string)),
  };
}

function evaluateOne(tagger: LoadedTagger, { texts, labels }: Truth): TaggerEvaluation {
  const known = tagger.labels.map(({ id }) => id);
  const foreign = new Set(labels.map(([name = ""]) => name).filter((name) => !known.includes(name)));
  const classes = [...known, ...sortedClasses([...foreign])];
  const numbers = new Map(classes.map((name, k) => [name, k]));
  const truth = Uint16Array.from(labels, ([name = ""]) => numbers.get(name) as number);
  const probabilities = new Float64Array(texts.length * classes.length);
  const byNeighbours = new Float64Array(texts.length * classes.length);
  texts.forEach((text, row) => {
    probabilities.set(tagger.scores(text), row * classes.length);
    byNeighbours.set(tagger.nearestScores(text), row * classes.length);
  });
  const evaluation = evaluateProbabilities({ classes, labels: truth, probabilities });
  const { labels: said, confidence } = topClass(probabilities, classes.length);
  const answered = [...texts.keys()].filter((row) => (confidence[row] as number) >= tagger.threshold);
  const right = answered.filter((row) => said[row] === truth[row]).length;
  const nearest = topClass(byNeighbours, classes.length).labels;
  const tested = evaluation.perClass.filter(({ support }) => support >= 2);
  const byF1 = tested.sort((a, b) => b.f1 - a.f1 || b.support - a.support);
  const tactics = tacticsOf(tagger, classes, truth, said);
  return {
    ...evaluation,
    top3: topK(truth, probabilities, classes.length, 3),
    top5: topK(truth, probabilities, classes.length, 5),
    answered: answered.length / texts.length,
    answeredAccuracy: answered.length === 0 ? null : right / answered.length,
    nearestAccuracy: tagger.parts.documentLabels.length === 0 ? null : hitsOf(nearest, truth) / texts.length,
    best: byF1.slice(0, LISTED),
    worst: byF1.slice(-LISTED).reverse(),
    ...(tactics === undefined ? {} : { tactics }),
  };
}

function hitsOf(said: Uint16Array, truth: Uint16Array): number {
  return said.filter((label, row) => label === truth[row]).length;
}

function tacticsOf(
  tagger: LoadedTagger,
  classes: readonly string[],
  truth: Uint16Array,
  said: Uint16Array,
): TaggerEvaluation["tactics"] {
  if (tagger.labels.every(({ tactics }) => tactics === undefined)) return undefined;
  const tacticOf = (k: number): string => tagger.labels[k]?.tactics?.[0] ?? "(unknown)";
  const names = [...new Set(classes.map((_, k) => tacticOf(k)))].sort();
  const matrix = names.map(() => names.map(() => 0));
  let right = 0;
  truth.forEach((label, row) => {
    const [is, answer] = [tacticOf(label), tacticOf(said[row] as number)];
    if (is === answer) right++;
    const cells = matrix[names.indexOf(is)] as number[];
    const at = names.indexOf(answer);
    cells[at] = (cells[at] as number) + 1;
  });
  return { accuracy: right / truth.length, classes: names, matrix };
}

function evaluateSeveral(tagger: LoadedTagger, { texts, labels }: Truth): MultiEvaluation {
  const counts = new Map<string, { hits: number; said: number; there: number }>();
  const count = (label: string, what: "hits" | "said" | "there"): void => {
    const own = counts.get(label) ?? { hits: 0, said: 0, there: 0 };
    own[what]++;
    counts.set(label, own);
  };
  let exact = 0;
  texts.forEach((text, row) => {
    const said = tagger.tag(text, { top: tagger.labels.length, described: 0, terms: 0, neighbours: 0 });
    const answers = new Set(said.map(({ technique }) => technique));
    const there = new Set(labels[row]);
    for (const label of answers) count(label, "said");
    for (const label of there) count(label, "there");
    const hits = [...answers].filter((label) => there.has(label));
    for (const label of hits) count(label, "hits");
    if (hits.length === answers.size && hits.length === there.size) exact++;
  });
  const sum = (what: "hits" | "said" | "there"): number =>
    [...counts.values()].reduce((total, each) => total + each[what], 0);
  const [hits, said, there] = [sum("hits"), sum("said"), sum("there")];
  const perClass = [...counts]
    .map(([label, own]) => ({
      label,
      precision: own.hits / Math.max(1, own.said),
      recall: own.hits / Math.max(1, own.there),
      f1: (2 * own.hits) / Math.max(1, own.said + own.there),
      support: own.there,
    }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
  return {
    rows: texts.length,
    precision: hits / Math.max(1, said),
    recall: hits / Math.max(1, there),
    microF1: (2 * hits) / Math.max(1, said + there),
    macroF1: perClass.reduce((total, { f1 }) => total + f1, 0) / perClass.length,
    exact: exact / texts.length,
    perClass,
  };
}
