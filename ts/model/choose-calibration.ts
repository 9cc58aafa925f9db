// Which calibration a model gets. In: probabilities of rows that the trees did not see, their true classes and weights.
// Out: the calibration, and the same rows calibrated, each by a fit that did not see it. Methods are compared by their
// log-loss over folds of these rows; one replaces another by winning by more than the standard error of the difference.

import { stratifiedFolds } from "../data/folds.ts";
import { type Calibration, type CalibrationMap, calibrator } from "./calibration.ts";
import type { CalibrationRows } from "./calibration-rows.ts";
import { fitIsotonic } from "./isotonic.ts";
import { ln } from "./log.ts";
import { fitPlatt, fitTemperature, fitVector } from "./scaling.ts";

/** What the option `calibrate` can be. */
export type Calibrate = "auto" | CalibrationMap["method"];
export const CALIBRATE: readonly Calibrate[] = ["auto", "none", "temperature", "platt", "vector", "isotonic"];

/** What calibration is fitted on. */
export interface UnseenRows {
  classes: number;
  /** Row after row, one a class, as the trees say. */
  probabilities: Float64Array;
  truth: Uint16Array;
  weights: Float64Array;
  /** See `Temperature`. */
  squeeze: number;
}

/** A calibration, and the probabilities of all the rows given. */
export interface Calibrated {
  calibration: Calibration;
  probabilities: Float64Array;
}

/** A method over folds: rows calibrated by fits on the other folds, and the loss of each. */
interface Crossed {
  method: CalibrationMap["method"];
  probabilities: Float64Array;
  losses: Float64Array;
}

const FITS: Readonly<
  Record<CalibrationMap["method"], (data: CalibrationRows, part: Uint32Array) => CalibrationMap>
> = {
  none: () => ({ method: "none" }),
  temperature: fitTemperature,
  platt: fitPlatt,
  vector: fitVector,
  isotonic: fitIsotonic,
};

const FOLDS = 5;
/** Below these, only the one parameter of a temperature can be told from chance. */
const LEAST_ROWS = 50;
const LEAST_ROWS_OF_CLASS = 5;
/** With more classes slopes and offsets cost more time than they bring. */
const MOST_CLASSES = 20;
/** From so many rows a parameter on, a slope and an offset a class are the start. Chosen on splits of training sides and samples. */
const ROWS_A_PARAMETER = 40;
/** More rows would hardly move a few parameters. */
const MOST_ROWS = 10_000;

/**
 * Chooses and fits; undefined where fewer than two rows have weight. `turn` is awaited between fits: other work gets its
 * turn there.
 */
export async function chooseCalibration(
  unseen: UnseenRows,
  calibrate: Calibrate,
  turn: () => Promise<void> = async () => {},
): Promise<Calibrated | undefined> {
  const chosen = chooseRows(unseen);
  if (chosen.length < 2) return undefined;
  const data = gather(unseen, chosen);
  const folds = stratifiedFolds(data.truth, FOLDS, 0);
  const raw = await crossFit(data, folds, "none", turn);
  let best: Crossed | undefined;
  for (const method of calibrate === "auto" ? candidates(data) : [calibrate]) {
    const next = method === "none" ? raw : await crossFit(data, folds, method, turn);
    if (best === undefined || winsBeyondChance(next, best, data.weights)) best = next;
  }
  const { method, losses, probabilities } = best ?? raw;
  const map = FITS[method](data, everyRow(data.rows));
  const calibration = {
    ...map,
    rows: data.rows,
    logLossBefore: mean(raw.losses, data.weights),
    logLossAfter: mean(losses, data.weights),
  };
  return { calibration, probabilities: spread(unseen, chosen, map, probabilities) };
}

/** Rows that have weight; of many, evenly spaced ones. */
function chooseRows({ weights }: UnseenRows): Uint32Array {
  const weighty = everyRow(weights.length).filter((row) => (weights[row] as number) > 0);
  if (weighty.length <= MOST_ROWS) return weighty;
  return Uint32Array.from(
    { length: MOST_ROWS },
    (_, i) => weighty[Math.floor((i * weighty.length) / MOST_ROWS)] as number,
  );
}

