// Calibration by scaling: softmax of slope times ln p, plus an offset. In: unseen rows with the logarithms of their
// probabilities. Out: the slopes and offsets of least log-loss. Targets are smoothed as in Platt 1999 ("Probabilistic outputs
// for support vector machines"): not 1 but (n + 1) / (n + 2), which keeps slopes finite where the classes are separated.

import type { Scaling } from "./calibration.ts";
import type { CalibrationRows } from "./calibration-rows.ts";
import { exp } from "./exp.ts";
import { ln } from "./log.ts";
import { type Convex, minimise } from "./newton.ts";

/** Slopes below are taken for this one: answers of a model that knows nothing must not be turned around. */
const LEAST_SLOPE = 0.01;
/** Pull of a slope to 1 and of an offset to 0, in rows. Chosen on held rows of training sides. */
const PULL = 1;
/** Largest mean partial derivative of a row's loss at the end. */
const TOLERANCE = 1e-10;

/** Which parameter is the slope and which the offset of each class; -1 for an offset that stays 0. */
interface Shape {
  parameters: number;
  slopes: readonly number[];
  offsets: readonly number[];
  pull: number;
}

/** One slope for all: temperature scaling. */
export function fitTemperature(data: CalibrationRows, part: Uint32Array): Scaling {
  const classes = everyClass(data);
  const shape = { parameters: 1, slopes: classes.map(() => 0), offsets: classes.map(() => -1), pull: 0 };
  return fitShape("temperature", data, part, shape, smoothedTogether(data, part));
}

/** One slope, and an offset a class. With two classes Platt's fit: one offset, targets smoothed by each class's rows. */
export function fitPlatt(data: CalibrationRows, part: Uint32Array): Scaling {
  const classes = everyClass(data);
  const slopes = classes.map(() => 0);
  if (data.classes === 2) {
    const shape = { parameters: 2, slopes, offsets: [-1, 1], pull: 0 };
    return fitShape("platt", data, part, shape, smoothedApart(data, part));
  }
  const shape = { parameters: 1 + data.classes, slopes, offsets: classes.map((k) => 1 + k), pull: PULL };
  return fitShape("platt", data, part, shape, smoothedTogether(data, part));
}

/** A slope and an offset a class. */
export function fitVector(data: CalibrationRows, part: Uint32Array): Scaling {
  const classes = everyClass(data);
  const offsets = classes.map((k) => data.classes + k);
  const shape = { parameters: 2 * data.classes, slopes: classes, offsets, pull: PULL };
  return fitShape("vector", data, part, shape, smoothedTogether(data, part));
}

function fitShape(
  method: Scaling["method"],
  data: CalibrationRows,
  part: Uint32Array,
  shape: Shape,
  targets: Float64Array,
): Scaling {
  const { parameters, slopes, offsets } = shape;
  const loss = scalingLoss(data, part, targets, shape);
  const start = new Float64Array(parameters);
  for (const slope of slopes) start[slope] = 1;
  const frozen = new Uint8Array(parameters);
  let found = minimise(loss, start, TOLERANCE * part.length);
  // Freezing one slope may push down another: at most one round a slope.
  while (slopes.some((slope) => (found[slope] as number) < LEAST_SLOPE)) {
    for (const slope of slopes) {
      if ((found[slope] as number) >= LEAST_SLOPE) continue;
      found[slope] = LEAST_SLOPE;
      frozen[slope] = 1;
    }
    found = minimise(loss, found, TOLERANCE * part.length, frozen);
  }
  return {
    method,
    squeeze: data.squeeze,
    slopes: slopes.map((slope) => found[slope] as number),
    offsets: offsets.map((offset) => (offset < 0 ? 0 : (found[offset] as number))),
  };
}

function everyClass({ classes }: CalibrationRows): number[] {
  return Array.from({ length: classes }, (_, k) => k);
}

/** Targets of all classes, row after row by true class, smoothed by the rows of all classes. */
function smoothedTogether({ classes }: CalibrationRows, part: Uint32Array): Float64Array {
  const rest = 1 / (part.length + 2);
  const targets = new Float64Array(classes * classes).fill(rest / (classes - 1));
  for (let k = 0; k < classes; k++) targets[k * classes + k] = 1 - rest;
  return targets;
}

