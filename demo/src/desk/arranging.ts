// From a table to a dataset. In: which column is the label, which kinds a person has set. Out: for each column what it is and why, what it
// holds and how it goes with the label, and what looks as if it leaked.

import { Dataset, type Exploration, explore, HedgerowError } from "hedgerow";
import { bench, rawTable } from "./bench.ts";
import type { RawColumn } from "./columns.ts";

/** "drop" leaves a column out. */
export type KindChoice =
  | "frequency"
  | "target"
  | "number"
  | "category"
  | "boolean"
  | "time"
  | "ip"
  | "tags"
  | "text"
  | "drop";

export interface Arrangement {
  readonly label: string | undefined;
  /** Kinds set by hand, by column. */
  readonly kinds: Readonly<Record<string, KindChoice>>;
}

/** One column for the page. */
export interface ColumnView {
  readonly name: string;
  readonly kind: KindChoice;
  /** Whether a person has set the kind. */
  readonly set: boolean;
  readonly reason: string;
  readonly notes: readonly string[];
  /** Share of the rows. */
  readonly missing: number;
  readonly distinct: number;
  /** Heights of bars, the highest 1: of numbers a histogram, of all else the most frequent values. */
  readonly shape: readonly number[];
  /** What the bars stand for. */
  readonly shapeText: string;
  /** Share of the label's entropy that this column alone tells; undefined without a label. */
  readonly tells: number | undefined;
  readonly suspicion: string | undefined;
}

export interface Arranged {
  readonly rows: number;
  readonly label: string | undefined;
  readonly classes: Exploration["classes"];
  readonly columns: readonly ColumnView[];
  /** Sentences on the whole. */
  readonly warnings: readonly string[];
  /** Rows that the columns were looked at on, where these were not all. */
  readonly lookedAt: number | undefined;
}

/** More rows than these are looked at by every n-th. */
const MOST_EXPLORED = 40_000;
const BINS = 24;

export function arrange({ label, kinds }: Arrangement): Arranged {
  const raw = rawTable();
  const columns = raw.columnNames.map((name) => raw.column(name));
  const { [label ?? ""]: _own, ...schema } = kinds;
  bench.data = undefined;
  const data = Dataset.fromColumns(columns, {
    label,
    schema,
    ...(label === undefined ? {} : { unlabelled: "drop" }),
  });
  if (data.schema.features.length === 0)
    throw new HedgerowError("bad-data", "No column is left to learn from");
  bench.data = data;
  const looked = thinned(data, MOST_EXPLORED);
  const found = explore(looked);
  const report = new Map(data.schema.report.map((note) => [note.column, note]));
  const about = found.suspicions.filter(({ column }) => column === undefined);
  return {
    rows: data.rows,
    label,
    classes: classesOf(data),
    columns: found.columns.map((summary): ColumnView => {
      const { name, missing, distinct } = summary;
      const note = report.get(name);
      return {
        name,
        kind: summary.kind ?? "drop",
        set: kinds[name] !== undefined,
        reason: note?.reason ?? "",
        notes: note?.notes ?? [],
        missing,
        distinct,
        ...shapeOf(looked.column(name), summary),
        tells: summary.label?.information,
        suspicion: found.suspicions.find(({ column }) => column === name)?.sentence,
      };
    }),
    warnings: [...data.warnings, ...about.map(({ sentence }) => sentence)],
    lookedAt: looked.rows < data.rows ? looked.rows : undefined,
  };
}

/** Every n-th row, so that about `most` are left. */
export function thinned(data: Dataset, most: number): Dataset {
  if (data.rows <= most) return data;
  const step = data.rows / most;
  return data.select(Uint32Array.from({ length: most }, (_, i) => Math.floor(i * step)));
}

function classesOf({ classes, labels, rows }: Dataset): Exploration["classes"] {
  const counts = classes.map(() => 0);
  for (const label of labels) counts[label] = (counts[label] as number) + 1;
  return classes.map((name, i) => ({ name, rows: counts[i] as number, share: (counts[i] as number) / rows }));
}

function shapeOf(
  column: RawColumn,
  { quantiles, top = [] }: Exploration["columns"][number],
): Pick<ColumnView, "shape" | "shapeText"> {
  if (column.kind !== "numbers" || quantiles === undefined) {
    // Of values that hardly come back, the most frequent ones say nothing.
    if ((top[0]?.share ?? 0) < 0.005) return { shape: [], shapeText: "hardly any value comes twice" };
    const text = top.map(({ value, share }) => `${value} ${(100 * share).toFixed(0)}%`).join(", ");
    return { shape: scaled(top.map(({ share }) => share)), shapeText: text };
  }
  const [least, low, middle, high, most] = quantiles;
  // A long tail would leave one bar and an empty plot: the last bar takes all beyond.
  const end = Math.min(most, high + 3 * (high - low || most - least));
  const counts = new Array<number>(BINS).fill(0);
  for (const value of column.values) {
    if (Number.isNaN(value)) continue;
    const bin = end > least ? Math.min(BINS - 1, Math.floor((BINS * (value - least)) / (end - least))) : 0;
    counts[bin] = (counts[bin] as number) + 1;
  }
  return { shape: scaled(counts), shapeText: `${short(least)} to ${short(most)}, median ${short(middle)}` };
}

function scaled(heights: readonly number[]): number[] {
  const most = Math.max(...heights, 0);
  return heights.map((height) => (most === 0 ? 0 : height / most));
}

function short(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e7
    ? String(value)
    : String(Number(value.toPrecision(4)));
}
