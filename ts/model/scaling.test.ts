// Fits are held to scikit-learn 1.9.1 and SciPy 1.17.1. The rows, as those were given them:
//
//   i = np.arange(400); w = 1 + (i % 3) / 2; w = w / w.mean(); u = ((i * 61) % 397) / 397
//   p = ((i * 37) % 401 + 0.5) / 402; y = (u < p ** 2).astype(int); z = np.log(p) - np.log(1 - p)
//   q = np.stack([1 + (i * 37) % 401, 1 + (i * 53) % 397, 1 + (i * 71) % 389], 1) ** 1.5
//   P = q / q.sum(1, keepdims=True); L = np.log(P)
//   S = P ** 0.6; S /= S.sum(1, keepdims=True); Y = (u[:, None] > S.cumsum(1)[:, :2]).sum(1)

import { expect, test } from "vitest";
import { Random } from "../data/random.ts";
import { calibrator } from "./calibration.ts";
import type { CalibrationRows } from "./calibration-rows.ts";
import { fitPlatt, fitTemperature, fitVector } from "./scaling.ts";

const ROWS = 400;

function rowsOf(
  classes: number,
  probabilities: number[],
  truth: number[],
  weights?: number[],
): CalibrationRows {
  const mean = weights === undefined ? 1 : weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return {
    rows: truth.length,
    classes,
    probabilities: Float64Array.from(probabilities),
    logs: Float64Array.from(probabilities, Math.log),
    squeeze: 1e-12,
    truth: Uint16Array.from(truth),
    weights: Float64Array.from(truth, (_, row) => (weights?.[row] ?? 1) / mean),
  };
}

function all({ rows }: CalibrationRows): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, row) => row);
}

const indexes = Array.from({ length: ROWS }, (_, i) => i);
const draw = (i: number): number => ((i * 61) % 397) / 397;
const weights = indexes.map((i) => 1 + (i % 3) / 2);

function twoClasses(weighted: boolean): CalibrationRows {
  const p = indexes.map((i) => (((i * 37) % 401) + 0.5) / 402);
  const truth = p.map((share, i) => (draw(i) < share ** 2 ? 1 : 0));
  return rowsOf(
    2,
    p.flatMap((share) => [1 - share, share]),
    truth,
    weighted ? weights : undefined,
  );
}

function threeClasses(): CalibrationRows {
  const rows = indexes.map((i) => {
    const q = [1 + ((i * 37) % 401), 1 + ((i * 53) % 397), 1 + ((i * 71) % 389)].map((x) => x ** 1.5);
    const sum = q.reduce((a, b) => a + b);
    return q.map((x) => x / sum);
  });
  const truth = rows.map((p, i) => {
    const s = p.map((x) => x ** 0.6);
    const [first = 0, second = 0, third = 0] = s;
    const sum = first + second + third;
    return (draw(i) > first / sum ? 1 : 0) + (draw(i) > (first + second) / sum ? 1 : 0);
  });
  return rowsOf(3, rows.flat(), truth, weights);
}

function expectNear(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((number, i) => {
    expect(number).toBeCloseTo(expected[i] as number, 5);
  });
}

// a, b = sklearn.calibration._sigmoid_calibration(z, y, sample_weight); the slope is -a, the offset -b
test("platt of two classes is scikit-learn's", () => {
  const plain = twoClasses(false);
  const { slopes, offsets } = fitPlatt(plain, all(plain));
  expectNear(slopes, [1.2254098868003753, 1.2254098868003753]);
  expectNear(offsets, [0, -0.9224089735016001]);
  const weighted = twoClasses(true);
  const found = fitPlatt(weighted, all(weighted));
  expectNear(found.slopes, [1.259067359941474, 1.259067359941474]);
  expectNear(found.offsets, [0, -0.9474489403024621]);
});

