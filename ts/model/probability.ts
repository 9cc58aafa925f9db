// Margins to probabilities, one a class. In: the margins of one row and the model's link. Out: numbers that sum to 1.

import type { Calibrator } from "./calibration.ts";
import { exp } from "./exp.ts";
import type { Link } from "./header.ts";

/** Writes the class probabilities of one row of margins to `out` from `at` on. */
export type ToProbabilities = (margins: Float64Array, out: Float64Array, at: number) => void;

/** The way from margins to probabilities for a link and a number of classes; undefined where they do not fit. */
export function toProbabilities(link: Link, outputs: number, classes: number): ToProbabilities | undefined {
  if (link === "logistic" && outputs === 1 && classes === 2) return logistic;
  if (link === "softmax" && outputs === classes) return softmax;
  if (link === "mean" && outputs === 1 && classes === 2) return share;
  if (link === "mean" && outputs === classes) return shares;
  return undefined;
}

/** The way that ends with a calibration. */
export function calibrated(way: ToProbabilities, calibrate: Calibrator): ToProbabilities {
  return (margins, out, at) => {
    way(margins, out, at);
    calibrate(out, at);
  };
}

/** The way for rows of margins of which the first `count` belong to the classes. */
export function ofFirst(count: number, way: ToProbabilities): ToProbabilities {
  const own = new Float64Array(count);
  return (margins, out, at) => {
    for (let o = 0; o < count; o++) own[o] = margins[o] as number;
    way(own, out, at);
  };
}

function logistic(margins: Float64Array, out: Float64Array, at: number): void {
  const probability = 1 / (1 + exp(-(margins[0] as number)));
  out[at] = 1 - probability;
  out[at + 1] = probability;
}

function softmax(margins: Float64Array, out: Float64Array, at: number): void {
  let most = Number.NEGATIVE_INFINITY;
  for (const margin of margins) if (margin > most) most = margin;
  let sum = 0;
  for (let i = 0; i < margins.length; i++) {
    const weight = exp((margins[i] as number) - most);
    out[at + i] = weight;
    sum += weight;
  }
  for (let i = 0; i < margins.length; i++) out[at + i] = (out[at + i] as number) / sum;
}

function share(margins: Float64Array, out: Float64Array, at: number): void {
  const second = Math.min(1, Math.max(0, margins[0] as number));
  out[at] = 1 - second;
  out[at + 1] = second;
}

function shares(margins: Float64Array, out: Float64Array, at: number): void {
  // Leaf shares are f32: their sum is 1 but for rounding.
  let sum = 0;
  for (const margin of margins) sum += margin;
  // Trees that drew only rows of weight 0 say nothing.
  for (let i = 0; i < margins.length; i++) {
    out[at + i] = sum > 0 ? (margins[i] as number) / sum : 1 / margins.length;
  }
}
