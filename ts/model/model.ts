// A trained model: answers records and whole datasets, tells what it is, and hands over its bytes.

import { loadScorer } from "#load";
import type { Dataset } from "../data/dataset.ts";
import type { Encoder } from "../data/encode.ts";
import { Schema } from "../data/schema.ts";
import { type Core, core, guarded } from "../wasm/core.ts";
import type { BatchScorer } from "../wasm/generated/core.js";
import type { Header } from "./bytes.ts";
import { type Importance, importance } from "./importance.ts";
import type { Metadata } from "./metadata.ts";
import { type Prediction, Predictor, type RawRecord } from "./predictor.ts";

/** Answers for many rows. */
export interface Predictions {
  rows: number;
  classes: readonly string[];
  /** Row after row, one number a class. */
  probabilities: Float64Array;
  /** The most probable class of each row, an index into `classes`; of equals the first. */
  labels: Uint16Array;
}

/** Probabilities of training rows by trees that never saw them. */
export interface UnseenPredictions extends Predictions {
  /** Which rows of the training dataset (with a validation dataset: of that). */
  rowIndexes: Uint32Array;
  /** Their true classes. */
  truth: Uint16Array;
}

/** What a model is, in short. */
export interface ModelInfo extends Metadata {
  byteLength: number;
  trees: number;
  nodes: number;
  maxDepth: number;
  /** Encoded columns. */
  columns: number;
}

/** A trained model. Everything is synchronous; nothing needs to be freed. */
export class Model {
  /** Class names in the order of the probabilities. */
  readonly classes: readonly string[];
  /** Right after training: out-of-bag rows of a forest, validation rows of boosting. Not saved. */
  readonly unseen: UnseenPredictions | undefined;
  readonly #bytes: Uint8Array;
  readonly #predictor: Predictor;
  readonly #core: Core;
  #batch: BatchScorer | undefined;

  private constructor(loaded: Core, predictor: Predictor, bytes: Uint8Array, unseen?: UnseenPredictions) {
    this.#core = loaded;
    this.#predictor = predictor;
    this.#bytes = bytes;
    this.classes = predictor.classes;
    this.unseen = unseen;
  }

  /** Checks the bytes and compiles what is needed; see `load`. `unseen` makes what `model.unseen` gives. */
  static async open(
    bytes: Uint8Array,
    unseen?: (predictor: Predictor) => UnseenPredictions | undefined,
  ): Promise<Model> {
    const [loaded, scorer] = await Promise.all([core(), loadScorer()]);
    const kept = bytes.slice();
    const predictor = Predictor.open(scorer, kept);
    return new Model(loaded, predictor, kept, unseen?.(predictor));
  }

  /** How records become rows. */
  get encoder(): Encoder {
    return this.#predictor.encoder;
  }

  /** Its features, to read other data by: `Dataset.fromCSV(csv, { label, schema: model.schema })`. */
  get schema(): Schema {
    return new Schema({ features: this.encoder.features, label: this.#predictor.metadata.label });
  }

  /** What the header of the bytes says. */
  get header(): Header {
    return this.#predictor.header;
  }

  /**
   * The answer for one record. Features it lacks are missing; fields that are no features are ignored.
   * Throws `bad-value` naming the feature when a value has the wrong type.
   *
   * @example
   * model.predict({ severity: 4, protocol: "tcp" }); // { label: "TP", probability: 0.91, ... }
   */
  predict(record: RawRecord): Prediction {
    return this.#predictor.predict(record);
  }

  /** The answers for all rows of a dataset, labelled or not. */
  predictMany(dataset: Dataset): Predictions {
    const margins = this.marginsMany(dataset);
    return answers(this.#predictor, margins, dataset.rows);
  }

  /** The margins of all rows of a dataset: row after row, one number an output. */
  marginsMany(dataset: Dataset): Float64Array {
    const rows = this.encoder.encodeRows(dataset);
    return guarded(() => {
      this.#batch ??= new this.#core.BatchScorer(this.#bytes);
      return this.#batch.score(rows, dataset.rows);
    });
  }

  /** How much each feature contributed to the trees: by gain (share of the loss reduction) and by number of splits. */
  importance(): Importance[] {
    return importance(this.#bytes, this.header, this.encoder);
  }

  /** The model: a copy of its bytes, for a file, a key-value store or a message. `load` is the way back. */
  save(): Uint8Array {
    return this.#bytes.slice();
  }

  /** What the model is and how it was trained. */
  get info(): ModelInfo {
    const { byteLength, trees, nodes, maxDepth, features } = this.header;
    return { ...this.#predictor.metadata, byteLength, trees, nodes, maxDepth, columns: features };
  }
}

/** Probabilities and labels of `rows` rows of margins. */
export function answers(predictor: Predictor, margins: Float64Array, rows: number): Predictions {
  const classes = predictor.classes.length;
  const outputs = predictor.header.outputs;
  const probabilities = new Float64Array(rows * classes);
  const labels = new Uint16Array(rows);
  for (let row = 0; row < rows; row++) {
    predictor.toProbabilities(
      margins.subarray(row * outputs, (row + 1) * outputs),
      probabilities,
      row * classes,
    );
    let best = 0;
    for (let i = 1; i < classes; i++) {
      if ((probabilities[row * classes + i] as number) > (probabilities[row * classes + best] as number))
        best = i;
    }
    labels[row] = best;
  }
  return { rows, classes: predictor.classes, probabilities, labels };
}

/**
 * A model from its bytes, checked as a whole. Throws `bad-model` with the byte offset, or `newer-model`.
 *
 * @example
 * const model = await load(await readFile("alerts.bin"));
 */
export async function load(bytes: Uint8Array | ArrayBuffer): Promise<Model> {
  return Model.open(bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes));
}