// T = np.full((400, 3), 1 / 402 / 2); T[i, Y] = 1 - 1 / 402
// loss = lambda s, b: np.sum(w * (np.logaddexp.reduce(s * L + b, 1) - (T * (s * L + b)).sum(1)))
// minimize_scalar(lambda s: loss(s, 0)); scikit-learn's _TemperatureScaling().fit(P, Y, w).beta_, unsmoothed, is 0.5061
test("temperature is SciPy's", () => {
  const data = threeClasses();
  const { slopes, offsets } = fitTemperature(data, all(data));
  expectNear(slopes, [0.50317731, 0.50317731, 0.50317731]);
  expect(offsets).toEqual([0, 0, 0]);
});

// minimize(lambda v: loss(v[0], v[1:]) + ((v[0] - 1) ** 2 + (v[1:] ** 2).sum()) / 2, [1, 0, 0, 0])
// minimize(lambda v: loss(v[:3], v[3:]) + (((v[:3] - 1) ** 2).sum() + (v[3:] ** 2).sum()) / 2, [1, 1, 1, 0, 0, 0])
test("platt and vector of three classes are SciPy's", () => {
  const data = threeClasses();
  const platt = fitPlatt(data, all(data));
  expectNear(platt.slopes, [0.50504172, 0.50504172, 0.50504172]);
  expectNear(platt.offsets, [0.00675823, 0.00045779, -0.00721348]);
  const vector = fitVector(data, all(data));
  expectNear(vector.slopes, [0.49723683, 0.43050504, 0.60414238]);
  expectNear(vector.offsets, [-0.01012139, -0.09598023, 0.106097]);
});

test("platt finds the slope and offset that rows were drawn with", () => {
  const random = new Random(3);
  const probabilities: number[] = [];
  const truth = Array.from({ length: 20_000 }, () => {
    const margin = 6 * random.unit() - 3;
    const share = 1 / (1 + Math.exp(-margin));
    probabilities.push(1 - share, share);
    return random.unit() < 1 / (1 + Math.exp(-(0.6 * margin + 0.8))) ? 1 : 0;
  });
  const data = rowsOf(2, probabilities, truth);
  const { slopes, offsets } = fitPlatt(data, all(data));
  expect(slopes[0]).toBeCloseTo(0.6, 1);
  expect(offsets[1]).toBeCloseTo(0.8, 1);
});

test("temperature keeps the order of the classes", () => {
  const data = threeClasses();
  const calibrate = calibrator(fitTemperature(data, all(data)), 3);
  const after = data.probabilities.slice();
  for (let at = 0; at < after.length; at += 3) {
    calibrate(after, at);
    for (const [i, j] of [
      [0, 1],
      [1, 2],
      [2, 0],
    ] as const) {
      const before = (data.probabilities[at + i] as number) - (data.probabilities[at + j] as number);
      expect(Math.sign((after[at + i] as number) - (after[at + j] as number))).toBe(Math.sign(before));
    }
  }
});

test("answers of a model that errs are not turned around, those of a sure one stay finite", () => {
  const p = indexes.map((i) => (i + 1) / (ROWS + 1));
  const probabilities = p.flatMap((share) => [1 - share, share]);
  const wrong = rowsOf(
    2,
    probabilities,
    p.map((share) => (share < 0.5 ? 1 : 0)),
  );
  const right = rowsOf(
    2,
    probabilities,
    p.map((share) => (share < 0.5 ? 0 : 1)),
  );
  for (const method of [fitTemperature, fitPlatt, fitVector]) {
    expect(Math.min(...method(wrong, all(wrong)).slopes)).toBeGreaterThanOrEqual(0.01);
    expect(Math.max(...method(right, all(right)).slopes)).toBeLessThan(1e4);
  }
});

test("rows that are all alike change nothing but the base rate", () => {
  const data = rowsOf(
    2,
    indexes.flatMap(() => [0.5, 0.5]),
    indexes.map((i) => (i % 4 === 0 ? 1 : 0)),
  );
  const row = Float64Array.of(0.5, 0.5);
  calibrator(fitPlatt(data, all(data)), 2)(row, 0);
  expect(row[1]).toBeCloseTo(0.25, 2);
});
