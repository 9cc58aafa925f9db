// True labels and predicted probabilities in, every score of a classifier out, as one plain object for JSON: what
// is undefined (the AUC of a class without rows) is null, never NaN.

import { expectedCalibrationError, type ReliabilityBin, reliabilityCurve } from "./calibration.ts";
import {
  accuracy,
  balancedAccuracy,
  type ClassScores,
  type ConfusionMatrix,
  classScores,
  confusionMatrix,
  macroF1,
  matthewsCorrelation,
  weightedF1,
} from "./confusion.ts";
import { checkInput, type EvaluationInput } from "./evaluation-input.ts";
import { brierScore, logLoss } from "./loss.ts";
import { averagePrecision, rank, rocAuc } from "./ranking.ts";
import { type OperatingPoint, precisionRecallAt } from "./threshold.ts";
import { topClass } from "./top-class.ts";

export interface ClassEvaluation {
  label: string;
  precision: number;
  recall: number;
  f1: number;
  /** Rows of this class; their weight where there are weights. */
  support: number;
  /** This class against all others; null where either side has no row. So the next. */
  rocAuc: number | null;
  prAuc: number | null;
}

export interface Evaluation {
  rows: number;
  /** The class the areas (with two classes) and the thresholds are about. */
  positive?: string;
  accuracy: number;
  balancedAccuracy: number;
  macroF1: number;
  weightedF1: number;
  mcc: number;
  logLoss: number;
  /** With two classes the squared error of the positive class, 0 to 1; with more the sum over classes, 0 to 2. */
  brier: number;
  /** With two classes that of the positive class; with more the mean over the classes where it is defined. So the next. */
  rocAuc: number | null;
  prAuc: number | null;
  /** Expected calibration error over the bins of `reliability`. */
  calibrationError: number;
  perClass: ClassEvaluation[];
  /** Rows are the truth, columns the prediction. */
  confusion: { classes: string[]; matrix: number[][] };
  /** 15 bins of equal width of the probability: with two classes of the positive class, with more of the predicted one. */
  reliability: ReliabilityBin[];
  /** What each of the thresholds given does on these rows. */
  thresholds?: OperatingPoint[];
}

/**
 * All scores of the predictions. The predicted class is the most probable one, of equals the first, unless `predicted` says otherwise.
 *
 * @example
 * evaluateProbabilities({
 *   classes: ["benign", "malicious"],
 *   labels: Uint16Array.of(0, 1),
 *   probabilities: Float64Array.of(0.8, 0.2, 0.4, 0.6),
 * }).accuracy; // 1
 */
export function evaluateProbabilities(input: EvaluationInput): Evaluation {
  const positive = checkInput(input);
  const { classes, labels, probabilities, weights } = input;
  const size = classes.length;
  const top = topClass(probabilities, size);
  const matrix = confusionMatrix(labels, input.predicted ?? top.labels, size, weights);
  const scores = classScores(matrix);
  const perClass = evaluateClasses(input, scores);
  const area = size === 2 ? perClass[positive as number] : undefined;
  const reliability = reliabilityOf(input, top, positive);
  const evaluation: Evaluation = {
    rows: labels.length,
    accuracy: accuracy(matrix),
    balancedAccuracy: balancedAccuracy(scores),
    macroF1: macroF1(scores),
    weightedF1: weightedF1(scores),
    mcc: matthewsCorrelation(matrix, scores),
    logLoss: logLoss(labels, probabilities, size, weights),
    brier: brierScore(labels, probabilities, size, weights),
    rocAuc: area === undefined ? meanOfDefined(perClass.map((one) => one.rocAuc)) : area.rocAuc,
    prAuc: area === undefined ? meanOfDefined(perClass.map((one) => one.prAuc)) : area.prAuc,
    // There is at least one row with weight, so the curve is not empty.
    calibrationError: expectedCalibrationError(reliability) as number,
    perClass,
    confusion: { classes: [...classes], matrix: rowsOf(matrix) },
    reliability,
  };
  if (positive !== undefined) evaluation.positive = classes[positive] as string;
  if (input.thresholds !== undefined) {
    const column = columnOf(input, positive as number);
    evaluation.thresholds = input.thresholds.map((at) =>
      precisionRecallAt(column.scores, column.truth, at, weights),
    );
  }
  return evaluation;
}

function evaluateClasses(input: EvaluationInput, scores: readonly ClassScores[]): ClassEvaluation[] {
  const present = scores.filter((score) => score.support > 0).length;
  return scores.map(({ precision, recall, f1, support }, k) => {
    const one: ClassEvaluation = {
      label: input.classes[k] as string,
      precision,
      recall,
      f1,
      support,
      rocAuc: null,
      prAuc: null,
    };
    // Ranking sorts all rows: not for a class where it cannot say anything.
    if (support > 0 && present > 1) {
      const column = columnOf(input, k);
      const ranking = rank(column.scores, column.truth, input.weights);
      one.rocAuc = rocAuc(ranking);
      one.prAuc = averagePrecision(ranking);
    }
    return one;
  });
}

function reliabilityOf(
  input: EvaluationInput,
  top: { labels: Uint16Array; confidence: Float64Array },
  positive: number | undefined,
): ReliabilityBin[] {
  const options = { bins: input.bins ?? 15, weights: input.weights };
  if (input.classes.length === 2) {
    const column = columnOf(input, positive as number);
    return reliabilityCurve(column.scores, column.truth, options);
  }
  const cameTrue = Uint8Array.from(top.labels, (label, row) => (label === input.labels[row] ? 1 : 0));
  return reliabilityCurve(top.confidence, cameTrue, options);
}

/** One class against all others. */
function columnOf(input: EvaluationInput, k: number): { scores: Float64Array; truth: Uint8Array } {
  const { classes, labels, probabilities } = input;
  const scores = new Float64Array(labels.length);
  const truth = new Uint8Array(labels.length);
  for (let row = 0; row < labels.length; row++) {
    scores[row] = probabilities[row * classes.length + k] as number;
    truth[row] = labels[row] === k ? 1 : 0;
  }
  return { scores, truth };
}

function rowsOf({ size, cells }: ConfusionMatrix): number[][] {
  return Array.from({ length: size }, (_, truth) => [...cells.subarray(truth * size, (truth + 1) * size)]);
}

function meanOfDefined(values: readonly (number | null)[]): number | null {
  const defined = values.filter((value) => value !== null);
  if (defined.length === 0) return null;
  return defined.reduce((sum, value) => sum + value, 0) / defined.length;
}
