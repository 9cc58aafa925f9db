// Predictions beside the truth in; for each class, against all others, its ROC and precision-recall curves and what thresholds do out.
// Thresholds are chosen on rows that the model has not seen, where training left some, and measured on the test rows.

import type { Dataset } from "../data/dataset.ts";
import { besideTruth } from "../evaluate/evaluate.ts";
import type { EvaluationInput } from "../evaluate/evaluation-input.ts";
import { averagePrecision, precisionRecallCurve, rank, rocAuc, rocCurve } from "../evaluate/ranking.ts";
import { chooseThreshold, precisionRecallAt, type ThresholdRule } from "../evaluate/threshold.ts";
import type { Model, UnseenPredictions } from "../model/model.ts";
import type { ClassCurves, ThresholdLine } from "./results.ts";

/** Corners that a plot of this size can show. */
const RESOLUTION = 200;

const RULES: readonly [chosenFor: string, rule: ThresholdRule][] = [
  ["at most 0.1% false positives", { maxFalsePositiveRate: 0.001 }],
  ["at most 1% false positives", { maxFalsePositiveRate: 0.01 }],
  ["at most 5% false positives", { maxFalsePositiveRate: 0.05 }],
  ["the best F1", { fBeta: 1 }],
  ["the best F2 (recall counts for more)", { fBeta: 2 }],
];

/** Curves of the second of two classes, or of each of more. */
export function curvesOf(model: Model, test: Dataset): ClassCurves[] {
  const input = besideTruth(model.predictMany(test), test);
  const { classes } = input;
  return classes.flatMap((label, k) => {
    if (classes.length === 2 && k === 0) return [];
    const { scores, truth } = against(input, k);
    const ranking = rank(scores, truth, input.weights);
    const { positives, negatives } = ranking;
    if (positives === 0 || negatives === 0) return [];
    return [
      {
        label,
        positives,
        negatives,
        roc: rocCurve(ranking, RESOLUTION),
        precisionRecall: precisionRecallCurve(ranking, RESOLUTION),
        rocAuc: rocAuc(ranking),
        prAuc: averagePrecision(ranking),
        thresholds: thresholdsOf(model, label, scores, truth, input.weights),
      },
    ];
  });
}

/** Whether thresholds are chosen on other rows than they are measured on. */
export function choosesApart({ unseen }: Model): boolean {
  return unseen !== undefined && unseen.rows > 0;
}

function thresholdsOf(
  model: Model,
  label: string,
  scores: Float64Array,
  truth: Uint8Array,
  weights: EvaluationInput["weights"],
): ThresholdLine[] {
  const own = choosesApart(model) ? unseenAgainst(model.unseen as UnseenPredictions, label) : undefined;
  const from = own ?? { scores, truth };
  if (!from.truth.includes(1) || !from.truth.includes(0)) return [];
  const lines = RULES.map(([chosenFor, rule]): ThresholdLine => {
    const { threshold } = chooseThreshold(
      from.scores,
      from.truth,
      rule,
      own === undefined ? { weights } : {},
    );
    return { chosenFor, ...precisionRecallAt(scores, truth, threshold, weights) };
  });
  const { decision } = model.info;
  if (decision?.positive === label && decision.threshold !== undefined)
    lines.push({ chosenFor: "in use", ...precisionRecallAt(scores, truth, decision.threshold, weights) });
  return lines;
}

function unseenAgainst(
  unseen: UnseenPredictions,
  label: string,
): { scores: Float64Array; truth: Uint8Array } | undefined {
  const k = unseen.classes.indexOf(label);
  if (k < 0) return undefined;
  const { classes, truth: labels, probabilities } = unseen;
  return against({ classes: [...classes], labels, probabilities }, k);
}

function against(
  { classes, labels, probabilities }: Pick<EvaluationInput, "classes" | "labels" | "probabilities">,
  k: number,
): { scores: Float64Array; truth: Uint8Array } {
  return {
    scores: Float64Array.from(labels, (_, row) => probabilities[row * classes.length + k] as number),
    truth: Uint8Array.from(labels, (label) => (label === k ? 1 : 0)),
  };
}
