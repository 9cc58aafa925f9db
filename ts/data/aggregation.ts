// Rows of evidence to rows of incidents. In: records that share a key, and what to make of each of their columns. Out: one record a key.
// An Aggregation is plain data: the same one is applied before training and, at the edge, to the evidence of one incident.

import { HedgerowError } from "../error.ts";
import { scalarText, toCell } from "./cell.ts";
import { cellAt, type PresentCell } from "./column.ts";
import type { Dataset } from "./dataset.ts";
import { placed } from "./fault.ts";
import { Field } from "./field.ts";
import { parseTime, type TimeFormat } from "./time-text.ts";

/** What can be made of a column of a group's rows. Missing cells are passed over. */
export type Summary =
  /** How many rows have a value. */
  | "count"
  /** How many different values there are. */
  | "distinct"
  /** The most frequent value; of equals the one that came first. */
  | "mode"
  /** All different values, as tags; at most 64. */
  | "set"
  | "min"
  | "max"
  | "mean"
  | "sum"
  /** By the order of rows, or of the times of `order`. */
  | "first"
  | "last"
  /** Of times: seconds from the earliest to the latest. */
  | "span";

const SUMMARIES: readonly Summary[] = [
  "count",
  "distinct",
  "mode",
  "set",
  "min",
  "max",
  "mean",
  "sum",
  "first",
  "last",
  "span",
];
const MOST_IN_SET = 64;

export interface Aggregation {
  /** The column whose equal cells make a group. */
  readonly by: string;
  /** A column of times that puts a group's rows in order. */
  readonly order?: { readonly column: string; readonly format: TimeFormat };
  /** For each column what is made of it: the result is called `column.summary`, and `column` alone for the single summary "first", "last" or "mode" of it. */
  readonly columns: Readonly<Record<string, readonly Summary[]>>;
  /** The name of a column with the number of rows. @default none */
  readonly count?: string;
}

type Rows = readonly Readonly<Record<string, unknown>>[];

/** An Aggregation, checked and ready. */
export class Aggregator {
  readonly spec: Aggregation;
  readonly #fields: readonly { field: Field; name: string; summary: Summary }[];
  readonly #by: Field;
  readonly #order: Field | undefined;

