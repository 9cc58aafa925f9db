// A trained model: answers records and whole datasets, tells what it is, and hands over its bytes.

import { loadScorer } from "#load";
import type { Dataset } from "../data/dataset.ts";
import type { Encoder } from "../data/encode.ts";
import { Schema } from "../data/schema.ts";
import { HedgerowError } from "../error.ts";
import { type Core, core, guarded } from "../wasm/core.ts";
import type { BatchScorer } from "../wasm/generated/core.js";
import { RowScorer } from "../wasm/scorer.ts";
import { SwiftScorer } from "../wasm/swift-scorer.ts";
import { type Anomalies, type Anomaly, anomaliesOf } from "./anomaly.ts";
import { type PathAttribution, pathAttribution } from "./attribution.ts";
import { readMetadata, withMetadata } from "./bytes.ts";
import { checkDecision } from "./check-decision.ts";
import type { Decision } from "./decision.ts";
import { explainRows, treeShap } from "./explain.ts";
import { type Attributor, explainLast, explainRecord } from "./explain-record.ts";
import { checkExplainOptions, type ExplainOptions, type Explanation } from "./explanation.ts";
import { modelError } from "./faults.ts";
import type { Header } from "./header.ts";
import { type Importance, importance } from "./importance.ts";
import type { Metadata, ModelInfo } from "./metadata.ts";
import { modelId } from "./model-id.ts";
import { predictorOver } from "./open-predictor.ts";
import type { Prediction, Predictor, RawRecord } from "./predictor.ts";
import { type Trust, trusted } from "./signature.ts";

/** Answers for many rows. */
export interface Predictions {
  rows: number;
  classes: readonly string[];
  /** Row after row, one number a class. */
  probabilities: Float64Array;
  /** The answer for each row, an index into `classes`: the most probable one, of equals the first, or what the model's decision says. */
  labels: Uint16Array;
  /** Only with a decision that abstains: 1 for a row that a person should look at. */
  abstained?: Uint8Array;
}

/** Probabilities of training rows by trees that never saw them. */
export interface UnseenPredictions extends Predictions {
  /** Which rows of the training dataset (with a validation dataset: of that). */
  rowIndexes: Uint32Array;
  /** Their true classes. */
  truth: Uint16Array;
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
  readonly #swift: SwiftScorer;
  #batch: BatchScorer | undefined;
  #path: PathAttribution | undefined;
  #id: Promise<string> | undefined;

  private constructor(loaded: Core, scorer: SwiftScorer, bytes: Uint8Array, unseen?: UnseenPredictions) {
    this.#core = loaded;
    this.#swift = scorer;
    this.#predictor = predictorOver(scorer, bytes);
    this.#bytes = bytes;
    this.classes = this.#predictor.classes;
    this.unseen = unseen;
  }

  /** Checks the bytes and compiles what is needed; see `load`. `unseen` is what `model.unseen` gives. */
  static async open(bytes: Uint8Array, unseen?: UnseenPredictions): Promise<Model> {
    const [loaded, module] = await Promise.all([core(), loadScorer()]);
    const kept = bytes.slice();
    const scorer = new SwiftScorer(RowScorer.create(module, kept, modelError), kept);
    return new Model(loaded, scorer, kept, unseen);
  }

  /** @internal What answers single records. */
  get predictor(): Predictor {
    return this.#predictor;
  }

  /** How records become rows. */
  get encoder(): Encoder {
    return this.#predictor.encoder;
  }

  /**
   * The features it was trained on, to read data that is to be scored as the training data was read.
   *
   * @example
   * const test = await Dataset.fromCSV(csv, { label: "grade", schema: model.schema, classes: model.classes });
   */
  get schema(): Schema {
    const { label, missing } = this.#predictor.metadata;
    return new Schema({ features: this.encoder.features, label, missing });
  }

  /** What the header of the bytes says. */
  get header(): Header {
    return this.#predictor.header;
  }

