// Whether records still look like those a model was trained on. In: records, one after another, and true labels as they become known.
// Out: the population stability index of each feature, of the scores and of the labels over the last records, with the counts it
// is made of. A record costs a few counts a column, and none of it is kept but the numbers of its bins.

import type { Dataset } from "../data/dataset.ts";
import { Encoder } from "../data/encode.ts";
import { HedgerowError } from "../error.ts";
import type { Model } from "../model/model.ts";
import type { RawRecord } from "../model/predictor.ts";
import { type DriftProfile, readDriftProfile } from "./drift-profile.ts";
import { DriftWindow } from "./drift-window.ts";
import { bandOf, chanceLimit, type DriftBand, psi, total } from "./psi.ts";

export interface DriftOptions {
  /** How many of the last records are compared with the training rows, 100 to 1,000,000. @default 5000 */
  window?: number;
}

/** One bin of then and now. */
export interface DriftBin {
  /** "at most 4", "tcp", "missing". */
  name: string;
  /** Training rows. */
  expected: number;
  /** Records of the window. */
  actual: number;
}

/** How far one thing has moved. */
export interface Drift {
  /** The feature, the class or the label column. */
  name: string;
  /** PSI in nats; NaN before the first record. Of a feature with several encoded columns that of the one that moved most. */
  psi: number;
  /** "stable" below 0.1, "major" above 0.25, "moderate" between; "too few" while chance alone could reach 0.1. */
  band: DriftBand;
  /** Records of the window it is made of. */
  records: number;
  /** The encoded column of the feature whose PSI this is. */
  column: string;
  bins: DriftBin[];
}

export interface DriftReport {
  /** Records in the window now. */
  records: number;
  /** Records it holds when it is full. */
  window: number;
  /** Records observed since the beginning. */
  observed: number;
  /** Each feature, in the schema's order. */
  features: Drift[];
  /** The probabilities: of the class that moved most. Only where they were observed and the model knows how they were. */
  score?: Drift;
  /** True labels that were reported, against those of the training rows. */
  label?: Drift;
}

const DEFAULT_WINDOW = 5000;

/**
 * Compares the records that a model sees with those it was trained on.
 *
 * A number moved by a standard deviation reaches about 0.8. A category of share p that doubles at the cost of all others alike reaches
 * p ln(2 (1 - p) / (1 - 2p)): 0.38 for p = 0.3, but only 0.07 for p = 0.1, as PSI weighs a change by how many records it touches.
 *
 * @example
 * const monitor = new DriftMonitor(model, { window: 5000 });
 * for (const record of records) monitor.observe(record, model.predict(record).probabilities);
 * monitor.report().features.filter(({ band }) => band === "major");
 */
export class DriftMonitor {
  readonly #encoder: Encoder;
  readonly #classes: readonly string[];
  readonly #labelName: string;
  readonly #profile: DriftProfile;
  readonly #window: DriftWindow;
  readonly #truths: DriftWindow | undefined;
  readonly #row: Float32Array;
  readonly #scores: Float64Array;

  /** Throws `bad-model` for a model without a profile (`withDriftProfile` gives it one), and `bad-option`. */
  constructor(model: Pick<Model, "info" | "classes">, { window = DEFAULT_WINDOW }: DriftOptions = {}) {
    if (!(Number.isInteger(window) && window >= 100 && window <= 1_000_000))
      throw new HedgerowError(
        "bad-option",
        `window must be a whole number from 100 to 1,000,000, not ${window}`,
      );
    const { encoder, drift, label = "label" } = model.info;
    if (drift === undefined)
      throw new HedgerowError(
        "bad-model",
        "the model does not say what its training rows looked like: train it anew, or add that by withDriftProfile",
      );
    // One of its own: the model's counts what the model was asked.
    this.#encoder = Encoder.fromJSON(encoder);
    this.#classes = model.classes;
    this.#labelName = label;
    this.#profile = readDriftProfile(drift, this.#encoder.columns.length, model.classes);
    const { columns, scores = [], labels } = this.#profile;
    this.#window = new DriftWindow([...columns, ...scores], window);
    const codes = model.classes.map((_, code) => code);
    this.#truths = labels && new DriftWindow([{ kept: codes, counts: [...labels, 0, 0] }], window);
    this.#row = new Float32Array(columns.length + scores.length);
    this.#scores = new Float64Array(model.classes.length);
  }