/** The same for two classes, smoothed by the rows of each. */
function smoothedApart({ truth, weights }: CalibrationRows, part: Uint32Array): Float64Array {
  let [first, second] = [0, 0];
  for (const row of part) {
    if (truth[row] === 0) first += weights[row] as number;
    else second += weights[row] as number;
  }
  const [restOfFirst, restOfSecond] = [1 / (first + 2), 1 / (second + 2)];
  return Float64Array.of(1 - restOfFirst, restOfFirst, restOfSecond, 1 - restOfSecond);
}

/** Log-loss of softmax(slope log + offset) with its derivatives: sums of one row after another. */
function scalingLoss(data: CalibrationRows, part: Uint32Array, targets: Float64Array, shape: Shape): Convex {
  const { weights } = data;
  const row = new RowLoss(data, targets, shape);
  return (at, gradient, hessian) => {
    gradient.fill(0);
    hessian.fill(0);
    let value = 0;
    for (const index of part) {
      const weight = weights[index] as number;
      value += weight * row.score(index, at);
      row.derive(weight, gradient, hessian);
    }
    return value + pull(shape, at, gradient, hessian);
  };
}

/** The loss of one row: `score` first, then `derive`. */
class RowLoss {
  readonly #data: CalibrationRows;
  readonly #targets: Float64Array;
  readonly #shape: Shape;
  /** Probabilities of the row. */
  readonly #p: Float64Array;
  /** Mean of the logits' derivatives by each parameter, classes weighted by their probability. */
  readonly #mean: Float64Array;
  #from = 0;
  #target = 0;

  constructor(data: CalibrationRows, targets: Float64Array, shape: Shape) {
    this.#data = data;
    this.#targets = targets;
    this.#shape = shape;
    this.#p = new Float64Array(data.classes);
    this.#mean = new Float64Array(shape.parameters);
  }

  score(row: number, at: Float64Array): number {
    const { classes, logs, truth } = this.#data;
    const { slopes, offsets } = this.#shape;
    const p = this.#p;
    const from = row * classes;
    const target = (truth[row] as number) * classes;
    [this.#from, this.#target] = [from, target];
    let most = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < classes; k++) {
      const offset = offsets[k] as number;
      const scaled = (at[slopes[k] as number] as number) * (logs[from + k] as number);
      const logit = offset < 0 ? scaled : scaled + (at[offset] as number);
      p[k] = logit;
      if (logit > most) most = logit;
    }
    let sum = 0;
    let hit = 0;
    for (let k = 0; k < classes; k++) {
      const lead = (p[k] as number) - most;
      hit += (this.#targets[target + k] as number) * lead;
      p[k] = exp(lead);
      sum += p[k] as number;
    }
    for (let k = 0; k < classes; k++) p[k] = (p[k] as number) / sum;
    return ln(sum) - hit;
  }

  /** Adds to the gradient and to the lower half of the Hessian, which is all that the solver reads. */
  derive(weight: number, gradient: Float64Array, hessian: Float64Array): void {
    const { classes, logs } = this.#data;
    const { slopes, offsets, parameters } = this.#shape;
    const mean = this.#mean.fill(0);
    const add = (to: Float64Array, index: number, value: number): void => {
      to[index] = (to[index] as number) + value;
    };
    for (let k = 0; k < classes; k++) {
      const log = logs[this.#from + k] as number;
      const share = this.#p[k] as number;
      const excess = weight * (share - (this.#targets[this.#target + k] as number));
      const [slope, offset] = [slopes[k] as number, offsets[k] as number];
      add(mean, slope, share * log);
      add(gradient, slope, excess * log);
      add(hessian, slope * parameters + slope, weight * share * log * log);
      if (offset < 0) continue;
      add(mean, offset, share);
      add(gradient, offset, excess);
      // Offsets come after slopes.
      add(hessian, offset * parameters + slope, weight * share * log);
      add(hessian, offset * parameters + offset, weight * share);
    }
    for (let i = 0; i < parameters; i++) {
      const weighted = weight * (mean[i] as number);
      for (let j = 0; j <= i; j++) add(hessian, i * parameters + j, -weighted * (mean[j] as number));
    }
  }
}

function pull(shape: Shape, at: Float64Array, gradient: Float64Array, hessian: Float64Array): number {
  if (shape.pull === 0) return 0;
  let value = 0;
  at.forEach((parameter, i) => {
    const away = parameter - (shape.slopes.includes(i) ? 1 : 0);
    value += (shape.pull / 2) * away * away;
    gradient[i] = (gradient[i] as number) + shape.pull * away;
    const cell = i * at.length + i;
    hessian[cell] = (hessian[cell] as number) + shape.pull;
  });
  return value;
}
