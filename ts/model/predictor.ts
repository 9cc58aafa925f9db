// One record to one answer: encode, walk the trees, make probabilities, name the class. In: model bytes, then records.
// Out: predictions. It stands on the small scorer alone and is all that a place which only predicts needs.

import type { Encoder } from "../data/encode.ts";
import { MISSING, UNKNOWN } from "../data/kinds/kind.ts";
import { HedgerowError } from "../error.ts";
import { RowScorer } from "../wasm/scorer.ts";
import { type Anomaly, type AnomalyInfo, anomalyOf, anomalyShares, readAnomaly } from "./anomaly.ts";
import { type Header, readHeader, readMetadata } from "./bytes.ts";
import { calibrator, readCalibration } from "./calibration.ts";
import { checkMetadata, type Metadata } from "./metadata.ts";
import { calibrated, ofFirst, type ToProbabilities, toProbabilities } from "./probability.ts";

/** The answer for one record. */
export interface Prediction {
  /** The most probable class; of equals the first. */
  label: string;
  /** Its probability. */
  probability: number;
  /** All classes with their probabilities, which sum to 1. */
  probabilities: Record<string, number>;
  /** Features the record has no value for. */
  missing: string[];
  /** Features whose value never occurred in training (taken as missing). */
  unknown: string[];
}

/** A record as it comes: a plain object, flat or nested. */
export type RawRecord = Readonly<Record<string, unknown>>;

/** What scores rows: the WebAssembly scorer, or a walk in JavaScript. */
export interface Scorer {
  /** The row that the next `score` reads. */
  readonly row: Float32Array;
  /** The margins of `row`: always the same view. */
  score(): Float64Array;
}

/** An imported regressor answers with its margins alone. */
function noClasses(): never {
  throw new HedgerowError("bad-model", "the model gives numbers, not classes: its margins are its answers");
}

/** Answers single records. */
export class Predictor {
  readonly header: Header;
  readonly metadata: Metadata;
  readonly encoder: Encoder;
  readonly classes: readonly string[];
  readonly toProbabilities: ToProbabilities;
  /** What the metadata says of the anomaly output. */
  readonly anomalyInfo: AnomalyInfo | undefined;
  /** Outputs that the classes' probabilities are made of; one with an anomaly score may follow. */
  readonly classOutputs: number;
  readonly #scorer: Scorer;
  readonly #probabilities: Float64Array;
  /** What became of each feature of the last record. */
  readonly #flags: Uint8Array;

  private constructor(scorer: Scorer, bytes: Uint8Array) {
    this.#scorer = scorer;
    this.header = readHeader(bytes);
    const { metadata, encoder } = checkMetadata(readMetadata(bytes), this.header.features);
    this.metadata = metadata;
    this.encoder = encoder;
    this.classes = metadata.classes;
    const { link, outputs } = this.header;
    const info = readAnomaly(metadata.anomaly, this.header);
    const alone = link === "exp2";
    this.anomalyInfo = info;
    this.classOutputs = info === undefined || alone ? outputs : outputs - 1;
    const way = alone
      ? anomalyShares(info, this.classes.length)
      : this.classes.length === 0
        ? noClasses
        : toProbabilities(link, this.classOutputs, this.classes.length);
    if (way === undefined) throw new HedgerowError("bad-model", "the model's margins do not fit its classes");
    const raw = this.classOutputs === outputs ? way : ofFirst(this.classOutputs, way);
    const calibration = readCalibration(metadata.calibration, this.classes.length);
    this.toProbabilities =
      calibration === undefined ? raw : calibrated(raw, calibrator(calibration, this.classes.length));
    this.#probabilities = new Float64Array(this.classes.length);
    this.#flags = new Uint8Array(encoder.features.length);
  }

  /** Checks the bytes as a whole and gets ready. Throws `bad-model` or `newer-model`. */
  static open(scorer: WebAssembly.Module, bytes: Uint8Array): Predictor {
    return Predictor.over(RowScorer.create(scorer, bytes), bytes);
  }

  /** With a scorer that was made from the bytes. */
  static over(scorer: Scorer, bytes: Uint8Array): Predictor {
    return new Predictor(scorer, bytes);
  }

  /** Throws `bad-value` naming the feature when a value has the wrong type. */
  predict(record: RawRecord): Prediction {
    const margins = this.marginsOf(record);
    const probabilities = this.#probabilities;
    this.toProbabilities(margins, probabilities, 0);
    let best = 0;
    for (let i = 1; i < probabilities.length; i++) {
      if ((probabilities[i] as number) > (probabilities[best] as number)) best = i;
    }
    return {
      label: this.classes[best] as string,
      probability: probabilities[best] as number,
      probabilities: Object.fromEntries(this.classes.map((name, i) => [name, probabilities[i] as number])),
      missing: this.#flagged(MISSING),
      unknown: this.#flagged(UNKNOWN),
    };
  }

  /** The margins of a record: always the same view. Throws as `predict`. */
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
    const sentence =
      'the model gives no anomaly score: train with method: "isolation", or a classifier with anomaly: true';
    throw new HedgerowError("bad-model", sentence);
  }

  /** Names of the features with this flag. */
  #flagged(flag: number): string[] {
    const names: string[] = [];
    this.#flags.forEach((each, i) => {
      if (each === flag) names.push(this.encoder.features[i]?.name ?? "");
    });
    return names;
  }

  /** The encoded row of the last record: always the same view, overwritten by the next. */
  get row(): Float32Array {
    return this.#scorer.row;
  }

  /** Margins of one encoded row: always the same view, overwritten by the next call. */
  margins(row: Float32Array): Float64Array {
    this.#scorer.row.set(row);
    return this.#scorer.score();
  }
}
