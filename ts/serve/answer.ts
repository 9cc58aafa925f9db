// The answers to the body of a predict request. In: a JSON value of one of the shapes below. Out: the JSON that answers it, after every record
// was answered: a bad one fails the request as a whole and nothing of it is counted.
//
//   a record               -> its answer
//   { records: [...] }     -> { predictions: [answers], model_version }
//   { sessions: [...] }    -> { predictions: [0 or 1], probabilities: [of the positive class], model_version }
//   { features: [...] }    -> { prediction: the label }, values in the schema's order, null for missing
//
// A word counts as such where it is no feature of the model.

import type { Contribution } from "../model/explanation.ts";
import type { Prediction, RawRecord } from "../model/predictor.ts";
import type { Limits } from "./limits.ts";
import { Problem, type ProblemPlace, problemOf } from "./problem.ts";
import { isLonger } from "./record-check.ts";
import { Rows } from "./rows.ts";
import type { ServedModel } from "./served-model.ts";

/** The answer to one record. */
export interface RecordAnswer extends Prediction {
  /** The record's own `id`, where that is no feature; else one that was made for it. For feedback. */
  id: string;
  /** What spoke most for the label, where it was asked for: the quick approximation, see `explain` for the exact one. */
  reasons?: Pick<Contribution, "feature" | "value" | "contribution">[];
  model_version: string;
}

/** What is the record's own in it. */
export type Answer = Omit<RecordAnswer, "model_version">;

/** A record that was answered. */
export interface Scored {
  readonly record: RawRecord;
  /** Its own id. */
  readonly id: string | undefined;
  readonly prediction: Prediction;
  readonly reasons?: RecordAnswer["reasons"];
  readonly unknownFields: number;
}

/** What hears of answered records, and names those without an id. */
export interface Scorekeeper {
  readonly limits: Limits;
  /** How many reasons an answer has. */
  readonly reasons: number;
  /** Called when all records of a request are answered, in order; gives the record's id. `row` and `probabilities` are views. */
  keep(served: ServedModel, scored: Scored, row: Float32Array, probabilities: Float64Array): string;
}

export const LONGEST_ID = 128;

/** Throws a Problem. */
export function answerBody(served: ServedModel, body: unknown, keeper: Scorekeeper): string {
  checkBody(body);
  const sessions = listUnder(served, body, "sessions", keeper.limits);
  if (sessions !== undefined) return JSON.stringify(answerSessions(served, sessions, keeper));
  const records = listUnder(served, body, "records", keeper.limits);
  if (records !== undefined) return answerMany(served, records, keeper);
  const features = valueUnder(served, body, "features");
  if (features !== undefined)
    return JSON.stringify({ prediction: scoreOne(served, inOrder(served, features), keeper).label });
  return answerRecord(served, body, keeper);
}

/** The same in two steps, so that the records of many bodies are scored at once: gives what answers when the rows are scored. */
export function beginBody(served: ServedModel, body: unknown, keeper: Scorekeeper, rows: Rows): () => string {
  checkBody(body);
  if (WORDS.some((word) => isUnder(served, body, word))) return () => answerBody(served, body, keeper);
  const begun = begin(served, body, {}, rows);
  return () => {
    const scored = scoreRow(served, begun, keeper, {}, rows);
    const { row } = begun;
    const id = keeper.keep(served, scored, rows.numbers(row), rows.probabilities(row));
    return served.answerText.of(toAnswer(scored, id));
  };
}

/** Of bodies that are not one record. */
const WORDS = ["sessions", "records", "features"] as const;

function checkBody(body: unknown): asserts body is object {
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return;
  throw new Problem(
    400,
    "bad-shape",
    "the body is an object: a record, or one with records, sessions or features",
  );
}

/** The answer to one record, as JSON. Throws a Problem. */
export function answerRecord(served: ServedModel, record: unknown, keeper: Scorekeeper): string {
  return served.answerText.of(scoreOne(served, record, keeper));
}

function scoreOne(served: ServedModel, record: unknown, keeper: Scorekeeper): Answer {
  const scored = scoreRow(served, begin(served, record, {}), keeper, {});
  const { predictor } = served;
  return toAnswer(scored, keeper.keep(served, scored, predictor.row, predictor.probabilities));
}

function answerMany(served: ServedModel, records: readonly unknown[], keeper: Scorekeeper): string {
  const texts: string[] = [];
  scoreAll(served, records, keeper, (scored, id) => texts.push(served.answerText.of(toAnswer(scored, id))));
  return `{"predictions":[${texts.join(",")}],"model_version":${JSON.stringify(served.version)}}`;
}