function gather(unseen: UnseenRows, chosen: Uint32Array): CalibrationRows {
  const { classes, squeeze } = unseen;
  const probabilities = new Float64Array(chosen.length * classes);
  chosen.forEach((row, i) => {
    probabilities.set(unseen.probabilities.subarray(row * classes, (row + 1) * classes), i * classes);
  });
  const weights = Float64Array.from(chosen, (row) => unseen.weights[row] as number);
  const average = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return {
    rows: chosen.length,
    classes,
    probabilities,
    logs: probabilities.map((probability) => ln(probability + squeeze)),
    squeeze,
    truth: Uint16Array.from(chosen, (row) => unseen.truth[row] as number),
    weights: weights.map((weight) => weight / average),
  };
}

/**
 * The methods that so many rows can tell apart; each must beat those before it beyond chance. To change nothing comes last,
 * as the rows that told boosting when to stop make it look a little truer than it is.
 */
function candidates(data: CalibrationRows): CalibrationMap["method"][] {
  const { rows, classes, truth, probabilities, squeeze } = data;
  const counts = new Float64Array(classes);
  let denied = false;
  for (let row = 0; row < rows; row++) {
    const label = truth[row] as number;
    counts[label] = (counts[label] as number) + 1;
    if ((probabilities[row * classes + label] as number) < squeeze) denied = true;
  }
  // A model that has denied what was true can not stay as it is: one such row may cost any loss.
  if (rows < LEAST_ROWS) return denied ? ["temperature"] : ["none", "temperature"];
  const last: CalibrationMap["method"][] = denied ? [] : ["none"];
  const rare = counts.some((count) => count < LEAST_ROWS_OF_CLASS);
  if (classes > MOST_CLASSES || rare) return ["temperature", ...last];
  // The vector's pull to no change makes it a safe start, rows permitting.
  if (rows >= ROWS_A_PARAMETER * 2 * classes) return ["vector", "isotonic", ...last];
  return ["temperature", "vector", "isotonic", ...last];
}

async function crossFit(
  data: CalibrationRows,
  folds: Uint8Array,
  method: CalibrationMap["method"],
  turn: () => Promise<void>,
): Promise<Crossed> {
  const { rows, classes, truth } = data;
  const probabilities = data.probabilities.slice();
  for (let fold = 0; method !== "none" && fold < FOLDS; fold++) {
    const part = everyRow(rows).filter((row) => folds[row] !== fold);
    if (part.length === 0 || part.length === rows) continue;
    await turn();
    const calibrate = calibrator(FITS[method](data, part), classes);
    for (let row = 0; row < rows; row++) if (folds[row] === fold) calibrate(probabilities, row * classes);
  }
  const losses = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const probability = probabilities[row * classes + (truth[row] as number)] as number;
    losses[row] = -ln(Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, probability)));
  }
  return { method, probabilities, losses };
}

/** Whether the mean loss is lower by more than the standard error of the difference. */
function winsBeyondChance(next: Crossed, best: Crossed, weights: Float64Array): boolean {
  const gains = best.losses.map((loss, row) => loss - (next.losses[row] as number));
  const gain = mean(gains, weights);
  let total = 0;
  let squares = 0;
  weights.forEach((weight, row) => {
    const error = weight * ((gains[row] as number) - gain);
    total += weight;
    squares += error * error;
  });
  return gain > Math.sqrt(squares) / total;
}

/** The chosen rows as crossed, all others (which no fit has seen) by the calibration itself. */
function spread(
  unseen: UnseenRows,
  chosen: Uint32Array,
  map: CalibrationMap,
  crossed: Float64Array,
): Float64Array {
  const { classes } = unseen;
  const probabilities = unseen.probabilities.slice();
  const calibrate = calibrator(map, classes);
  let next = 0;
  for (let row = 0; row < unseen.truth.length; row++) {
    if (chosen[next] !== row) calibrate(probabilities, row * classes);
    else {
      probabilities.set(crossed.subarray(next * classes, (next + 1) * classes), row * classes);
      next++;
    }
  }
  return probabilities;
}

function everyRow(rows: number): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, row) => row);
}

function mean(values: Float64Array, weights: Float64Array): number {
  let sum = 0;
  let total = 0;
  values.forEach((value, row) => {
    sum += value * (weights[row] as number);
    total += weights[row] as number;
  });
  return sum / total;
}
