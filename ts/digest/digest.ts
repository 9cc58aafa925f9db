// A model and records in, one after another; at any time what a shift should know of them out: how many of each grade and when, which to look
// at first and why, who stands out, whether they still look like the training rows. Memory holds counts and the few alerts told.

import { scalarText, toCell } from "../data/cell.ts";
import { Field } from "../data/field.ts";
import { listNames } from "../data/nearest.ts";
import { parseTime, type TimeFormat } from "../data/time-text.ts";
import { HedgerowError } from "../error.ts";
import type { Model } from "../model/model.ts";
import { positiveClass } from "../model/positive-class.ts";
import type { Prediction, RawRecord } from "../model/predictor.ts";
import { DriftMonitor } from "../monitor/drift.ts";
import { VERSION } from "../version.ts";
import { Highest } from "./first-alerts.ts";
import type { DigestResults, DriftTold, FirstAlert } from "./results.ts";
import { ColumnCounts } from "./standouts.ts";
import { HourlyCounts } from "./timeline.ts";

export interface DigestOptions {
  /** The class that matters. @default that of the model's decision, the one called true positive, malicious or the like, or the second of two */
  positive?: string | undefined;
  /** The column with a record's time. @default the model's only time feature */
  time?: string | undefined;
  /** Columns whose values are compared. @default the model's categories, at most eight */
  by?: readonly string[] | undefined;
  /** The column that names a record. @default its number */
  id?: string | undefined;
  /** Alerts to look at first. @default 20 */
  top?: number | undefined;
  /** Last records that drift is told of. @default 5000 */
  window?: number | undefined;
  /** @default "Alert digest" */
  title?: string | undefined;
}

const MOST_COLUMNS = 8;
const TOP = 20;
const MOST_TOP = 1000;
const REASONS = 4;
/** A feature is lacking where so much more of the records have none than of the training rows; without their profile, where nearly all have none. */
const LACKING = 0.1;
const NEARLY_ALL = 0.99;
/** Records kept for one told, where several may have one id. */
const SAME_ID = 8;
const LONGEST = 80;

interface Kept {
  id: string;
  moment: number | undefined;
  record: RawRecord;
  answer: string;
}

/**
 * The digest of a stream of records.
 *
 * @example
 * const digest = new Digest(model, { by: ["OrgId", "DetectorId"] });
 * for await (const record of records) digest.add(record);
 * digestPage(await digest.results());
 */
export class Digest {
  readonly #model: Model;
  readonly #options: DigestOptions;
  readonly #positive: string;
  readonly #index: ReadonlyMap<string, number>;
  readonly #grades: Float64Array;
  readonly #hours: HourlyCounts;
  readonly #columns: readonly { field: Field; counts: ColumnCounts }[];
  readonly #first: Highest<Kept>;
  readonly #drift: DriftMonitor | undefined;
  readonly #missing: Map<string, number>;
  readonly #time: { name: string; field: Field; format: TimeFormat | undefined } | undefined;
  readonly #id: Field | undefined;
  #rows = 0;
  #refused = 0;
  #firstRefusal: string | undefined;
  #abstained = 0;

  /** Throws `bad-option`, and `bad-model` for a model that tells no classes. */
  constructor(model: Model, options: DigestOptions = {}) {
    if (model.classes.length < 2)
      throw new HedgerowError("bad-model", "a digest needs a model that tells classes");
    const { top = TOP, window, by = defaultColumns(model), id } = options;
    if (!(Number.isInteger(top) && top >= 0 && top <= MOST_TOP))
      throw new HedgerowError("bad-option", `top must be a whole number from 0 to ${MOST_TOP}, not ${top}`);
    this.#model = model;
    this.#options = options;
    this.#positive = neededPositive(model, options.positive);
    this.#index = new Map(model.classes.map((name, i) => [name, i]));
    this.#grades = new Float64Array(model.classes.length);
    this.#hours = new HourlyCounts(model.classes.length);
    this.#columns = by.map((name) => ({ field: new Field(name), counts: new ColumnCounts(name) }));
    this.#first = new Highest(id === undefined ? top : SAME_ID * top);
    const profiled = model.info.drift !== undefined;
    this.#drift = profiled ? new DriftMonitor(model, window === undefined ? {} : { window }) : undefined;
    this.#missing = new Map(model.encoder.features.map(({ name }) => [name, 0]));
    this.#time = timeOf(model, options.time);
    this.#id = id === undefined ? undefined : new Field(id);
  }

