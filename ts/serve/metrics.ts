// What the service counts, as Prometheus text. In: requests as they end, answers as they are kept. Out: the text of /metrics, in which drift,
// feedback and the model are told as they are at that moment.

import type { Prediction } from "../model/predictor.ts";
import type { Drift } from "../monitor/drift.ts";
import { Counter, family, Histogram } from "../monitor/prometheus.ts";
import type { Rates } from "./feedback.ts";
import type { ServedModel } from "./served-model.ts";

/** Seconds. A model answers in microseconds, an alert rule looks at half a second. */
const LATENCIES = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

export class ServiceMetrics {
  readonly #latency = new Histogram(
    "hedgerow_request_duration_seconds",
    "Time from a request's headers to the end of its answer.",
    "route",
    LATENCIES,
  );
  readonly #requests = new Counter("hedgerow_requests_total", "Requests answered.", "route", "status");
  readonly #errors = new Counter(
    "hedgerow_errors_total",
    "Requests and records refused, by the code of the problem.",
    "code",
  );
  readonly #predictions = new Counter("hedgerow_predictions_total", "Records answered, by label.", "label");
  readonly #abstained = new Counter("hedgerow_abstentions_total", "Records left to a person.");
  readonly #missing = new Counter(
    "hedgerow_missing_values_total",
    "Records without a value for the feature.",
    "feature",
  );
  readonly #unknown = new Counter(
    "hedgerow_unknown_values_total",
    "Records with a value for the feature that never occurred in training.",
    "feature",
  );
  readonly #unknownFields = new Counter(
    "hedgerow_unknown_fields_total",
    "Fields that are no feature; they are ignored.",
  );
  readonly #feedback = new Counter(
    "hedgerow_feedback_total",
    "True labels told, by answer and truth.",
    "label",
    "truth",
  );
  readonly #reloads = new Counter("hedgerow_reloads_total", "Tries to load another model.", "result");

  constructor() {
    this.#abstained.add(0);
    this.#unknownFields.add(0);
    for (const result of ["done", "refused"]) this.#reloads.add(0, result);
  }

  /** A request that ended; `code` is a problem's. */
  request(route: string, status: number, seconds: number, code?: string): void {
    this.#latency.observe(route, seconds);
    this.#requests.add(1, route, STATUS[status] ?? String(status));
    if (code !== undefined) this.error(code);
  }

  error(code: string): void {
    this.#errors.add(1, code);
  }

  answered({ label, missing, unknown, abstain }: Prediction, unknownFields: number): void {
    this.#predictions.add(1, label);
    if (abstain === true) this.#abstained.add(1);
    if (unknownFields > 0) this.#unknownFields.add(unknownFields);
    for (const feature of missing) this.#missing.add(1, feature);
    for (const feature of unknown) this.#unknown.add(1, feature);
  }

  feedback(label: string, truth: string): void {
    this.#feedback.add(1, label, truth);
  }

  reload(result: "done" | "refused"): void {
    this.#reloads.add(1, result);
  }

  /** The text of /metrics; `more` families follow. */
  text(served: ServedModel, rates: Rates, more: string): string {
    const counters = [
      this.#requests,
      this.#errors,
      this.#predictions,
      this.#abstained,
      this.#missing,
      this.#unknown,
    ];
    return [this.#latency, ...counters, this.#unknownFields, this.#feedback, this.#reloads]
      .map((each) => each.text())
      .concat(ofFeedback(rates), ofDrift(served), ofModel(served), more)
      .join("");
  }
}

/** Spelt once. */
const STATUS: Readonly<Record<number, string>> = { 200: "200", 400: "400", 422: "422" };

function gauge(name: string, help: string, value: number | undefined): string {
  return family(name, "gauge", help, value === undefined ? [] : [[{}, value]]);
}

function ofFeedback({ count, accuracy, falsePositiveRate, detectionRate }: Rates): string {
  return [
    gauge("hedgerow_feedback_records", "Answers whose truth was told in the last 24 hours.", count),
    gauge(
      "hedgerow_feedback_accuracy",
      "Share of right answers among those, over the last 24 hours.",
      accuracy,
    ),
    gauge(
      "hedgerow_feedback_false_positive_rate",
      "Share of the other classes answered as the positive one, over the last 24 hours.",
      falsePositiveRate,
    ),
    gauge(
      "hedgerow_feedback_detection_rate",
      "Share of the positive class answered as such, over the last 24 hours.",
      detectionRate,
    ),
  ].join("");
}

/** A PSI that chance alone could reach is left out: no alert should come of it. */
function ofDrift({ drift }: ServedModel): string {
  if (drift === undefined) return "";
  const { records, window, features, score, label } = drift.report();
  const told = (drifts: readonly (Drift | undefined)[]) =>
    drifts.filter((each): each is Drift => each !== undefined && each.band !== "too few");
  return [
    family(
      "hedgerow_drift_psi",
      "gauge",
      "Population stability index of the feature against the training rows.",
      told(features).map(({ name, psi }) => [{ feature: name }, psi]),
    ),
    gauge("hedgerow_drift_score_psi", "The same of the probabilities.", told([score])[0]?.psi),
    gauge("hedgerow_drift_label_psi", "The same of the true labels told.", told([label])[0]?.psi),
    gauge("hedgerow_drift_window_records", "Records that drift is told of now.", records),
    gauge("hedgerow_drift_window_size", "Records that drift is told of when there are as many.", window),
  ].join("");
}

function ofModel({ id, version, model, loaded }: ServedModel): string {
  const labels = { id, version, method: model.info.method, trees: String(model.info.trees) };
  return [
    family("hedgerow_model_info", "gauge", "The model served; always 1.", [[labels, 1]]),
    gauge("hedgerow_model_loaded_timestamp_seconds", "When the model was loaded.", loaded),
  ].join("");
}
