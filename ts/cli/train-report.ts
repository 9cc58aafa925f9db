// What training gave in, text for a person and the object for `--json` out.

import type { Dataset } from "../data/dataset.ts";
import type { FeatureSpec } from "../data/feature.ts";
import type { AnomalyEvaluation } from "../evaluate/anomaly.ts";
import type { CrossValidation } from "../evaluate/cross-validate.ts";
import { type Evaluation, evaluateProbabilities } from "../evaluate/evaluation.ts";
import {
  formatBytes,
  formatCount,
  formatScore,
  formatSeconds,
  formatShare,
  UNDEFINED,
} from "../format-number.ts";
import type { Importance } from "../model/importance.ts";
import type { SyntheticInfo } from "../model/metadata.ts";
import type { Model } from "../model/model.ts";
import type { Method } from "../model/options.ts";
import type { Io } from "./io.ts";
import type { WrittenFile } from "./output-file.ts";
import { printEvaluation, printImportance } from "./print-evaluation.ts";
import { printable } from "./print-text.ts";

/** An evaluation on training rows by trees that never saw them. */
export interface UnseenEvaluation extends Evaluation {
  /** "out-of-bag": each row by the trees that were grown without it. "validation": the rows that told when to stop. */
  kind: "out-of-bag" | "validation";
}

/** How good models with these options are. */
export interface CrossValidated extends Pick<CrossValidation, "metrics" | "evaluation"> {
  folds: number;
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
  /** Of models trained on the rows of the other folds; only with --folds. */
  crossValidation?: CrossValidated;
  features: (Pick<FeatureSpec, "name" | "kind"> & Omit<Importance, "feature">)[];
  model: ModelReport;
  /** What making rows of rare classes did. */
  synthetic?: SyntheticInfo;
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
  const { test, unseen, features, crossValidation } = report;
  const parts: string[] = [];
  if (crossValidation !== undefined) parts.push(printFolds(crossValidation, io));
  if (test !== null && "flagged" in test) parts.push(`${testName}\n${printAnomalies(test)}`);
  else if (test !== null) parts.push(printEvaluation(test, { title: testName, width, colour }));
  else if (crossValidation !== undefined) {
    // It says the same of more rows.
  } else if (unseen !== null) {
    parts.push(printEvaluation(unseen, { title: UNSEEN_TITLES[unseen.kind], width, colour }));
  } else parts.push("Not tested: no rows were held out; --split 0.8 or --test FILE does that.");
  const items = features.map(({ name, gain }) => ({ feature: name, share: gain }));
  parts.push(printImportance(items, TOP, { width, colour }));
  return parts.join("\n\n");
}

/** Means over the folds with their standard errors, then all rows together. */
function printFolds({ folds, metrics, evaluation }: CrossValidated, { width, colour }: Io): string {
  const told = (["accuracy", "macroF1", "logLoss", "rocAuc"] as const).map((name) => {
    const { mean, standardError } = metrics[name];
    const spread = standardError === null ? "" : ` ± ${formatScore(standardError)}`;
    return `${METRIC_NAMES[name]} ${formatScore(mean)}${spread}`;
  });
  const title = "All rows, each by the model of the other folds";
  return `Cross-validation, ${folds} folds: ${told.join(", ")}\n\n${printEvaluation(evaluation, { title, width, colour })}`;
}

const METRIC_NAMES = {
  accuracy: "accuracy",
  macroF1: "macro-F1",
  logLoss: "log-loss",
  rocAuc: "ROC AUC",
} as const;

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
export function printTraining({ method, seconds, rows, model, synthetic }: TrainReport): string {
  const { rounds, trees } = model;
  const steps =
    method !== "boosting"
      ? `${formatCount(trees)} trees`
      : `${formatCount(rounds)} rounds${trees > rounds ? ` of ${trees / rounds} trees` : ""}`;
  const trained = `${method}: ${steps} in ${formatSeconds(seconds)} on ${formatCount(rows)} rows`;
  return synthetic === undefined ? trained : `${trained}\n${printSynthetic(synthetic, model.classes)}`;
}

/** "smote made 12 rows of a and 7 of b; on held-out rows macro-F1 is 0.531 with them, 0.486 without". */
function printSynthetic(
  { strategy, rows, macroF1, macroF1Without }: SyntheticInfo,
  classes: readonly string[],
): string {
  const made = classes.flatMap((name, i) =>
    (rows[i] ?? 0) > 0 ? [`${formatCount(rows[i] as number)} of ${printable(name)}`] : [],
  );
  const what = `${strategy} made ${made.length === 0 ? "no rows" : `rows: ${made.join(", ")}`}`;
  if (macroF1 === undefined || macroF1Without === undefined) return what;
  return `${what}; on held-out rows macro-F1 is ${formatScore(macroF1)} with them and ${formatScore(macroF1Without)} without`;
}

/** A sentence where making rows did harm. */
export function syntheticWarning(synthetic: SyntheticInfo | undefined): string[] {
  const { strategy, macroF1, macroF1Without } = synthetic ?? {};
  if (macroF1 === undefined || macroF1Without === undefined || macroF1 >= macroF1Without) return [];
  return [
    `${strategy} made it worse: macro-F1 on held-out rows is ${formatScore(macroF1)}, and ${formatScore(macroF1Without)} without it; better leave it off`,
  ];
}

export function printSaved({ path, bytes, sha256 }: WrittenFile): string {
  return `saved ${path} (${formatBytes(bytes)}, sha256 ${sha256.slice(0, 12)}…)`;
}
