// The service itself: what its endpoints answer, without HTTP. In: bodies as bytes. Out: replies. It holds the model served now, the counts, and the
// last answers for feedback; whatever carries requests (app.ts, server.node.ts) holds nothing.

import { HedgerowError } from "../error.ts";
import { load, type Model } from "../model/model.ts";
import type { PublicKey } from "../model/signature.ts";
import { VERSION } from "../version.ts";
import { answerBody, answerRecord, beginBody, listUnder, type Scored, type Scorekeeper } from "./answer.ts";
import { BearerKeys } from "./bearer.ts";
import { Feedback } from "./feedback.ts";
import { type Limits, limitsWith } from "./limits.ts";
import { ServiceMetrics } from "./metrics.ts";
import { openApi } from "./openapi.ts";
import { Problem, problemOf } from "./problem.ts";
import { readJSON } from "./read-json.ts";
import { JSON_TYPE, jsonReply, problemReply, type Reply } from "./reply.ts";
import { Rows } from "./rows.ts";
import { ServedModel, type ServedOptions } from "./served-model.ts";

/** An answer as it was given, for an audit log. */
export interface Decision {
  id: string;
  label: string;
  probability: number;
  abstain?: true;
  /** SHA-256 of the model's bytes. */
  model: string;
  /** The record itself: a log keeps it only where it is told to. */
  record: Readonly<Record<string, unknown>>;
}

export interface ServiceOptions extends ServedOptions {
  /** Bearer keys, of 16 characters at least; with any, all but /health and /ready ask for one. @default none */
  keys?: readonly string[];
  limits?: Partial<Limits>;
  /** Who must have signed a model that is loaded in the place of the first, see `load`. @default anybody */
  publicKey?: PublicKey;
  /** Reasons that each answer has, by the quick approximation, which takes several times as long as the answer. @default 0 */
  reasons?: number;
  /** How many of the last answers can be told the truth of. @default 100000 */
  feedbackRecords?: number;
  /** Hears every answer. */
  onDecision?: (decision: Decision) => void;
  /** Hears what was no fault of the request. */
  onFault?: (error: unknown) => void;
}

/** What `predict` takes. */
export interface PredictRequest {
  readonly body: Uint8Array;
  readonly reasons?: string | null;
}

const MOST_REASONS = 100;
const FEEDBACK_RECORDS = 100_000;

export class Service {
  readonly limits: Limits;
  readonly keys: BearerKeys;
  readonly metrics: ServiceMetrics = new ServiceMetrics();
  /** Whether new requests should go elsewhere. */
  draining = false;
  /** Whether connections are to end with their next answer. */
  closing = false;
  /** More families for /metrics, of whatever carries the requests. */
  moreMetrics: () => string = () => "";
  /** Waits until a whole body may be answered, where what carries the requests shares its time out. */
  turn: () => Promise<void> = () => Promise.resolve();
  readonly #options: ServiceOptions;
  readonly #feedback: Feedback;
  readonly #keeper: Scorekeeper;
  #served: ServedModel;
  #openApi: string | undefined;