function answerSessions(served: ServedModel, sessions: readonly unknown[], keeper: Scorekeeper): unknown {
  const { positiveClass: positive } = served;
  if (positive === undefined)
    throw new Problem(
      422,
      "no-positive-class",
      "the model has several classes and none is named as the positive one; send records",
    );
  const predictions: number[] = [];
  const probabilities: number[] = [];
  scoreAll(served, sessions, keeper, ({ prediction }) => {
    predictions.push(prediction.label === positive ? 1 : 0);
    probabilities.push(prediction.probabilities[positive] as number);
  });
  return { predictions, probabilities, model_version: served.version };
}

/** Scores all, then tells the keeper of all. */
function scoreAll(
  served: ServedModel,
  records: readonly unknown[],
  keeper: Scorekeeper,
  each: (scored: Scored, id: string) => void,
): void {
  const rows = new Rows(served, records.length);
  const begun = records.map((record, i) => begin(served, record, { record: i + 1 }, rows));
  rows.score();
  const all = begun.map((one, i) => scoreRow(served, one, keeper, { record: i + 1 }, rows));
  for (const [i, scored] of all.entries())
    each(scored, keeper.keep(served, scored, rows.numbers(i), rows.probabilities(i)));
}

/** A record that was checked and is to be scored. */
interface Begun extends Pick<Scored, "record" | "id" | "unknownFields"> {
  /** As the model takes it. */
  readonly enriched: RawRecord;
  /** Its number where it is scored with others. */
  readonly row: number;
}

/** Checks a record, and where there are rows makes it one of them. Throws a Problem. */
function begin(served: ServedModel, given: unknown, place: ProblemPlace, rows?: Rows): Begun {
  try {
    const unknown = served.check.unknownFields(given);
    const record = given as RawRecord;
    const id = idOf(served, record);
    const enriched = served.enrich(record);
    const unknownFields = id === undefined ? unknown : unknown - 1;
    return { record, id, unknownFields, enriched, row: rows?.add(enriched) ?? 0 };
  } catch (error) {
    throw problemOf(error, place);
  }
}

/** Throws a Problem. */
function scoreRow(
  served: ServedModel,
  begun: Begun,
  keeper: Scorekeeper,
  place: ProblemPlace,
  rows?: Rows,
): Scored {
  try {
    const { record, id, unknownFields, enriched, row } = begun;
    const prediction = rows?.answer(row) ?? served.predictor.predict(enriched);
    const scored = { record, id, prediction, unknownFields };
    if (keeper.reasons === 0) return scored;
    // They are of the row that the predictor has.
    if (rows !== undefined) served.predictor.row.set(rows.numbers(row));
    const { contributions } = served.model.explainLast(enriched, prediction.label, keeper.reasons);
    const reasons = contributions.map(({ feature, value, contribution }) => ({
      feature,
      value,
      contribution,
    }));
    return { ...scored, reasons };
  } catch (error) {
    throw problemOf(error, place);
  }
}

/** The record's own id, a text or a number, where `id` is no feature. */
function idOf(served: ServedModel, record: RawRecord): string | undefined {
  const given = record["id"];
  if (given === undefined || served.isFeature("id")) return undefined;
  if (typeof given !== "string" && typeof given !== "number") return undefined;
  const id = String(given);
  if (isLonger(id, LONGEST_ID))
    throw new Problem(422, "bad-value", `an id has at most ${LONGEST_ID} characters`, { field: "id" });
  return id;
}

function toAnswer({ prediction, reasons }: Scored, id: string): Answer {
  return reasons === undefined ? { id, ...prediction } : { id, ...prediction, reasons };
}

function isUnder(served: ServedModel, body: object, word: string): boolean {
  return Object.hasOwn(body, word) && !served.isFeature(word);
}

function valueUnder(served: ServedModel, body: object, word: string): readonly unknown[] | undefined {
  if (!isUnder(served, body, word)) return undefined;
  const value = (body as Record<string, unknown>)[word];
  if (Array.isArray(value)) return value;
  throw new Problem(422, "bad-shape", `"${word}" takes a list`, { field: word });
}

/** The list of records behind a word. Throws a Problem where it is too long. */
export function listUnder(
  served: ServedModel,
  body: object,
  word: string,
  { records }: Pick<Limits, "records">,
): readonly unknown[] | undefined {
  const list = valueUnder(served, body, word);
  if (list !== undefined && list.length > records)
    throw new Problem(
      413,
      "too-many-records",
      `there are ${list.length} ${word}; at most ${records} go in one request`,
    );
  return list;
}

/** A record of values in the schema's order. */
function inOrder(served: ServedModel, values: readonly unknown[]): RawRecord {
  const { features } = served.model.encoder;
  if (values.length !== features.length)
    throw new Problem(
      422,
      "bad-shape",
      `features takes ${features.length} values in the schema's order, not ${values.length}`,
    );
  return Object.fromEntries(features.map(({ name }, i) => [name, values[i]]));
}