  /** Scores a record and counts it. One that can not be scored is counted as refused; its error is given back. */
  add(record: RawRecord): Prediction | HedgerowError {
    let prediction: Prediction;
    try {
      prediction = this.#model.predict(record);
      this.#drift?.observe(record, prediction.probabilities);
    } catch (error) {
      if (!(error instanceof HedgerowError)) throw error;
      this.#refused++;
      this.#firstRefusal ??= `record ${this.#rows + this.#refused}: ${error.message}`;
      return error;
    }
    this.#count(record, prediction);
    return prediction;
  }

  #count(record: RawRecord, { label, probabilities, missing, abstain }: Prediction): void {
    this.#rows++;
    const index = this.#index.get(label) as number;
    this.#grades[index] = (this.#grades[index] as number) + 1;
    if (abstain === true) this.#abstained++;
    for (const name of missing) this.#missing.set(name, (this.#missing.get(name) ?? 0) + 1);
    const moment = this.#momentOf(record);
    if (moment !== undefined) this.#hours.add(moment, index);
    for (const { field, counts } of this.#columns)
      for (const value of textsOf(field.read(record))) counts.add(value, label === this.#positive, moment);
    const number = this.#rows + this.#refused;
    this.#first.offer(probabilities[this.#positive] as number, () => ({
      id: this.#id === undefined ? String(number) : (textsOf(this.#id.read(record))[0] ?? String(number)),
      moment,
      record,
      answer: label,
    }));
  }

  #momentOf(record: RawRecord): number | undefined {
    if (this.#time === undefined) return undefined;
    const value = this.#time.field.read(record);
    if (typeof value !== "string" && typeof value !== "number") return undefined;
    const moment = this.#time.format === undefined ? anyTime(value) : parseTime(value, this.#time.format);
    return Number.isNaN(moment) ? undefined : moment;
  }

  /** What there is to tell now; more records may follow. */
  async results(): Promise<DigestResults> {
    const { classes, info } = this.#model;
    const rows = this.#rows;
    const timed = !this.#hours.empty;
    const range = timed ? this.#hours.range() : undefined;
    const changes = range === undefined ? [] : this.#hours.changes(range);
    const positives = this.#grades[this.#index.get(this.#positive) as number] as number;
    const overall = rows === 0 ? 0 : positives / rows;
    return {
      title: this.#options.title ?? "Alert digest",
      made: {
        hedgerow: VERSION,
        model: globalThis.crypto?.subtle === undefined ? null : await this.#model.id(),
        method: info.method,
      },
      rows,
      refused: {
        rows: this.#refused,
        ...(this.#firstRefusal === undefined ? {} : { first: this.#firstRefusal }),
      },
      abstained: this.#abstained,
      positive: this.#positive,
      grades: classes.map((grade, i) => ({
        grade,
        rows: this.#grades[i] as number,
        share: rows === 0 ? 0 : (this.#grades[i] as number) / rows,
        change: changes[i] ?? null,
      })),
      time: timed ? this.#timeLine() : null,
      standouts: this.#columns
        .map(({ counts }) => counts.standouts(overall, range))
        .filter(({ values }) => values > 1),
      first: this.#firstOnes().map(({ score, item }) => this.#told(score, item)),
      drift: this.#driftTold(),
      lacking: this.#lacking(),
    };
  }

  /** Each id once. */
  #firstOnes(): { score: number; item: Kept }[] {
    const seen = new Set<string>();
    const ones = this.#first.sorted().filter(({ item: { id } }) => !seen.has(id) && seen.add(id));
    return ones.slice(0, this.#options.top ?? TOP);
  }

  #lacking(): DigestResults["lacking"] {
    const usual = new Map<string, number>();
    for (const { name, bins } of this.#drift?.report().features ?? []) {
      const total = bins.reduce((sum, { expected }) => sum + expected, 0);
      usual.set(name, (bins.find((bin) => bin.name === "missing")?.expected ?? 0) / (total || 1));
    }
    return [...this.#missing]
      .map(([feature, count]) => ({ feature, share: this.#rows === 0 ? 0 : count / this.#rows }))
      .filter(({ feature, share }) => {
        const before = usual.get(feature);
        return before === undefined ? share > NEARLY_ALL : share > before + LACKING;
      })
      .sort((a, b) => b.share - a.share);
  }

  #timeLine(): NonNullable<DigestResults["time"]> {
    const { hours, buckets } = this.#hours.buckets();
    const [first, last] = this.#hours.range();
    const iso = (moment: number): string => new Date(moment).toISOString();
    return {
      column: this.#time?.name as string,
      from: iso(first * 3_600_000),
      to: iso((last + 1) * 3_600_000),
      hours,
      buckets: buckets.map(({ start, counts }) => ({ start: iso(start), counts })),
    };
  }

  #told(probability: number, { id, moment, record, answer }: Kept): FirstAlert {
    const time = moment === undefined ? null : new Date(moment).toISOString();
    const told = { id, time, answer, probability };
    if (!this.#model.header.hasStatistics) return { ...told, reasons: [], unit: "margin" };
    const { contributions, unit } = this.#model.explain(record, { label: this.#positive, top: REASONS });
    const reasons = contributions.map(({ feature, value, contribution }) => ({
      feature,
      value: shown(value),
      contribution,
    }));
    return { ...told, reasons, unit };
  }

  #driftTold(): DriftTold | null {
    if (this.#drift === undefined) return null;
    const { records, features, score } = this.#drift.report();
    const all = [...features, ...(score === undefined ? [] : [{ ...score, name: `score of ${score.name}` }])];
    const moved = all
      .filter(({ band }) => band === "moderate" || band === "major")
      .sort((a, b) => b.psi - a.psi)
      .map(({ name, psi, band, bins }) => ({ name, psi, band, told: furthestBin(bins) }));
    return { records, moved, stable: all.filter(({ band }) => band === "stable").length };
  }
}

/** "tcp: 12.0% then, 55.0% now", of the bin whose share moved most. */
function furthestBin(bins: readonly { name: string; expected: number; actual: number }[]): string {
  const then = bins.reduce((sum, { expected }) => sum + expected, 0) || 1;
  const now = bins.reduce((sum, { actual }) => sum + actual, 0) || 1;
  const shares = bins.map(({ name, expected, actual }) => ({ name, was: expected / then, is: actual / now }));
  shares.sort((a, b) => Math.abs(b.is - b.was) - Math.abs(a.is - a.was));
  const [most] = shares;
  if (most === undefined) return "";
  const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
  return `${most.name}: ${percent(most.was)} then, ${percent(most.is)} now`;
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return "missing";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** The texts of a value; of a list each. */
function textsOf(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  const cell = typeof value === "object" ? undefined : toCell(value);
  return cell === undefined || typeof cell === "object" ? [] : [scalarText(cell)];
}

/** Seconds or milliseconds by size, else ISO and the like. */
function anyTime(value: string | number): number {
  const number = Number(value);
  if (!Number.isNaN(number) && value !== "") return parseTime(number, number > 1e11 ? "ms" : "s");
  return parseTime(value, "month-name");
}

function timeOf(
  { schema }: Model,
  given: string | undefined,
): { name: string; field: Field; format: TimeFormat | undefined } | undefined {
  const times = schema.features.filter(({ kind, name }) => kind === "time" && (given ?? name) === name);
  const [spec] = times;
  if (spec !== undefined && times.length === 1)
    return { name: spec.name, field: new Field(spec.name), format: spec.settings["format"] as TimeFormat };
  return given === undefined ? undefined : { name: given, field: new Field(given), format: undefined };
}

function defaultColumns({ schema }: Model): string[] {
  return schema.features
    .filter(({ kind }) => kind === "category" || kind === "tags" || kind === "frequency" || kind === "target")
    .map(({ name }) => name)
    .slice(0, MOST_COLUMNS);
}

function neededPositive(model: Model, given: string | undefined): string {
  const found = positiveClass(model, given);
  if (found !== undefined) return found;
  throw new HedgerowError("bad-option", `say which class matters, as positive: ${listNames(model.classes)}`);
}
