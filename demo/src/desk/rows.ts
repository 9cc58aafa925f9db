// Alerts one by one. In: a model and which rows are wanted in which order. Out: pages of a list, and for one record the answer, why,
// and earlier rows that the model judges for the same reasons.

import type { Dataset, Explanation, Prediction } from "hedgerow";
import { bench, kept } from "./bench.ts";
import { type AlertField, fieldsOf } from "./fields.ts";
import { rowsToJudge } from "./judging.ts";
import { type SimilarAlert, similarTo } from "./similar.ts";

export type AlertRecord = Readonly<Record<string, unknown>>;

export interface AlertQuery {
  readonly order: "row" | "surest" | "least-sure";
  /** Only rows answered so. */
  readonly answer: string | undefined;
  readonly only: "all" | "wrong" | "right";
  /** Only rows with this text in a cell. */
  readonly text: string;
}

export interface AlertRow {
  readonly row: number;
  readonly answer: string;
  readonly probability: number;
  readonly truth: string | undefined;
  readonly record: AlertRecord;
}

export interface AlertList {
  readonly count: number;
  readonly of: number;
  readonly columns: readonly string[];
}

export interface Explained {
  readonly record: AlertRecord;
  readonly prediction: Prediction;
  readonly explanation: Explanation;
  readonly truth: string | undefined;
}

interface Listed {
  readonly rows: Dataset;
  readonly order: Uint32Array;
  readonly answers: Uint16Array;
  readonly sure: Float64Array;
}

const lists = new Map<string, Listed>();
const SHOWN_COLUMNS = 5;

/** Makes the list of a model; pages of it are asked for later. */
export function listAlerts(id: string, query: AlertQuery): AlertList {
  const one = kept(id);
  const { rows } = rowsOf(id);
  const { labels, probabilities, classes } = one.model.predictMany(rows);
  const sure = Float64Array.from(
    labels,
    (label, row) => probabilities[row * classes.length + label] as number,
  );
  const text = query.text.trim().toLowerCase();
  const chosen: number[] = [];
  for (let row = 0; row < rows.rows; row++) {
    const answer = classes[labels[row] as number];
    if (query.answer !== undefined && query.answer !== answer) continue;
    if (query.only !== "all" && (truthAt(rows, row) === answer) !== (query.only === "right")) continue;
    if (text !== "" && !holds(rows.record(row), text)) continue;
    chosen.push(row);
  }
  const turn = query.order === "surest" ? -1 : 1;
  if (query.order !== "row")
    chosen.sort((a, b) => turn * ((sure[a] as number) - (sure[b] as number)) || a - b);
  lists.set(id, { rows, order: Uint32Array.from(chosen), answers: labels, sure });
  const columns = one.model.schema.features
    .map(({ name }) => name)
    .filter((name) => rows.columnNames.includes(name));
  return { count: chosen.length, of: rows.rows, columns: columns.slice(0, SHOWN_COLUMNS) };
}

export function alertPage(id: string, from: number, to: number): AlertRow[] {
  const list = lists.get(id);
  if (list === undefined) return [];
  const { classes } = kept(id).model;
  return Array.from(list.order.subarray(from, to), (row) => ({
    row,
    answer: classes[list.answers[row] as number] as string,
    probability: list.sure[row] as number,
    truth: truthAt(list.rows, row),
    record: list.rows.record(row),
  }));
}

/** Labelled rows where there are some, else any that are open. */
export function rowsOf(id: string): { rows: Dataset } {
  const one = kept(id);
  if (one.held === undefined && bench.data !== undefined && bench.data.label === undefined)
    return { rows: bench.data };
  return rowsToJudge(one);
}

export function truthAt({ label, classes, labels }: Dataset, row: number): string | undefined {
  return label === undefined ? undefined : classes[labels[row] as number];
}

function holds(record: AlertRecord, text: string): boolean {
  return Object.values(record).some((value) => String(value).toLowerCase().includes(text));
}

/** The features of a record, and nothing else of it. */
function featuresOnly(id: string, record: AlertRecord): AlertRecord {
  const names = kept(id).model.schema.features.map(({ name }) => name);
  return Object.fromEntries(
    names.filter((name) => record[name] !== undefined).map((name) => [name, record[name]]),
  );
}

export function explainRow(id: string, row: number, label?: string): Explained {
  const { rows } = lists.get(id) ?? rowsOf(id);
  return { ...explainRecord(id, rows.record(row), label), truth: truthAt(rows, row) };
}

export function explainRecord(id: string, given: AlertRecord, label?: string): Explained {
  const { model } = kept(id);
  const record = featuresOnly(id, given);
  return {
    record,
    prediction: model.predict(record),
    explanation: model.explain(record, { label }),
    truth: undefined,
  };
}

export function alertFields(id: string): AlertField[] {
  const one = kept(id);
  return fieldsOf(one.model, one.fit ?? bench.data);
}

/** Earlier graded rows for whose answer the model has the same reasons. */
export function similarAlerts(
  id: string,
  record: AlertRecord,
  label: string,
  except: number | undefined,
): SimilarAlert[] {
  const one = kept(id);
  const { rows } = rowsOf(id);
  return similarTo(one.model, one.fit ?? rows, record, label, one.fit === undefined ? except : undefined);
}
