import { expect, test } from "vitest";
import { descendingOrder } from "./order.ts";
import { averagePrecision, precisionRecallCurve, rank, rocAuc, rocCurve } from "./ranking.ts";

/** A generator for tests: whole numbers below `below`, the same in every run. */
function draws(seed: number): (below: number) => number {
  let x = seed;
  return (below) => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return (x >>> 16) % below;
  };
}

test("the radix sort gives the order of a stable comparison sort", () => {
  const draw = draws(5);
  const odd = [
    0,
    -0,
    5e-324,
    -5e-324,
    1,
    -1,
    1e308,
    -1e308,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (const rows of [0, 1, 2, 100, 5000]) {
    const scores = Float64Array.from({ length: rows }, () =>
      draw(3) === 0 ? (odd[draw(odd.length)] as number) : (draw(2000) - 1000) / 7 + draw(65536) * 2 ** -40,
    );
    const expected = Array.from(scores.keys()).sort((a, b) => {
      const [x, y] = [scores[a] as number, scores[b] as number];
      return x === y ? a - b : x > y ? -1 : 1;
    });
    expect(Array.from(descendingOrder(scores))).toEqual(expected);
  }
});

test("AUC is the share of pairs in order, ties half, weights multiplied", () => {
  const draw = draws(7);
  for (let round = 0; round < 200; round++) {
    const rows = 2 + draw(30);
    const scores = Float64Array.from({ length: rows }, () => draw(8) / 8);
    const truth = Uint8Array.from({ length: rows }, () => draw(2));
    const weights = Float64Array.from({ length: rows }, () => draw(4));
    for (const given of [undefined, weights]) {
      let [pairs, ordered] = [0, 0];
      for (let p = 0; p < rows; p++) {
        for (let n = 0; n < rows; n++) {
          if (truth[p] !== 1 || truth[n] !== 0) continue;
          const weight = given === undefined ? 1 : (given[p] as number) * (given[n] as number);
          const difference = (scores[p] as number) - (scores[n] as number);
          pairs += weight;
          ordered += weight * (difference > 0 ? 1 : difference === 0 ? 0.5 : 0);
        }
      }
      const auc = rocAuc(rank(scores, truth, given));
      if (pairs === 0) expect(auc).toBeNull();
      else expect(auc).toBeCloseTo(ordered / pairs, 12);
    }
  }
});

test("areas with one side only are null", () => {
  const ranking = rank(Float64Array.of(0.1, 0.2), Uint8Array.of(1, 1));
  expect([rocAuc(ranking), averagePrecision(ranking), rocCurve(ranking)]).toEqual([null, null, []]);
  const none = rank(Float64Array.of(0.1, 0.2), Uint8Array.of(0, 0));
  expect([rocAuc(none), averagePrecision(none), precisionRecallCurve(none)]).toEqual([null, null, []]);
});

// The first 40 rows of the data of scikit-learn.test.ts, `data(1, 300, 2, [], 2)`, each score raised by row * 1e-6
// so that none are tied: `roc_curve(y, p)` and `precision_recall_curve(y, p, drop_intermediate=True)` of 1.9.1.
function distinctRows(): { scores: Float64Array; truth: Uint8Array } {
  const draw = draws(1);
  const scores = new Float64Array(40);
  const truth = new Uint8Array(40);
  for (let row = 0; row < 40; row++) {
    const label = draw(2);
    const parts = [1 + draw(9), 1 + draw(9)] as [number, number];
    parts[label as 0 | 1] += draw(8);
    draw(8);
    scores[row] = parts[1] / (parts[0] + parts[1]) + row * 1e-6;
    truth[row] = label;
  }
  return { scores, truth };
}

test("the ROC curve has the corners of scikit-learn's", () => {
  const { scores, truth } = distinctRows();
  const falses = [0, 1, 1, 2, 2, 3, 3, 4, 4, 7, 7, 9, 9, 10, 10, 14, 14, 15, 15, 25];
  const trues = [0, 0, 4, 4, 5, 5, 6, 6, 7, 7, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15];
  const curve = rocCurve(rank(scores, truth));
  expect(curve.map((point) => Math.round(point.falsePositiveRate * 25))).toEqual(falses);
  expect(curve.map((point) => Math.round(point.truePositiveRate * 15))).toEqual(trues);
  expect(curve[0]?.threshold).toBeNull();
  expect(curve[1]?.threshold).toBeCloseTo(0.8889048888888889, 15);
  expect(curve.at(-1)?.threshold).toBeCloseTo(0.13333933333333334, 15);
});

test("the precision-recall curve has the points of scikit-learn's, without its end at recall 0", () => {
  const { scores, truth } = distinctRows();
  const trues = [0, 1, 2, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15];
  const precisions = [
    0,
    1 / 2,
    2 / 3,
    3 / 4,
    4 / 5,
    4 / 6,
    5 / 7,
    5 / 8,
    6 / 9,
    6 / 10,
    7 / 11,
    7 / 14,
    8 / 15,
  ];
  const curve = precisionRecallCurve(rank(scores, truth));
  expect(curve.map((point) => Math.round(point.recall * 15))).toEqual(trues);
  expect(curve.slice(0, 13).map((point) => point.precision)).toEqual(precisions);
  expect(curve.at(-1)?.precision).toBe(0.375);
});

test("a thinned curve keeps its ends and stays close", () => {
  const draw = draws(11);
  const truth = Uint8Array.from({ length: 20_000 }, () => draw(2));
  const scores = Float64Array.from(
    truth,
    (positive) => (draw(1000) + 300 * positive) / 1300 + draw(999) * 1e-9,
  );
  const ranking = rank(scores, truth);
  const full = rocCurve(ranking);
  const thin = rocCurve(ranking, 100);
  expect(full.length).toBeGreaterThan(5000);
  expect(thin.length).toBeLessThan(203);
  expect([thin[0], thin.at(-1)]).toEqual([full[0], full.at(-1)]);
  let area = 0;
  for (const [i, point] of thin.entries()) {
    const last = thin[i - 1] ?? point;
    area +=
      ((point.falsePositiveRate - last.falsePositiveRate) *
        (point.truePositiveRate + last.truePositiveRate)) /
      2;
  }
  expect(Math.abs(area - (rocAuc(ranking) as number))).toBeLessThan(0.005);
});