  /** Outputs that the classes' probabilities are made of; one with an anomaly score may follow. */
  get classOutputs(): number {
    return this.#predictor.classOutputs;
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

  /**
   * Records in, answers out, one by one in order, no more than one ahead of whoever reads them. A record that can not be
   * answered ends the stream with the error that `predict` throws.
   *
   * @example
   * for await (const { label } of records.pipeThrough(model.stream())) console.log(label);
   */
  stream(): TransformStream<RawRecord, Prediction> {
    return new TransformStream({
      transform: (record, controller) => controller.enqueue(this.predict(record)),
    });
  }

  /** The answers for all rows of a dataset, labelled or not. */
  predictMany(dataset: Dataset): Predictions {
    return this.predictRows(this.encoder.encodeRows(dataset), dataset.rows);
  }

  /** @internal The answers for `count` encoded rows laid one after another. */
  predictRows(rows: Float32Array, count: number): Predictions {
    return answers(this.#predictor, this.#score(rows, count), count);
  }

  /**
   * How unlike the training rows a record is: a score from 0 to 1, around 0.5 or below for what is usual. For models trained
   * with method isolation, or with anomaly: true. Throws as `predict`, and `bad-model` for other models.
   *
   * @example
   * model.anomaly({ severity: 4, protocol: "tcp" }); // { score: 0.43, anomalous: false, threshold: 0.5 }
   */
  anomaly(record: RawRecord): Anomaly {
    return this.#predictor.anomaly(record);
  }

  /** The anomaly scores of all rows of a dataset. */
  anomalyMany(dataset: Dataset): Anomalies {
    const info = this.#predictor.needAnomaly();
    return anomaliesOf(info, this.marginsMany(dataset), this.header.outputs);
  }

  /**
   * The margins of one record, one number an output: the trees' sums, of which probabilities are made. Throws as `predict`.
   *
   * @example
   * model.margins({ severity: 4, protocol: "tcp" }); // Float64Array [0.731]
   */
  margins(record: RawRecord): Float64Array {
    return this.#predictor.marginsOf(record).slice();
  }

  /** The margins of all rows of a dataset: row after row, one number an output. */
  marginsMany(dataset: Dataset): Float64Array {
    return this.#score(this.encoder.encodeRows(dataset), dataset.rows);
  }

  /** @internal The margins of `count` encoded rows laid one after another. */
  marginsOfRows(rows: Float32Array, count: number): Float64Array {
    return this.#score(rows.subarray(0, count * this.header.features), count);
  }

  #score(rows: Float32Array, count: number): Float64Array {
    return this.#swift.scoreMany(rows, count) ?? guarded(() => this.#scorer().score(rows, count));
  }

  #scorer(): BatchScorer {
    this.#batch ??= guarded(() => new this.#core.BatchScorer(this.#bytes));
    return this.#batch;
  }

