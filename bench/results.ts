// What a run leaves behind: groups of figures, each with all contenders of one piece of work, in bench/results.json.
// A task that is run alone replaces its own part and leaves the others.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { mean, quantile } from "./measure.ts";

export const TASKS = [
  "score",
  "train",
  "load",
  "edge",
  "serve",
  "size",
  "quality",
  "bridges",
  "text",
] as const;
export type TaskName = (typeof TASKS)[number];

/** What a figure counts: `time` is seconds a unit of the work; others are values as they stand. */
export type Unit = "time" | "bytes" | "MiB" | "exponent" | "difference" | "score";

/** One contender's figure. */
export interface Figure {
  name: string;
  /** Least of the runs, for times; the mean, for values. */
  value: number;
  median: number;
  runs: number;
  /** Of a peer's time: how many times as long as hedgerow's, least by least. */
  ratio?: number;
  /** Quartiles of the same ratio, run by run. */
  spread?: [number, number];
  /** How good the answers were, beside the time. */
  quality?: Record<string, number>;
}

/** One piece of work; hedgerow's figure comes first. */
export interface Group {
  id: string;
  work: string;
  unit: Unit;
  /** Rows a second are shown instead of the time of a row. */
  asRate?: boolean;
  figures: Figure[];
  notes: string[];
}

/** The state of the machine around a task. */
export interface Conditions {
  date: string;
  /** Where a task was measured; of older results that of all. */
  machine?: Results["machine"];
  seconds: number;
  loadBefore: number;
  loadAfter: number;
  quick: boolean;
}

export interface TaskResult {
  conditions: Conditions;
  groups: Group[];
  /** Peers and rows that could not be measured, with the reason. */
  absent: string[];
}

export interface Results {
  machine: Record<string, string | number>;
  versions: Record<string, string>;
  tasks: Partial<Record<TaskName, TaskResult>>;
}

/** A group of times from interleaved runs, hedgerow's first. */
export function timeGroup(
  id: string,
  work: string,
  runs: ReadonlyMap<string, readonly number[]>,
  more: Partial<Pick<Group, "asRate" | "notes">> & { quality?: Record<string, Record<string, number>> } = {},
): Group {
  const { quality = {}, notes = [], ...rest } = more;
  const [ours = []] = runs.values();
  const figures = [...runs].map(([name, times], i): Figure => {
    const figure: Figure = {
      name,
      value: Math.min(...times),
      median: quantile(times, 0.5),
      runs: times.length,
      ...(quality[name] && { quality: quality[name] }),
    };
    if (i === 0) return figure;
    const ratios = times.map((time, run) => time / (ours[run] as number)).filter(Number.isFinite);
    return {
      ...figure,
      ratio: figure.value / Math.min(...ours),
      spread: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
    };
  });
  return { id, work, unit: "time", figures, notes: [...notes], ...rest };
}

/** A group of values that are no times. */
export function valueGroup(
  id: string,
  work: string,
  unit: Unit,
  values: Record<string, number | readonly number[]>,
  notes: string[] = [],
): Group {
  const figures = Object.entries(values).map(([name, given]): Figure => {
    const all = typeof given === "number" ? [given] : given;
    return { name, value: mean(all), median: quantile(all, 0.5), runs: all.length };
  });
  return { id, work, unit, figures, notes };
}

/** A task's result with the groups measured anew, those whose id contains `only`, in place of the old ones. */
export function merged(before: TaskResult | undefined, now: TaskResult, only: string): TaskResult {
  if (before === undefined) return now;
  const fresh = new Map(now.groups.map((group) => [group.id, group]));
  const groups = before.groups.map((group) => fresh.get(group.id) ?? group);
  const known = new Set(before.groups.map(({ id }) => id));
  return {
    ...now,
    groups: [...groups, ...now.groups.filter(({ id }) => !known.has(id))],
    absent: [...before.absent.filter((line) => !line.includes(only)), ...now.absent],
  };
}

export const RESULTS_FILE: string = resolve(import.meta.dirname, "results.json");

export function readResults(file: string = RESULTS_FILE): Results {
  if (!existsSync(file)) return { machine: {}, versions: {}, tasks: {} };
  return JSON.parse(readFileSync(file, "utf8")) as Results;
}

export function writeResults(results: Results, file: string = RESULTS_FILE): void {
  writeFileSync(file, `${JSON.stringify(rounded(results), null, 2)}\n`);
}

/** Five significant digits say all that a measurement can, and keep the file small. */
function rounded(value: unknown): unknown {
  if (typeof value === "number") return Number.isInteger(value) ? value : Number(value.toPrecision(5));
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, rounded(one)]));
}