  /** Throws `bad-option` that names what is wrong. */
  constructor(spec: Aggregation) {
    this.spec = spec;
    if (typeof spec?.by !== "string" || spec.by === "")
      throw wrong('an aggregation needs the column to group "by"');
    this.#by = new Field(spec.by);
    this.#order = spec.order === undefined ? undefined : new Field(spec.order.column);
    this.#fields = Object.entries(spec.columns ?? {}).flatMap(([column, summaries]) => {
      const field = new Field(column);
      return summaries.map((summary) => {
        if (!SUMMARIES.includes(summary))
          throw wrong(
            `"${column}": there is no summary ${JSON.stringify(summary)}; there are ${SUMMARIES.join(", ")}`,
            column,
          );
        if (summary === "span" && this.#formatOf(column) === undefined)
          throw wrong(`"${column}": a span is of the column that gives the order`, column);
        return { field, name: nameOf(column, summary, summaries), summary };
      });
    });
    const names = [
      spec.by,
      ...(spec.count === undefined ? [] : [spec.count]),
      ...this.#fields.map(({ name }) => name),
    ];
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) throw wrong(`the aggregation makes ${JSON.stringify(twice)} twice`);
  }

  #formatOf(column: string): TimeFormat | undefined {
    const { order } = this.spec;
    return order?.column === column ? order.format : undefined;
  }

  /** One record of the rows of one group; the key is that of the first row that has one. Throws `bad-value`. */
  one(rows: Rows): Record<string, unknown> {
    const ordered = this.#inOrder(rows);
    const keyed = rows.find((row) => cellOf(this.#by, row) !== undefined);
    const made: Record<string, unknown> = {
      [this.spec.by]: keyed === undefined ? null : cellOf(this.#by, keyed),
    };
    if (this.spec.count !== undefined) made[this.spec.count] = rows.length;
    for (const { field, name, summary } of this.#fields) {
      const cells = ordered.map((row) => cellOf(field, row)).filter((cell) => cell !== undefined);
      made[name] = summarise(cells, summary, field.name, this.#formatOf(field.name)) ?? null;
    }
    return made;
  }

  /** A record for each group, in the order in which the groups first occur; rows without a key are groups of their own. */
  all(rows: Iterable<Readonly<Record<string, unknown>>>): Record<string, unknown>[] {
    const groups = new Map<unknown, Record<string, unknown>[]>();
    for (const row of rows) {
      const key = cellOf(this.#by, row) ?? Symbol();
      const known = groups.get(key);
      if (known === undefined) groups.set(key, [row]);
      else known.push(row);
    }
    return Array.from(groups.values(), (group) => this.one(group));
  }

  #inOrder(rows: Rows): Rows {
    const field = this.#order;
    const { order } = this.spec;
    if (field === undefined || order === undefined) return rows;
    // A row without a time comes last.
    const times = new Map(
      rows.map((row) => [row, timeOf(cellOf(field, row), order.format) ?? Number.POSITIVE_INFINITY]),
    );
    return [...rows].sort((a, b) => {
      const [one, other] = [times.get(a) as number, times.get(b) as number];
      return one === other ? 0 : one - other;
    });
  }
}

/**
 * A summary of each column that suits it: of numbers min, max and mean, of times the first and the span, of anything else the number of
 * different values and the most frequent one. The label is the most frequent one.
 */
export function aggregationFor(dataset: Dataset, by: string): Aggregation {
  const columns: Record<string, Summary[]> = {};
  let order: Aggregation["order"];
  for (const { name, kind, settings } of dataset.schema.features) {
    if (name === by) continue;
    if (kind === "number") columns[name] = ["min", "max", "mean"];
    else if (kind === "time" && order === undefined) {
      order = { column: name, format: settings["format"] as TimeFormat };
      columns[name] = ["first", "span"];
    } else columns[name] = ["distinct", "mode"];
  }
  if (dataset.label !== undefined) columns[dataset.label] = ["mode"];
  return { by, columns, count: `${by}.rows`, ...(order === undefined ? {} : { order }) };
}

/** All rows of a dataset as records, one a group. */
export function aggregate(dataset: Dataset, spec: Aggregation): Record<string, unknown>[] {
  const aggregator = new Aggregator(spec);
  for (const name of [spec.by, ...Object.keys(spec.columns)]) dataset.column(name);
  const columns = dataset.columnNames.map((name) => dataset.column(name));
  function* rows(): Generator<Record<string, unknown>> {
    for (let row = 0; row < dataset.rows; row++)
      yield Object.fromEntries(columns.map((column) => [column.name, cellAt(column, row)]));
  }
  return aggregator.all(rows());
}

function nameOf(column: string, summary: Summary, all: readonly Summary[]): string {
  const stands = all.length === 1 && (summary === "first" || summary === "last" || summary === "mode");
  return stands ? column : `${column}.${summary}`;
}

function cellOf(field: Field, row: Readonly<Record<string, unknown>>): PresentCell | undefined {
  try {
    return toCell(field.read(row));
  } catch (error) {
    throw placed(error, "bad-value", "", { column: field.name });
  }
}

function summarise(
  cells: readonly PresentCell[],
  summary: Summary,
  column: string,
  format: TimeFormat | undefined,
): unknown {
  switch (summary) {
    case "count":
      return cells.length;
    case "distinct":
      return new Set(cells.flatMap(textsOf)).size;
    case "mode":
      return mostFrequent(cells);
    case "set":
      return [...new Set(cells.flatMap(textsOf))].slice(0, MOST_IN_SET);
    case "first":
      return cells[0];
    case "last":
      return cells.at(-1);
    case "span":
      return spanOf(cells, format as TimeFormat);
    default:
      return ofNumbers(numbersOf(cells, column), summary);
  }
}

function textsOf(cell: PresentCell): readonly string[] {
  return typeof cell === "object" ? cell : [scalarText(cell)];
}

function mostFrequent(cells: readonly PresentCell[]): PresentCell | undefined {
  const counts = new Map<string, { cell: PresentCell; count: number }>();
  for (const cell of cells) {
    const key = typeof cell === "object" ? JSON.stringify(cell) : `${typeof cell}:${cell}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { cell, count: 1 });
    else known.count++;
  }
  let best: { cell: PresentCell; count: number } | undefined;
  for (const each of counts.values()) if (best === undefined || each.count > best.count) best = each;
  return best?.cell;
}

function ofNumbers(numbers: readonly number[], summary: "min" | "max" | "mean" | "sum"): number | undefined {
  if (numbers.length === 0) return undefined;
  const sum = numbers.reduce((a, b) => a + b, 0);
  if (summary === "sum") return sum;
  if (summary === "mean") return sum / numbers.length;
  return numbers.reduce((a, b) => (summary === "min" ? Math.min(a, b) : Math.max(a, b)));
}

function numbersOf(cells: readonly PresentCell[], column: string): number[] {
  return cells.map((cell) => {
    const number =
      typeof cell === "boolean" ? Number(cell) : typeof cell === "object" ? Number.NaN : Number(cell);
    if (!Number.isNaN(number)) return number;
    throw new HedgerowError("bad-value", `${JSON.stringify(cell)} is no number to be summed up`, { column });
  });
}

/** Seconds from the earliest to the latest time. */
function spanOf(cells: readonly PresentCell[], format: TimeFormat): number | undefined {
  const times = cells.map((cell) => timeOf(cell, format)).filter((time) => time !== undefined);
  if (times.length === 0) return undefined;
  const [earliest, latest] = times.reduce(
    ([a, b], time) => [Math.min(a, time), Math.max(b, time)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  return (latest - earliest) / 1000;
}

function timeOf(cell: PresentCell | undefined, format: TimeFormat): number | undefined {
  if (typeof cell !== "string" && typeof cell !== "number") return undefined;
  const time = parseTime(cell, format);
  return Number.isNaN(time) ? undefined : time;
}

function wrong(message: string, column?: string): HedgerowError {
  return new HedgerowError("bad-option", message, column === undefined ? {} : { column });
}
