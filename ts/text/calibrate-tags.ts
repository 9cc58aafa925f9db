/**
 * Margins -> scores that are true, and the score to abstain below. In: the margins of rows by fits that did not see them, and
 * their labels. Out: for one label a text a slope of the softmax (temperature scaling); for several a slope and an offset of
 * the logistic function, the same for all labels (Platt), and a threshold a label.
 */
import type { CalibrationRows } from "../model/calibration-rows.ts";
import { exp } from "../model/exp.ts";
import { ln } from "../model/log.ts";
import { minimise } from "../model/newton.ts";
import { fitTemperature } from "../model/scaling.ts";
import type { RowLabels } from "./linear.ts";

export interface HeldOut {
  readonly margins: Float64Array;
  readonly labels: RowLabels;
  readonly labelCount: number;
  /** The rows that were held out. */
  readonly rows: readonly number[];
}

export interface Link {
  readonly slope: number;
  readonly offset: number;
}

function logisticLoss(logit: number, truth: number): number {
  return Math.max(logit, 0) - truth * logit + ln(1 + exp(-Math.abs(logit)));
}

/** The slope of least log-loss. */
export function fitSoftmax({ margins, labels, labelCount, rows }: HeldOut): Link {
  const logs = new Float64Array(rows.length * labelCount);
  rows.forEach((row, i) => {
    logs.set(margins.subarray(row * labelCount, (row + 1) * labelCount), i * labelCount);
  });
  const data: CalibrationRows = {
    rows: rows.length,
    classes: labelCount,
    probabilities: logs,
    logs,
    squeeze: 0,
    truth: Uint16Array.from(rows, (row) => labels[row]?.[0] as number),
    weights: new Float64Array(rows.length).fill(1),
  };
  const { slopes } = fitTemperature(data, Uint32Array.from(rows.keys()));
  return { slope: slopes[0] as number, offset: 0 };
}

/** Slope and offset of least log-loss over all pairs of rows and labels. */
export function fitLogistic({ margins, labels, labelCount, rows }: HeldOut): Link {
  const start = Float64Array.of(2, -1);
  const found = minimise(
    (at, gradient, hessian) => {
      gradient.fill(0);
      hessian.fill(0);
      const [slope = 0, offset = 0] = at;
      let value = 0;
      for (const row of rows) {
        const own = new Set(labels[row]);
        for (let k = 0; k < labelCount; k++) {
          const margin = margins[row * labelCount + k] as number;
          const logit = slope * margin + offset;
          const p = 1 / (1 + exp(-logit));
          const truth = own.has(k) ? 1 : 0;
          value += logisticLoss(logit, truth);
          const spread = p * (1 - p);
          gradient[0] = (gradient[0] as number) + (p - truth) * margin;
          gradient[1] = (gradient[1] as number) + (p - truth);
          hessian[0] = (hessian[0] as number) + spread * margin * margin;
          hessian[2] = (hessian[2] as number) + spread * margin;
          hessian[3] = (hessian[3] as number) + spread;
        }
      }
      return value;
    },
    start,
    1e-8 * rows.length,
  );
  return { slope: Math.max(0.01, found[0] as number), offset: found[1] as number };
}

/**
 * The least score with which at least this share of the answers is right: the answers are rows of `scores`, `right` says
 * which. More than 1, which no score reaches, where there is none.
 */
export function thresholdFor(scores: Float64Array, right: Uint8Array, precision: number): number {
  const order = Uint32Array.from(scores.keys()).sort(
    (a, b) => (scores[b] as number) - (scores[a] as number) || a - b,
  );
  let threshold = 2;
  let hits = 0;
  order.forEach((row, i) => {
    hits += right[row] as number;
    const isLastOfEqual = i + 1 === order.length || scores[order[i + 1] as number] !== scores[row];
    if (isLastOfEqual && hits >= precision * (i + 1))
      threshold = i + 1 === order.length ? 0 : (scores[row] as number);
  });
  return threshold;
}

/** The score of the best F1 for a label, or `otherwise` where too few rows have it. */
export function bestF1Threshold(scores: Float64Array, truth: Uint8Array, otherwise: number): number {
  const positives = truth.reduce((sum, each) => sum + each, 0);
  if (positives < LEAST_POSITIVES) return otherwise;
  const order = Uint32Array.from(scores.keys()).sort(
    (a, b) => (scores[b] as number) - (scores[a] as number) || a - b,
  );
  let best = 0;
  let threshold = otherwise;
  let hits = 0;
  order.forEach((row, i) => {
    hits += truth[row] as number;
    const isLastOfEqual = i + 1 === order.length || scores[order[i + 1] as number] !== scores[row];
    const f1 = (2 * hits) / (i + 1 + positives);
    if (!isLastOfEqual || f1 <= best) return;
    best = f1;
    threshold = scores[row] as number;
  });
  return threshold;
}

const LEAST_POSITIVES = 5;
