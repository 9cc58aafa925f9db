// A model as it is served: what is worked out once when it is loaded, so that requests need not. A reload makes a new one and swaps it in.

import { Enricher } from "../enrich/enricher.ts";
import { enrichmentOf } from "../enrich/enrichment-spec.ts";
import type { Feed } from "../enrich/feed.ts";
import { HedgerowError } from "../error.ts";
import type { Model } from "../model/model.ts";
import { positiveClass } from "../model/positive-class.ts";
import type { Predictor, RawRecord } from "../model/predictor.ts";
import { DriftMonitor } from "../monitor/drift.ts";
import { AnswerText } from "./answer-text.ts";
import type { Limits } from "./limits.ts";
import { RecordCheck } from "./record-check.ts";

export interface ServedOptions {
  /** What answers call the model. @default the first 12 digits of its id */
  version?: string | undefined;
  /**
   * The class that means an attack: its probability is what the sessions shape answers with, and detection rates are of it.
   * @default the decision's positive class, or the class called TP, malicious or the like, or the second of two
   */
  positive?: string | undefined;
  /** Records that drift is told over. @default 5000 */
  driftWindow?: number | undefined;
  /** What records are looked up in, for a model that was trained with feeds. */
  feeds?: readonly Feed[] | undefined;
}

export class ServedModel {
  readonly model: Model;
  readonly predictor: Predictor;
  /** SHA-256 of the bytes. */
  readonly id: string;
  readonly version: string;
  /** The class that means an attack, where one does. */
  readonly positiveClass: string | undefined;
  /** Where the model has a profile of its training rows. */
  readonly drift: DriftMonitor | undefined;
  readonly check: RecordCheck;
  readonly answerText: AnswerText;
  /** The record as the model takes it. */
  readonly enrich: (record: RawRecord) => RawRecord;
  /** When it was loaded, in seconds since 1970. */
  readonly loaded: number = Date.now() / 1000;
  /** Whether this name is a feature, or an object of some, and so no keyword of a body. */
  readonly isFeature: (name: string) => boolean;

  private constructor(model: Model, id: string, limits: Limits, options: ServedOptions) {
    this.model = model;
    this.predictor = model.predictor;
    this.id = id;
    this.version = options.version ?? id.slice(0, 12);
    this.answerText = new AnswerText(model.classes, this.version);
    this.positiveClass = positiveClass(model, options.positive);
    const { driftWindow: window } = options;
    this.drift =
      model.info.drift === undefined
        ? undefined
        : new DriftMonitor(model, window === undefined ? {} : { window });
    const spec = enrichmentOf(model);
    const enricher = spec && new Enricher(options.feeds ?? [], spec);
    this.enrich = enricher === undefined ? (record) => record : (record) => enricher.record(record);
    const lookedUp = (spec?.columns ?? []).map((name) => ({ name }));
    this.check = new RecordCheck([...model.encoder.features, ...lookedUp], limits);
    this.isFeature = (name) => this.check.knows(name);
  }

  /**
   * Tries the model on an empty record first. Throws `bad-model` for one that gives no classes, `bad-option` for a class that is
   * none, or a feed that is not given.
   */
  static async of(model: Model, limits: Limits, options: ServedOptions = {}): Promise<ServedModel> {
    if (model.classes.length < 2)
      throw new HedgerowError("bad-model", "the model gives numbers, not classes: it can not be served");
    model.predict({});
    return new ServedModel(model, await model.id(), limits, options);
  }
}