  /**
   * Why the model answers a record as it does: what each feature of the record added to the margin of the predicted class (or of
   * `label`), by TreeSHAP. The contributions and the base sum to the margin: the log-odds with boosting, the probability with a
   * forest, before calibration. They are path-dependent: a feature that is not known counts as the training rows had it at each
   * split, so that features which go together share the credit by how the trees use them.
   *
   * Throws `bad-value` naming the feature when a value has the wrong type, `bad-option`, and `bad-model` for an imported model
   * without cover statistics.
   *
   * @example
   * model.explain({ source: "edr", failedLogins: 41 }, { top: 3 });
   * // { label: "TP", base: -0.31, margin: 2.75, unit: "log-odds", contributions: [{ feature: "failedLogins", value: 41,
   * //   contribution: 1.92 }, ...], rest: { features: 5, contribution: 0.2 }, method: "tree-shap" }
   */
  explain(record: RawRecord, options: ExplainOptions = {}): Explanation {
    checkExplainOptions(this.classes, options);
    return explainRecord(this.#predictor, this.#attributor(options), record, options);
  }

  /** @internal Path attribution of the record that `predictor` answered last, without encoding it again. */
  explainLast(record: RawRecord, label: string, top: number): Explanation {
    return explainLast(this.#predictor, this.#attributor({ method: "path" }), record, label, top);
  }

  #attributor({ method }: ExplainOptions): Attributor {
    if (method === undefined || method === "tree-shap") return treeShap(this.#scorer());
    if (method !== "path")
      throw new HedgerowError(
        "bad-option",
        `method must be "tree-shap" or "path", not ${JSON.stringify(method)}`,
      );
    this.#path ??= pathAttribution(this.#bytes, this.header);
    return this.#path;
  }

  /**
   * `explain` for all rows of a dataset, labelled or not, one after another as they are asked for.
   *
   * @example
   * for (const { label, contributions } of model.explainMany(alerts, { top: 1 })) console.log(label, contributions[0]);
   */
  explainMany(dataset: Dataset, options: ExplainOptions = {}): IterableIterator<Explanation> {
    checkExplainOptions(this.classes, options);
    const rows = this.encoder.encodeRows(dataset);
    const margins = this.#score(rows, dataset.rows);
    const { labels } = answers(this.#predictor, margins, dataset.rows);
    const labelOf = (row: number) => options.label ?? (this.classes[labels[row] as number] as string);
    return explainRows(
      this.#predictor,
      this.#attributor(options),
      dataset,
      rows,
      margins,
      labelOf,
      options.top,
    );
  }

  /** How much each feature contributed to the trees: by gain (share of the loss reduction) and by number of splits. */
  importance(): Importance[] {
    const { classOutputs } = this;
    const beside = classOutputs < this.header.outputs ? classOutputs : undefined;
    return importance(this.#bytes, this.header, this.encoder, beside);
  }

  /** The model: a copy of its bytes, for a file, a key-value store or a message. `load` is the way back. */
  save(): Uint8Array {
    return this.#bytes.slice();
  }

  /** The model's name where it is logged or served: see `modelId`. Worked out once. */
  id(): Promise<string> {
    this.#id ??= modelId(this.#bytes);
    return this.#id;
  }

  /** What the model is and how it was trained. */
  get info(): ModelInfo {
    return this.#predictor.info;
  }
}

/**
 * The model with another way from probabilities to answers, which it carries in its bytes; `undefined` is the most probable class.
 *
 * Throws `bad-option` for a decision that names a class the model does not have, or no probability.
 *
 * @example
 * const careful = await withDecision(model, { positive: "attack", threshold: 0.93, abstainBelow: 0.6 });
 */
export async function withDecision(model: Model, decision: Decision | undefined): Promise<Model> {
  checkDecision(decision, model.classes);
  const bytes = model.save();
  const { decision: _old, ...metadata } = readMetadata(bytes) as Metadata;
  const changed = withMetadata(bytes, { ...metadata, ...(decision === undefined ? {} : { decision }) });
  return Model.open(changed, model.unseen);
}

/** Probabilities and labels of `rows` rows of margins. */
export function answers(predictor: Predictor, margins: Float64Array, rows: number): Predictions {
  const classes = predictor.classes.length;
  const outputs = predictor.header.outputs;
  const probabilities = new Float64Array(rows * classes);
  const own = new Float64Array(outputs);
  for (let row = 0; row < rows; row++) {
    for (let o = 0; o < outputs; o++) own[o] = margins[row * outputs + o] as number;
    predictor.toProbabilities(own, probabilities, row * classes);
  }
  return { rows, classes: predictor.classes, probabilities, ...decided(predictor, probabilities) };
}

function decided(
  { decide, classes, metadata }: Predictor,
  probabilities: Float64Array,
): Pick<Predictions, "labels" | "abstained"> {
  const [width, rows] = [classes.length, probabilities.length / classes.length];
  const labels = new Uint16Array(rows);
  for (let row = 0; row < rows; row++) labels[row] = decide.label(probabilities, row * width);
  if (metadata.decision?.abstainBelow === undefined) return { labels };
  const abstained = Uint8Array.from(labels, (_, row) =>
    decide.abstains(probabilities, row * width) ? 1 : 0,
  );
  return { labels, abstained };
}

/** The most probable class of each row; of equals the first. */
export function mostProbable(probabilities: Float64Array, classes: number): Uint16Array {
  const labels = new Uint16Array(probabilities.length / classes);
  for (let row = 0; row < labels.length; row++) {
    let best = 0;
    for (let i = 1; i < classes; i++) {
      if ((probabilities[row * classes + i] as number) > (probabilities[row * classes + best] as number))
        best = i;
    }
    labels[row] = best;
  }
  return labels;
}

/**
 * A model from its bytes, checked as a whole. With `publicKey` they are verified before anything looks into them; without, a
 * signature in them is passed over. Throws `bad-model` with the byte offset, `newer-model`, or `bad-signature` for bytes that
 * are not signed by that key.
 *
 * @example
 * const model = await load(await readFile("alerts.bin"));
 */
export async function load(bytes: Uint8Array | ArrayBuffer, trust: Partial<Trust> = {}): Promise<Model> {
  if (!(bytes instanceof Uint8Array) && !(bytes instanceof ArrayBuffer)) {
    throw new HedgerowError("bad-model", "a model is a Uint8Array or an ArrayBuffer");
  }
  const given = new Uint8Array(bytes.slice());
  return Model.open(await trusted(given, trust));
}