  private constructor(served: ServedModel, limits: Limits, options: ServiceOptions) {
    const { keys = [], reasons = 0, feedbackRecords = FEEDBACK_RECORDS } = options;
    this.keys = new BearerKeys(keys);
    this.limits = limits;
    this.#options = options;
    this.#served = served;
    this.#feedback = new Feedback(checkCount("feedbackRecords", feedbackRecords, 10_000_000));
    this.#keeper = {
      limits,
      reasons: checkCount("reasons", reasons, MOST_REASONS),
      keep: (...given) => this.#keep(...given),
    };
  }

  /** Throws `bad-option`, and `bad-model` for a model without classes. */
  static async of(model: Model, options: ServiceOptions = {}): Promise<Service> {
    const limits = limitsWith(options.limits);
    return new Service(await ServedModel.of(model, limits, options), limits, options);
  }

  get served(): ServedModel {
    return this.#served;
  }

  /**
   * Serves another model from now on, of the same classes or others. It is checked whole before: should it throw, the old one
   * serves on. Drift begins anew.
   */
  async reload(bytes: Uint8Array): Promise<ServedModel> {
    try {
      const { publicKey } = this.#options;
      // A key that is given but not there must not mean no check.
      const model = await load(bytes, "publicKey" in this.#options ? { publicKey } : {});
      const served = await ServedModel.of(model, this.limits, this.#options);
      this.#served = served;
      this.#openApi = undefined;
      this.metrics.reload("done");
      return served;
    } catch (error) {
      this.metrics.reload("refused");
      throw error;
    }
  }

  /** POST /predict with a JSON body; `reasons` is the query's. */
  predict(body: Uint8Array, reasons?: string | null): Reply {
    return this.#reply(() => {
      const keeper = this.#keeperWith(reasons);
      return { status: 200, type: JSON_TYPE, body: answerBody(this.#served, readJSON(body), keeper) };
    });
  }

  /** The same of several requests, which are scored together and answered in their order. */
  predictAll(asked: readonly PredictRequest[]): Reply[] {
    if (asked.length <= 1) return asked.map(({ body, reasons }) => this.predict(body, reasons));
    const served = this.#served;
    const rows = new Rows(served, asked.length);
    const ends = asked.map(({ body, reasons }) => {
      try {
        const keeper = this.#keeperWith(reasons);
        return beginBody(served, readJSON(body), keeper, rows);
      } catch (error) {
        return () => {
          throw error;
        };
      }
    });
    try {
      rows.score();
    } catch (error) {
      return asked.map(() => this.refuse(error));
    }
    return ends.map((end) => this.#reply(() => ({ status: 200, type: JSON_TYPE, body: end() })));
  }

  /** The answer to one record of a stream, as JSON. Throws a Problem. */
  predictRecord(record: unknown, reasons?: string | null): string {
    return answerRecord(this.#served, record, this.#keeperWith(reasons));
  }

  /** POST /explain with a record, or records, and the query's options. */
  explain(body: Uint8Array, query: URLSearchParams): Reply {
    return this.#reply(() => {
      const served = this.#served;
      const value = readJSON(body);
      const options = {
        label: query.get("label") ?? undefined,
        method: (query.get("method") ?? undefined) as "path" | "tree-shap" | undefined,
        ...(query.has("top") ? { top: wholeOf("top", query.get("top") as string, 1, 10_000) } : {}),
      };
      const explain = (record: unknown) => {
        served.check.unknownFields(record);
        return served.model.explain(served.enrich(record as Record<string, unknown>), options);
      };
      const most = Math.ceil(this.limits.records / 10);
      const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
      const records = isObject ? listUnder(served, value, "records", { records: most }) : undefined;
      if (records === undefined) return jsonReply({ ...explain(value), model_version: served.version });
      const explanations = records.map((record, i) => {
        try {
          return explain(record);
        } catch (error) {
          throw problemOf(error, { record: i + 1 });
        }
      });
      return jsonReply({ explanations, model_version: served.version });
    });
  }

  /** POST /feedback: `{ id, label }`, or several under "feedback". */
  feedback(body: Uint8Array): Reply {
    return this.#reply(() => {
      const value = readJSON(body) as Record<string, unknown> | null;
      const told = value !== null && Array.isArray(value?.["feedback"]) ? value["feedback"] : [value];
      if (told.length > this.limits.records)
        throw new Problem(413, "too-many-records", `at most ${this.limits.records} labels go in one request`);
      const several = told.length > 1;
      const truths = told.map((each, i) => this.#truthOf(each, several ? { record: i + 1 } : {}));
      const unknown: string[] = [];
      for (const { id, label } of truths) {
        const answer = this.#feedback.tell(id, label);
        if (answer === undefined) unknown.push(id);
        else {
          this.metrics.feedback(answer, label);
          this.#served.drift?.observeLabel(label);
        }
      }
      return jsonReply({ accepted: truths.length - unknown.length, unknown });
    });
  }

  /** GET /model. */
  model(): Reply {
    const { model, id, version, positiveClass } = this.#served;
    const { method, label, classes, trees, nodes, byteLength, training, hedgerow, decision } = model.info;
    const features = model.encoder.features.map(({ name, kind }) => ({ name, kind }));
    const { rows, rounds, validationLoss } = training;
    const trained = { rows, rounds, validationLoss };
    return jsonReply({
      ...{ id, version, method, label, classes, positive: positiveClass, features, trees, nodes },
      ...{ bytes: byteLength, decision, trained, hedgerow, serving: VERSION },
    });
  }

  /** GET /health: whether the process answers. */
  health(): Reply {
    return jsonReply({ status: "ok" });
  }

  /** GET /ready: whether new requests are welcome. */
  ready(): Reply {
    const { version } = this.#served;
    if (!this.draining) return jsonReply({ status: "ready", model_version: version });
    return problemReply(new Problem(503, "draining", "the server is shutting down"));
  }

  /** GET /metrics. */
  metricsText(): string {
    const served = this.#served;
    return this.metrics.text(served, this.#feedback.rates(served.positiveClass), this.moreMetrics());
  }

  /** GET /openapi.json. */
  openApi(): string {
    this.#openApi ??= JSON.stringify(openApi(this.#served, this.limits, this.keys.required));
    return this.#openApi;
  }

  /** Any error as a reply. */
  refuse(error: unknown): Reply {
    const problem = problemOf(error);
    if (problem.status >= 500 && !(error instanceof Problem)) this.#options.onFault?.(error);
    return problemReply(problem);
  }

  #reply(run: () => Reply): Reply {
    try {
      return run();
    } catch (error) {
      return this.refuse(error);
    }
  }

  #keeperWith(reasons: string | null | undefined): Scorekeeper {
    if (reasons === undefined || reasons === null) return this.#keeper;
    return { ...this.#keeper, reasons: wholeOf("reasons", reasons, 0, MOST_REASONS) };
  }

  #keep(served: ServedModel, scored: Scored, row: Float32Array, probabilities: Float64Array): string {
    const { prediction, record } = scored;
    const { label, probability, abstain } = prediction;
    const id = scored.id ?? this.#feedback.name(label);
    if (scored.id !== undefined) this.#feedback.remember(id, label);
    this.metrics.answered(prediction, scored.unknownFields);
    served.drift?.observeRow(row, probabilities);
    const { onDecision } = this.#options;
    if (onDecision !== undefined)
      onDecision({ id, label, probability, ...(abstain && { abstain }), model: served.id, record });
    return id;
  }

  #truthOf(given: unknown, place: { record?: number }): { id: string; label: string } {
    const { id, label } = (given ?? {}) as { id?: unknown; label?: unknown };
    const isText = (value: unknown) => typeof value === "string" || typeof value === "number";
    if (!isText(id))
      throw new Problem(422, "bad-value", "the id of an answer is missing", { ...place, field: "id" });
    const { classes } = this.#served.model;
    if (!isText(label) || !classes.includes(String(label))) {
      const detail = `the true label is one of ${classes.join(", ")}`;
      throw new Problem(422, "bad-value", detail, { ...place, field: "label" });
    }
    return { id: String(id), label: String(label) };
  }
}

function checkCount(name: string, value: number, most: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new HedgerowError("bad-option", `${name} must be a whole number from 0 to ${most}, not ${value}`);
}

function wholeOf(name: string, text: string, least: number, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new Problem(422, "bad-option", `${name} must be a whole number from ${least} to ${most}`, {
    field: name,
  });
}
