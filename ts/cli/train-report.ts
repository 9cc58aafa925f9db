// What training gave in, text for a person and the object for `--json` out.

import type { Dataset } from "../data/dataset.ts";
import type { FeatureSpec } from "../data/feature.ts";
import type { AnomalyEvaluation } from "../evaluate/anomaly.ts";
import { type Evaluation, evaluateProbabilities } from "../evaluate/evaluation.ts";
import type { Importance } from "../model/importance.ts";
import type { Model } from "../model/model.ts";
import type { Method } from "../model/options.ts";
import type { Io } from "./io.ts";
import type { WrittenFile } from "./output-file.ts";
import { printEvaluation, printImportance } from "./print-evaluation.ts";
import { formatBytes, formatCount, formatSeconds, formatShare, UNDEFINED } from "./print-number.ts";

/** An evaluation on training rows by trees that never saw them. */
export interface UnseenEvaluation extends Evaluation {
  /** "out-of-bag": each row by the trees that were grown without it. "validation": the rows that told when to stop. */
  kind: "out-of-bag" | "validation";
}

/** The object that `hedgerow train --json` prints. */
export interface TrainReport {
  method: Method;
  /** Of training alone. */
  seconds: number;
  /** Trained on, validation rows counted. */
  rows: number;
  /** Null where there was nothing to test with. */
  test: Evaluation | AnomalyEvaluation | null;
  unseen: UnseenEvaluation | null;
  features: (Pick<FeatureSpec, "name" | "kind"> & Omit<Importance, "feature">)[];
  model: ModelReport;
  warnings: string[];
}

export interface ModelReport extends Partial<WrittenFile> {
  bytes: number;
  trees: number;
  /** Boosting rounds or trees of a forest. */
  rounds: number;
  classes: readonly string[];
}

export function unseenOf(model: Model, dataset: Dataset): UnseenEvaluation | null {
  const { unseen } = model;
  if (unseen === undefined || unseen.rows === 0) return null;
  const { classes, truth, probabilities, rowIndexes } = unseen;
  const { weights } = dataset;
  const chosen =
    weights === undefined ? undefined : Float32Array.from(rowIndexes, (row) => weights[row] as number);
  const evaluation = evaluateProbabilities({
    classes: [...classes],
    labels: truth,
    probabilities,
    ...(chosen === undefined ? {} : { weights: chosen }),
  });
  return { kind: model.info.method === "forest" ? "out-of-bag" : "validation", ...evaluation };
}

/** The features, the most important first. */
export function featuresOf(model: Model): TrainReport["features"] {
  const kinds = new Map(model.encoder.features.map(({ name, kind }) => [name, kind]));
  return model.importance().map(({ feature, gain, splits }) => ({
    name: feature,
    kind: kinds.get(feature) as FeatureSpec["kind"],
    gain,
    splits,
  }));
}

export function modelReport(model: Model, written: WrittenFile | undefined): ModelReport {
  const { byteLength, trees, training } = model.info;
  const { classes } = model;
  return { bytes: byteLength, trees, rounds: training.rounds, classes, ...written };
}

const UNSEEN_TITLES = {
  "out-of-bag": "Out-of-bag: training rows, each by the trees grown without it",
  validation: "Validation: training rows held out to tell when to stop",
} as const;

/** The evaluations that there are, on test rows first. */
export function printScores(report: TrainReport, testName: string, io: Io): string {
  const { width, colour } = io;
  const { test, unseen, features } = report;
  const parts: string[] = [];
  if (test !== null && "flagged" in test) parts.push(`${testName}\n${printAnomalies(test)}`);
  else if (test !== null) parts.push(printEvaluation(test, { title: testName, width, colour }));
  else if (unseen !== null) {
    parts.push(printEvaluation(unseen, { title: UNSEEN_TITLES[unseen.kind], width, colour }));
  } else parts.push("Not tested: no rows were held out; --split 0.8 or --test FILE does that.");
  const items = features.map(({ name, gain }) => ({ feature: name, share: gain }));
  parts.push(printImportance(items, TOP, { width, colour }));
  return parts.join("\n\n");
}

/** One or two lines on how well an anomaly score finds the classes that count as anomalous. */
export function printAnomalies(found: AnomalyEvaluation): string {
  const score = (value: number | null) => (value === null ? UNDEFINED : value.toFixed(3));
  return [
    `anomalous: ${found.positive.join(", ")}; threshold ${score(found.threshold)}, above it ${formatShare(found.flagged)} of the rows`,
    `accuracy ${score(found.accuracy)}  precision ${score(found.precision)}  recall ${score(found.recall)}  F1 ${score(found.f1)}  ROC AUC ${score(found.rocAuc)}`,
  ].join("\n");
}

const TOP = 10;

/** "boosting: 87 rounds of 3 trees in 0.9 s on 16,000 rows". */
export function printTraining({ method, seconds, rows, model }: TrainReport): string {
  const { rounds, trees } = model;
  const steps =
    method !== "boosting"
      ? `${formatCount(trees)} trees`
      : `${formatCount(rounds)} rounds${trees > rounds ? ` of ${trees / rounds} trees` : ""}`;
  return `${method}: ${steps} in ${formatSeconds(seconds)} on ${formatCount(rows)} rows`;
}

export function printSaved({ path, bytes, sha256 }: WrittenFile): string {
  return `saved ${path} (${formatBytes(bytes)}, sha256 ${sha256.slice(0, 12)}…)`;
}
