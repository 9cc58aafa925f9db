// Path lengths to anomaly scores. In: the margins of a model's anomaly output, which are mean path lengths in an isolation
// forest (Liu, Ting, Zhou 2008), and what the metadata says of it. Out: scores from 0 to 1, 2^(-path / normaliser): 0.5 for a
// path as long as that of a row like any other, more for a shorter one. A row is anomalous above the threshold, not at it.

import { HedgerowError } from "../error.ts";
import { exp } from "./exp.ts";
import type { Header } from "./header.ts";
import type { ToProbabilities } from "./probability.ts";

/** The classes of an isolation forest. */
export const ANOMALY_CLASSES: readonly string[] = ["normal", "anomaly"];

/** The threshold where no contamination is given, as in the paper. */
const DEFAULT_THRESHOLD = 0.5;

/** What the metadata says of the anomaly output. */
export interface AnomalyInfo {
  /** Its index among the outputs. */
  output: number;
  /** The path length whose score is 0.5. */
  normaliser: number;
  /** Scores above it are anomalous. */
  threshold: number;
  /** The share of the training rows that was to lie above the threshold; "none": the threshold is 0.5. */
  contamination: number | "none";
}

/** The anomaly score of one record. */
export interface Anomaly {
  /** 0 to 1; more is more unusual. */
  score: number;
  /** Whether the score is above the threshold. */
  anomalous: boolean;
  threshold: number;
}

/** The anomaly scores of many rows. */
export interface Anomalies {
  rows: number;
  scores: Float64Array;
  /** 1 for a row above the threshold. */
  anomalous: Uint8Array;
  threshold: number;
}

/** Throws `bad-model` where the metadata's word on the anomaly output is damaged; undefined is none. */
export function checkAnomaly(json: unknown, header: Header): void {
  if (json === undefined) return;
  const info = (json ?? {}) as Partial<AnomalyInfo>;
  const fits =
    info.output === header.outputs - 1 &&
    typeof info.normaliser === "number" &&
    info.normaliser > 0 &&
    typeof info.threshold === "number";
  if (!fits) throw new HedgerowError("bad-model", "the model's description of its anomaly score is damaged");
}

function scoreOf(margin: number, normaliser: number): number {
  return exp((-margin / normaliser) * Math.LN2);
}

/** The answer for one margin of the anomaly output. */
export function anomalyOf({ normaliser, threshold }: AnomalyInfo, margin: number): Anomaly {
  const score = scoreOf(margin, normaliser);
  return { score, anomalous: score > threshold, threshold };
}

/** The answers for rows of margins, `outputs` a row. */
export function anomaliesOf(info: AnomalyInfo, margins: Float64Array, outputs: number): Anomalies {
  const { output, normaliser, threshold } = info;
  const rows = margins.length / outputs;
  const scores = new Float64Array(rows);
  const anomalous = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const score = scoreOf(margins[row * outputs + output] as number, normaliser);
    scores[row] = score;
    anomalous[row] = score > threshold ? 1 : 0;
  }
  return { rows, scores, anomalous, threshold };
}

/**
 * The least threshold with at most a share `contamination` of these rows above it. Rows of equal score are on one side, so
 * it may be fewer.
 */
export function thresholdFor(
  contamination: number | "none",
  margins: Float64Array,
  normaliser: number,
): number {
  if (contamination === "none") return DEFAULT_THRESHOLD;
  const scores = margins.map((margin) => scoreOf(margin, normaliser)).sort();
  const above = Math.floor(contamination * scores.length);
  return scores[scores.length - 1 - above] as number;
}

/**
 * Probabilities of an isolation forest's two classes: the score, bent so that the threshold becomes 0.5 and the label of
 * the greater probability says the same as the threshold. They rank rows; they are no frequencies.
 */
export function anomalyShares(info: AnomalyInfo | undefined, classes: number): ToProbabilities | undefined {
  if (info === undefined || classes !== 2) return undefined;
  const { normaliser, output, threshold } = info;
  // The path length at the threshold; a threshold of 1 or 0 leaves all rows on one side of it.
  const bend = threshold > 0 && threshold < 1 ? -Math.LN2 / Math.log(threshold) : 1;
  return (margins, out, at) => {
    const margin = margins[output] as number;
    const bent = exp((-margin / normaliser) * Math.LN2 * bend);
    const above = scoreOf(margin, normaliser) > threshold;
    const second = above ? Math.max(bent, 0.5 + Number.EPSILON) : Math.min(bent, 0.5);
    out[at] = 1 - second;
    out[at + 1] = second;
  };
}
