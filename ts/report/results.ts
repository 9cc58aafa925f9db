// What a report shows, as plain data: it can be printed as JSON, posted between threads and rendered anywhere. Nothing here is a class
// instance; what is undefined is null or left out.

import type { CalibrationReport } from "../evaluate/calibration-report.ts";
import type { Comparison } from "../evaluate/compare.ts";
import type { Evaluation } from "../evaluate/evaluation.ts";
import type { PrecisionRecallPoint, RocPoint } from "../evaluate/ranking.ts";
import type { OperatingPoint } from "../evaluate/threshold.ts";
import type { Exploration } from "../explore/explore.ts";
import type { Explanation } from "../model/explanation.ts";
import type { Importance } from "../model/importance.ts";
import type { ModelInfo } from "../model/metadata.ts";

/** Everything a report shows. */
export interface ReportResults {
  title: string;
  made: Making;
  /** A first look at the rows trained on. */
  exploration: Exploration;
  /** Every column of the data, features or not. */
  dictionary: DictionaryEntry[];
  /** By cross-validation on the rows trained on, so that the test rows have no say in which model is chosen. */
  comparison?: Comparison;
  model: ReportedModel;
  /** On the test rows. */
  evaluation: Evaluation;
  /** One class against all others: with two classes of the positive one alone. */
  curves: ClassCurves[];
  calibration: CalibrationReport;
  /** Why the model answers as it does, over test rows, for each class (with two classes the positive one). */
  reasons: ClassReasons[];
  /** Test rows answered wrongly, the surest first. */
  errors: ErrorExample[];
  /** What a reader should know, one sentence each. */
  warnings: string[];
}

/** How it was made. */
export interface Making {
  /** Version of the package. */
  hedgerow: string;
  /** SHA-256 over all columns of the rows: the same cells in the same order give the same. null without WebCrypto. */
  dataHash: { train: string | null; test: string | null };
  /** The files they came from. */
  files?: { name: string; bytes?: number; sha256?: string }[];
  rows: { train: number; test: number };
  /** Where the test rows come from: "20% of the rows, drawn with seed 0". */
  testRows: string;
  seed: number;
  /** The day, as ISO 8601, where it is to be said. */
  date?: string;
}

/** One column of the data. */
export interface DictionaryEntry {
  column: string;
  /** Its kind as a feature, "label", or "left out". */
  type: string;
  /** What it is and why it counts as that. */
  description: string;
  /** Its values in short: a range, or the most frequent. */
  values: string;
  /** Share of the rows without a value. */
  missing: number;
  distinct: number;
}

/** The model that was chosen. */
export interface ReportedModel extends Omit<ModelInfo, "encoder" | "drift"> {
  /** Why it is this one. */
  why: string;
  /** SHA-256 of its bytes; null without WebCrypto. */
  sha256: string | null;
  importance: Importance[];
  /** Which rows the thresholds of `curves` were chosen on; what they do is always told of the test rows. */
  thresholdsFrom: "rows the trees did not see" | "these test rows";
}

export interface ClassCurves {
  label: string;
  /** Test rows of the class, and of all others. */
  positives: number;
  negatives: number;
  roc: RocPoint[];
  precisionRecall: PrecisionRecallPoint[];
  rocAuc: number | null;
  prAuc: number | null;
  /** What thresholds on the class's probability do on the test rows. */
  thresholds: ThresholdLine[];
}

/** A threshold and why it is in the table. */
export interface ThresholdLine extends OperatingPoint {
  /** "at most 1% false positives", "best F1", "in use". */
  chosenFor: string;
}

export interface ClassReasons {
  label: string;
  unit: Explanation["unit"];
  /** Rows explained. */
  rows: number;
  features: FeatureReasons[];
}

/** What a feature contributed to the margin of a class, by TreeSHAP. */
export interface FeatureReasons {
  feature: string;
  meanAbsolute: number;
  /** Spearman's correlation of the value and the contribution; null where values have no order. */
  direction: number | null;
  /** Where values have no order: those that speak most for the class, then those that speak most against it. */
  values: { value: string; mean: number; rows: number }[];
  /** One entry a row: the contribution, and the value's rank among all, 0 to 1 (null where it has none). */
  points: [contribution: number, rank: number | null][];
}

export interface ErrorExample {
  /** Row of the test data, from 1. */
  row: number;
  truth: string;
  answer: string;
  /** Of the answer, and of the truth. */
  probability: number;
  truthProbability: number;
  /** What spoke for the answer and against it, the strongest first. */
  reasons: { feature: string; value: string; contribution: number }[];
  unit: Explanation["unit"];
}