  /** Takes in a record, and the probabilities it was answered with. Throws `bad-value` as `predict` does. */
  observe(record: RawRecord, probabilities?: Readonly<Record<string, number>>): void {
    this.#encoder.encode(record, this.#row);
    if (probabilities !== undefined)
      for (const [i, name] of this.#classes.entries()) this.#scores[i] = probabilities[name] ?? Number.NaN;
    this.observeRow(this.#row, probabilities && this.#scores);
  }

  /** Takes in all rows of a dataset, and their probabilities, row after row as `predictMany` gives them. */
  observeMany(dataset: Dataset, probabilities?: Float64Array): void {
    const width = this.#encoder.columns.length;
    const rows = this.#encoder.encodeRows(dataset);
    const classes = this.#classes.length;
    for (let row = 0; row < dataset.rows; row++) {
      this.observeRow(
        rows.subarray(row * width, (row + 1) * width),
        probabilities?.subarray(row * classes, (row + 1) * classes),
      );
    }
  }

  /** Takes in an encoded row and the probabilities in class order. */
  observeRow(row: Float32Array, probabilities?: Float64Array): void {
    const { columns, scores = [] } = this.#profile;
    this.#window.begin();
    for (let i = 0; i < columns.length; i++) this.#window.add(i, row[i] as number);
    if (probabilities === undefined) return;
    for (let i = 0; i < scores.length; i++) {
      const of = this.#classes.indexOf((scores[i] as { label: string }).label);
      this.#window.add(columns.length + i, probabilities[of] as number);
    }
  }

  /** Takes in the true label of a record. One that is no class of the model counts as missing. */
  observeLabel(label: string): void {
    if (this.#truths === undefined) return;
    const code = this.#classes.indexOf(label);
    this.#truths.begin();
    this.#truths.add(0, code < 0 ? Number.NaN : code);
  }

  /** How far everything has moved over the window. */
  report(): DriftReport {
    const { columns, scores = [], labels } = this.#profile;
    const features = this.#encoder.features.map(({ name }, feature) => {
      const own = columns.flatMap((column, i) => {
        const encoded = this.#encoder.columns[i];
        if (encoded?.feature !== feature) return [];
        const names = encoded.kind === "category" ? encoded.names : [];
        return [driftOf(name, encoded.name, column, this.#window.counts(i), names)];
      });
      return furthest(own);
    });
    const scored = scores.map((column, i) =>
      driftOf(column.label, column.label, column, this.#window.counts(columns.length + i), []),
    );
    const { records, size, observed } = this.#window;
    const told = this.#truths?.counts(0);
    return {
      records,
      window: size,
      observed,
      features: features.filter((each) => each !== undefined),
      ...(scored.some((each) => each.records > 0) ? { score: furthest(scored) as Drift } : {}),
      ...(labels !== undefined && told !== undefined && total(told) > 0
        ? { label: labelDrift(this.#labelName, labels, told, this.#classes) }
        : {}),
    };
  }
}

/** Of several columns the one that moved most; those with too few records only where there are no others. */
function furthest(drifts: readonly Drift[]): Drift | undefined {
  const told = drifts.filter(({ band }) => band !== "too few");
  const [first, ...rest] = told.length > 0 ? told : drifts;
  return first && rest.reduce((most, each) => (each.psi > most.psi ? each : most), first);
}

function labelDrift(
  name: string,
  labels: readonly number[],
  told: ArrayLike<number>,
  classes: readonly string[],
): Drift {
  const kept = classes.map((_, code) => code);
  return driftOf(name, name, { kept, counts: [...labels, 0, 0] }, told, classes);
}

function driftOf(
  name: string,
  column: string,
  { edges, kept, counts }: DriftProfile["columns"][number],
  now: ArrayLike<number>,
  names: readonly string[],
): Drift {
  const value = psi(counts, now);
  const bins = counts.map((expected, i) => ({
    name: binName(i, counts.length, edges, kept, names),
    expected,
    actual: now[i] as number,
  }));
  return {
    name,
    psi: value,
    band: bandOf(value, chanceLimit(counts, now)),
    records: total(now),
    column,
    bins,
  };
}

function binName(
  bin: number,
  bins: number,
  edges: readonly number[] | undefined,
  kept: readonly number[] | undefined,
  names: readonly string[],
): string {
  if (bin === bins - 1) return "missing";
  if (kept !== undefined)
    return bin === bins - 2 ? "others" : (names[kept[bin] as number] ?? String(kept[bin]));
  if (edges === undefined || edges.length === 0) return "any";
  return bin === edges.length ? `above ${edges.at(-1)}` : `at most ${edges[bin]}`;
}
