// One record to one answer: encode, walk the trees, make probabilities, name the class. In: model bytes, then records.
// Out: predictions. It stands on the small scorer alone and is all that a place which only predicts needs.

import type { Encoder } from "../data/encode.ts";
import { MISSING, UNKNOWN } from "../data/kinds/kind.ts";
import type { RecordEncoder } from "../data/record-encoder.ts";
import { HedgerowError } from "../error.ts";
import { type Anomaly, type AnomalyInfo, anomalyOf, anomalyShares } from "./anomaly.ts";
import { calibrator } from "./calibration.ts";
import { type Decide, decideBy } from "./decision.ts";
import type { Header } from "./header.ts";
import type { Metadata, ModelInfo } from "./metadata.ts";
import { calibrated, ofFirst, type ToProbabilities, toProbabilities } from "./probability.ts";

/** The answer for one record. */
export interface Prediction {
  /** The most probable class, of equals the first; or what the model's decision (`withDecision`) makes of the probabilities. */
  label: string;
  /** Its probability. */
  probability: number;
  /** All classes with their probabilities, which sum to 1. */
  probabilities: Record<string, number>;
  /** Features the record has no value for. */
  missing: string[];
  /** Features whose value never occurred in training (taken as missing). */
  unknown: string[];
  /** Only where the model's decision says so: no class is probable enough, a person should look. */
  abstain?: true;
}

/** A record as it comes: a plain object, flat or nested. */
export type RawRecord = Readonly<Record<string, unknown>>;

/** What scores rows: the WebAssembly scorer, or a walk in JavaScript. */
export interface Scorer {
  /** The row that the next `score` reads: not to be kept, a scorer may take another one. */
  readonly row: Float32Array;
  /** The margins of `row`: a view that the next call may overwrite. */
  score(): Float64Array;
}

/** An imported regressor answers with its margins alone. */
function noClasses(): never {
  throw new HedgerowError("bad-model", "the model gives numbers, not classes: its margins are its answers");
}

/** Answers single records. `E` is what it encodes them with. */
export class Predictor<E extends RecordEncoder = Encoder> {
  readonly header: Header;
  readonly metadata: Metadata;
  readonly encoder: E;
  readonly classes: readonly string[];
  readonly toProbabilities: ToProbabilities;
  readonly decide: Decide;
  /** What the metadata says of the anomaly output. */
  readonly anomalyInfo: AnomalyInfo | undefined;
  /** Outputs that the classes' probabilities are made of; one with an anomaly score may follow. */
  readonly classOutputs: number;
  readonly #scorer: Scorer;
  readonly #probabilities: Float64Array;
  /** Every class name, in the order in which answers have them. */
  readonly #named: Readonly<Record<string, number>>;
  /** What became of each feature of the last record. */
  readonly #flags: Uint8Array;

  /**
   * Of a scorer made from the model, what the model's bytes say, and how records become its rows, all taken to be right.
   * Throws `bad-model` where margins do not fit the classes.
   */
  constructor(scorer: Scorer, header: Header, metadata: Metadata, encoder: E) {
    this.#scorer = scorer;
    this.header = header;
    this.metadata = metadata;
    this.encoder = encoder;
    const { classes, anomaly, calibration, decision } = metadata;
    this.classes = classes;
    const { link, outputs } = header;
    const alone = link === "exp2";
    this.anomalyInfo = anomaly;
    this.classOutputs = anomaly === undefined || alone ? outputs : outputs - 1;
    const way = alone
      ? anomalyShares(anomaly, classes.length)
      : classes.length === 0
        ? noClasses
        : toProbabilities(link, this.classOutputs, classes.length);
    if (way === undefined) throw new HedgerowError("bad-model", "the model's margins do not fit its classes");
    const raw = this.classOutputs === outputs ? way : ofFirst(this.classOutputs, way);
    this.toProbabilities =
      calibration === undefined ? raw : calibrated(raw, calibrator(calibration, classes.length));
    this.decide = decideBy(decision, classes);
    this.#probabilities = new Float64Array(classes.length);
    this.#named = Object.fromEntries(classes.map((name) => [name, 0]));
    this.#flags = new Uint8Array(encoder.features.length);
  }

  /** What the model is and how it was trained. */
  get info(): ModelInfo {
    const { byteLength, trees, nodes, maxDepth, features } = this.header;
    return { ...this.metadata, byteLength, trees, nodes, maxDepth, columns: features };
  }

  /** Throws `bad-value` naming the feature when a value has the wrong type. */
  predict(record: RawRecord): Prediction {
    const margins = this.marginsOf(record);
    this.toProbabilities(margins, this.#probabilities, 0);
    return this.answerOf(this.#probabilities, this.#flags);
  }

  /** The answer that probabilities in class order mean; `flags` are what became of each feature when the record was encoded. */
  answerOf(probabilities: Float64Array, flags: Uint8Array): Prediction {
    const best = this.decide.label(probabilities, 0);
    const { missing, unknown } = this.#notes(flags);
    const answer: Prediction = {
      label: this.classes[best] as string,
      probability: probabilities[best] as number,
      probabilities: this.#byClass(probabilities),
      missing,
      unknown,
    };
    if (this.decide.abstains(probabilities, 0)) answer.abstain = true;
    return answer;
  }

  /** The probabilities by class name: a copy of an object that has all names is quicker than one that gets them. */
  #byClass(probabilities: Float64Array): Record<string, number> {
    const named = { ...this.#named };
    const { classes } = this;
    for (let i = 0; i < classes.length; i++) named[classes[i] as string] = probabilities[i] as number;
    return named;
  }

  /** The margins of a record: a view that the next call may overwrite. Throws as `predict`. */
  marginsOf(record: RawRecord): Float64Array {
    if (typeof record !== "object" || record === null || Array.isArray(record)) {
      throw new HedgerowError("bad-value", "a record is an object of named values");
    }
    this.encoder.encode(record, this.#scorer.row, this.#flags);
    return this.#scorer.score();
  }

  /** How unlike the training rows a record is. Throws as `predict`, and `bad-model` where the model can not tell. */
  anomaly(record: RawRecord): Anomaly {
    const info = this.needAnomaly();
    this.encoder.encode(record, this.#scorer.row, this.#flags);
    return anomalyOf(info, this.#scorer.score()[info.output] as number);
  }

  needAnomaly(): AnomalyInfo {
    if (this.anomalyInfo !== undefined) return this.anomalyInfo;
    throw new HedgerowError("bad-model", "the model gives no anomaly score: train it with anomaly: true");
  }

  /** Names of the features that a record has no value for, or one that never occurred. */
  #notes(flags: Uint8Array): { missing: string[]; unknown: string[] } {
    const missing: string[] = [];
    const unknown: string[] = [];
    this.encoder.features.forEach(({ name }, i) => {
      const flag = flags[i];
      if (flag === MISSING) missing.push(name);
      else if (flag === UNKNOWN) unknown.push(name);
    });
    return { missing, unknown };
  }

  /** The encoded row of the last record: a view that the next may overwrite. */
  get row(): Float32Array {
    return this.#scorer.row;
  }

  /** The probabilities of the last `predict` in class order: always the same view, overwritten by the next. */
  get probabilities(): Float64Array {
    return this.#probabilities;
  }

  /** Margins of one encoded row: a view that the next call may overwrite. */
  margins(row: Float32Array): Float64Array {
    this.#scorer.row.set(row);
    return this.#scorer.score();
  }
}
