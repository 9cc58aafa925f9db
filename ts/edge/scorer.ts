// A model where alerts are decided. In: model bytes, then records. Out: answers with the bits of `load`, on the small scorer alone. It
// checks the trees as `load` does; what the metadata says is not checked part by part, and is refused where it can not be used.

import type { Encodings } from "../data/kinds/encodings.ts";
import { type FeatureJSON, RecordEncoder } from "../data/record-encoder.ts";
import { HedgerowError } from "../error.ts";
import type { Anomaly } from "../model/anomaly.ts";
import { type PathAttribution, pathAttribution } from "../model/attribution.ts";
import { explainRecord } from "../model/explain-record.ts";
import { checkExplainOptions, type ExplainOptions, type Explanation } from "../model/explanation.ts";
import { NEWER_VERSION } from "../model/fault-numbers.ts";
import { acceptedHeader, metadataIn } from "../model/header.ts";
import type { Metadata, ModelInfo } from "../model/metadata.ts";
import { modelId } from "../model/model-id.ts";
import { type Prediction, Predictor, type RawRecord } from "../model/predictor.ts";
import { RowScorer } from "../wasm/scorer.ts";

/** A model that answers records. Everything but `id` is synchronous; nothing needs to be freed. */
export class Scorer {
  /** Class names in the order of the probabilities. */
  readonly classes: readonly string[];
  readonly #bytes: Uint8Array;
  readonly #predictor: Predictor<RecordEncoder>;
  #path: PathAttribution | undefined;

  /** @internal Of bytes that do not change any more. */
  constructor(module: WebAssembly.Module, bytes: Uint8Array, encodings: Encodings) {
    this.#bytes = bytes;
    this.#predictor = opened(module, bytes, encodings);
    this.classes = this.#predictor.classes;
  }

  /**
   * The answer for one record. Features it lacks are missing; fields that are no features are ignored.
   * Throws `bad-value` naming the feature when a value has the wrong type.
   *
   * @example
   * scorer.predict({ severity: 4, protocol: "tcp" }); // { label: "TP", probability: 0.91, ... }
   */
  predict(record: RawRecord): Prediction {
    return this.#predictor.predict(record);
  }

  /**
   * Why the model answers a record as it does, by the quick approximation along the way that the record takes (`method: "path"`,
   * Saabas 2014); `Model.explain` has exact Shapley values. The contributions and the base sum to the margin. Throws as
   * `predict`, `bad-option`, and `bad-model` for an imported model without cover statistics.
   *
   * @example
   * scorer.explain({ source: "edr", failedLogins: 41 }, { top: 3 }).contributions;
   */
  explain(record: RawRecord, options: Omit<ExplainOptions, "method"> = {}): Explanation {
    const predictor = this.#predictor;
    checkExplainOptions(this.classes, options);
    this.#path ??= pathAttribution(this.#bytes, predictor.header);
    return explainRecord(predictor, this.#path, record, options);
  }

  /**
   * How unlike the training rows a record is: a score from 0 to 1, around 0.5 or below for what is usual. Throws as `predict`, and
   * `bad-model` for models that were trained without.
   */
  anomaly(record: RawRecord): Anomaly {
    return this.#predictor.anomaly(record);
  }

  /** The model's name where it is logged or served: the SHA-256 of its bytes in 64 hex digits, without a signature. */
  id(): Promise<string> {
    return modelId(this.#bytes);
  }

  /** What the model is and how it was trained. */
  get info(): ModelInfo {
    return this.#predictor.info;
  }
}

function opened(
  module: WebAssembly.Module,
  bytes: Uint8Array,
  encodings: Encodings,
): Predictor<RecordEncoder> {
  const scorer = RowScorer.create(module, bytes, modelFault);
  const header = acceptedHeader(bytes);
  const metadata = metadataIn(bytes, header) as Metadata;
  try {
    const { features } = metadata.encoder as { features: FeatureJSON[] };
    return new Predictor(scorer, header, metadata, new RecordEncoder(features, encodings));
  } catch (cause) {
    if (cause instanceof HedgerowError) throw cause;
    throw new HedgerowError("bad-model", "the model's metadata is damaged", {}, { cause });
  }
}

/** `load` has a sentence for each fault; here it is the number of the check that fails. */
function modelFault(fault: number, offset: number): HedgerowError {
  if (fault === NEWER_VERSION)
    return new HedgerowError("newer-model", "the model was made by a newer hedgerow");
  const sentence = `no hedgerow model, or damaged: check ${Math.floor(fault / 10)} of the format fails`;
  return new HedgerowError("bad-model", sentence, { offset });
}
