// A model and test rows in; what each feature contributes to the margin of a class, row by row, out. And rows answered wrongly, with
// what misled the model. By TreeSHAP: `model.explain` says what it is.

import { cellAt, type RawColumn } from "../data/column.ts";
import type { Dataset } from "../data/dataset.ts";
import type { FeatureSpec } from "../data/feature.ts";
import { Random } from "../data/random.ts";
import { parseTime, type TimeFormat } from "../data/time-text.ts";
import { besideTruth } from "../evaluate/evaluate.ts";
import { correlation, ranks } from "../explore/correlation.ts";
import type { Model } from "../model/model.ts";
import { formatNumber } from "./format-value.ts";
import type { ClassReasons, ErrorExample, FeatureReasons } from "./results.ts";

/** Features shown of each class. */
const FEATURES = 10;
/** Classes shown: those with the most test rows. */
const CLASSES = 4;
const EXAMPLES = 12;
const REASONS = 4;

/** `rows` test rows at most are explained, drawn with the seed. */
export function reasonsOf(model: Model, test: Dataset, rows: number, seed: number): ClassReasons[] {
  const drawn = new Random(seed).shuffle(Uint32Array.from({ length: test.rows }, (_, row) => row));
  const sample = test.select(drawn.subarray(0, rows).sort());
  return classesOf(model, test).map((label) => reasonsFor(model, sample, label));
}

function classesOf({ classes }: Model, test: Dataset): string[] {
  if (classes.length === 2) return [classes[1] as string];
  const counts = new Map(classes.map((name) => [name, 0]));
  for (const label of test.labels) {
    const name = test.classes[label] as string;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const largest = [...classes].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0)).slice(0, CLASSES);
  return classes.filter((name) => largest.includes(name));
}

function reasonsFor(model: Model, sample: Dataset, label: string): ClassReasons {
  const specs = model.encoder.features;
  const contributions = new Map(specs.map(({ name }) => [name, new Float64Array(sample.rows)]));
  let [row, unit]: [number, ClassReasons["unit"]] = [0, "margin"];
  for (const explanation of model.explainMany(sample, { label })) {
    unit = explanation.unit;
    for (const { feature, contribution } of explanation.contributions)
      (contributions.get(feature) as Float64Array)[row] = contribution;
    row++;
  }
  const features = specs
    .map((spec) => featureReasons(spec, contributions.get(spec.name) as Float64Array, sample))
    .filter(({ meanAbsolute }) => meanAbsolute > 0)
    .sort((a, b) => b.meanAbsolute - a.meanAbsolute)
    .slice(0, FEATURES);
  return { label, unit, rows: sample.rows, features };
}

function featureReasons(spec: FeatureSpec, contributions: Float64Array, sample: Dataset): FeatureReasons {
  const { name: feature } = spec;
  const values = ordered(sample.find(feature), sample.rows, spec);
  const places = ranks(values);
  const direction = correlation(places, ranks(contributions));
  const most = places.reduce((top, place) => (place > top ? place : top), 1);
  const meanAbsolute = contributions.reduce((sum, each) => sum + Math.abs(each), 0) / sample.rows;
  return {
    feature,
    meanAbsolute,
    direction,
    values: direction === null ? valuesOf(sample.find(feature), contributions) : [],
    points: Array.from(contributions, (contribution, row) => {
      const place = places[row] as number;
      return [contribution, Number.isNaN(place) ? null : most <= 1 ? 0.5 : (place - 1) / (most - 1)];
    }),
  };
}

/** Values of so many rows at least are told, and so many on each side. */
const LEAST_ROWS = 3;
const A_SIDE = 2;

function valuesOf(column: RawColumn | undefined, contributions: Float64Array): FeatureReasons["values"] {
  const sums = new Map<string, { sum: number; rows: number }>();
  for (const [row, contribution] of contributions.entries()) {
    const cell = column === undefined ? undefined : cellAt(column, row);
    const value = cell === undefined ? "missing" : valueText(cell);
    const known = sums.get(value) ?? { sum: 0, rows: 0 };
    sums.set(value, { sum: known.sum + contribution, rows: known.rows + 1 });
  }
  const means = [...sums]
    .map(([value, { sum, rows }]) => ({ value, mean: sum / rows, rows }))
    .filter(({ rows }) => rows >= LEAST_ROWS)
    .sort((a, b) => b.mean - a.mean);
  const speaking = means.filter(({ mean }) => mean > 0).slice(0, A_SIDE);
  const against = means.filter(({ mean }) => mean < 0).slice(-A_SIDE);
  return [...speaking, ...against];
}

/** Numbers and booleans as they are, times as milliseconds; NaN for what has no order or is missing. */
function ordered(column: RawColumn | undefined, rows: number, { kind, settings }: FeatureSpec): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => {
    const cell = column === undefined ? undefined : cellAt(column, row);
    if (kind === "time" && cell !== undefined && typeof cell !== "object" && typeof cell !== "boolean")
      return parseTime(cell, settings["format"] as TimeFormat);
    const has = kind === "number" || kind === "boolean";
    return has && (typeof cell === "number" || typeof cell === "boolean") ? Number(cell) : Number.NaN;
  });
}

/** Rows that were answered wrongly, the surest first; one of each pair of truth and answer before a second of any. */
export function errorsOf(model: Model, test: Dataset): ErrorExample[] {
  const predictions = model.predictMany(test);
  const { classes, labels, probabilities } = besideTruth(predictions, test);
  const chosen = surest(predictions.labels, labels, probabilities, classes.length);
  const explanations = explained(model, test.select(chosen));
  return chosen.map((row, i) => {
    const [truth, answer] = [labels[row] as number, predictions.labels[row] as number];
    const { reasons, unit } = explanations[i] ?? { reasons: [], unit: "margin" as const };
    return {
      row: row + 1,
      truth: classes[truth] as string,
      answer: classes[answer] as string,
      probability: probabilities[row * classes.length + answer] as number,
      truthProbability: probabilities[row * classes.length + truth] as number,
      reasons,
      unit,
    };
  });
}

function surest(
  answers: Uint16Array,
  labels: ArrayLike<number>,
  probabilities: Float64Array,
  width: number,
): number[] {
  const sureness = (row: number): number => probabilities[row * width + (answers[row] as number)] as number;
  const wrong = [...answers.keys()].filter((row) => answers[row] !== labels[row]);
  wrong.sort((a, b) => sureness(b) - sureness(a) || a - b);
  const seen = new Map<string, number>();
  const turns = wrong.map((row) => {
    const pair = `${labels[row]}>${answers[row]}`;
    const turn = seen.get(pair) ?? 0;
    seen.set(pair, turn + 1);
    return { row, turn };
  });
  return turns
    .sort((a, b) => a.turn - b.turn)
    .slice(0, EXAMPLES)
    .map(({ row }) => row);
}

/** Models without statistics, as imported ones may be, give no reasons. */
function explained(model: Model, rows: Dataset): Pick<ErrorExample, "reasons" | "unit">[] {
  if (rows.rows === 0 || !model.header.hasStatistics) return [];
  return [...model.explainMany(rows, { top: REASONS })].map(({ contributions, unit }) => ({
    unit,
    reasons: contributions.map(({ feature, value, contribution }) => ({
      feature,
      value: value === undefined || value === null ? "missing" : valueText(value),
      contribution,
    })),
  }));
}

const LONGEST = 80;

function valueText(value: unknown): string {
  if (typeof value === "number") return formatNumber(value);
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
