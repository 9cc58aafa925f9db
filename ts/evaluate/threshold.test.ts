import { expect, test } from "vitest";
import { chooseThreshold, precisionRecallAt, type ThresholdRule } from "./threshold.ts";

function draws(seed: number): (below: number) => number {
  let x = seed;
  return (below) => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return (x >>> 16) % below;
  };
}

function randomRows(draw: (below: number) => number): { scores: Float64Array; truth: Uint8Array } {
  const rows = 2 + draw(30);
  const truth = Uint8Array.from({ length: rows }, (_, row) => (row < 2 ? row : draw(2)));
  return { truth, scores: Float64Array.from(truth, (positive) => (draw(8) + 3 * positive) / 10) };
}

test("a false-positive rate of 0 gives no false positive on its rows, and no threshold with more true ones", () => {
  const draw = draws(3);
  for (let round = 0; round < 300; round++) {
    const { scores, truth } = randomRows(draw);
    const chosen = chooseThreshold(scores, truth, { maxFalsePositiveRate: 0 });
    const highestNegative = Math.max(...scores.filter((_, row) => truth[row] === 0));
    const above = scores.filter((score) => score > highestNegative).length;
    expect(scores.filter((score, row) => truth[row] === 0 && score >= chosen.threshold)).toHaveLength(0);
    expect(chosen.threshold).toBeGreaterThan(highestNegative);
    expect([chosen.falsePositives, chosen.truePositives]).toEqual([0, above]);
    expect(chosen.precision).toBe(above === 0 ? null : 1);
  }
});

test("every rule finds the best of all thresholds, the highest of equals", () => {
  const draw = draws(4);
  const rules: [
    ThresholdRule,
    (hits: number, alarms: number, positives: number, negatives: number) => number,
  ][] = [
    [{ maxFalsePositiveRate: 0.25 }, (h, a, _, n) => (a / n <= 0.25 ? h : -1)],
    [{ fBeta: 2 }, (h, a, p) => (5 * h) / (4 * p + h + a)],
    [{ costs: { falsePositive: 2, falseNegative: 5 } }, (h, a, p) => -(2 * a + 5 * (p - h))],
  ];
  for (let round = 0; round < 100; round++) {
    const { scores, truth } = randomRows(draw);
    for (const [rule, gain] of rules) {
      const value = (threshold: number): number => {
        const at = precisionRecallAt(scores, truth, threshold);
        return gain(at.truePositives, at.falsePositives, at.positives, at.negatives);
      };
      const candidates = [2, ...new Set(scores)].sort((a, b) => b - a);
      const best = candidates.reduce((kept, next) => (value(next) > value(kept) ? next : kept));
      const chosen = chooseThreshold(scores, truth, rule);
      if (best === 2) expect(chosen.truePositives + chosen.falsePositives).toBe(0);
      else expect(chosen.threshold).toBe(best);
      expect(precisionRecallAt(scores, truth, chosen.threshold)).toEqual({ ...chosen, bound: undefined });
    }
  }
});

// scikit-learn 1.9.1, `roc_curve(y, p[:, 1], drop_intermediate=False)` on the data of scikit-learn.test.ts: the row
// with the highest tpr of those with fpr at most the limit.
test.each([
  [0, 0.9, 0, 0.03424657534246575],
  [0.05, 0.7058823529411765, 0.045454545454545456, 0.363013698630137],
  [0.3, 0.5, 0.2727272727272727, 0.7945205479452054],
])("a false-positive rate of %d is scikit-learn's point", (limit, threshold, falseRate, trueRate) => {
  const draw = draws(1);
  const scores = new Float64Array(300);
  const truth = Uint8Array.from({ length: 300 }, (_, row) => {
    const label = draw(2);
    const parts = [1 + draw(9), 1 + draw(9)] as [number, number];
    parts[label as 0 | 1] += draw(8);
    draw(8);
    scores[row] = parts[1] / (parts[0] + parts[1]);
    return label;
  });
  const chosen = chooseThreshold(scores, truth, { maxFalsePositiveRate: limit });
  expect([chosen.threshold, chosen.falsePositiveRate, chosen.truePositiveRate]).toEqual([
    threshold,
    falseRate,
    trueRate,
  ]);
});

test("a rate of k in n allows k, however the product rounds", () => {
  // 0.29 * 100 is 28.999999999999996.
  const scores = Float64Array.from({ length: 101 }, (_, row) => (row < 100 ? row / 100 : 0.705));
  const truth = Uint8Array.from({ length: 101 }, (_, row) => (row < 100 ? 0 : 1));
  const chosen = chooseThreshold(scores, truth, { maxFalsePositiveRate: 0.29 });
  expect([chosen.truePositives, chosen.falsePositives]).toEqual([1, 29]);
});

test("the bound on the rate holds as often as it says, although chosen on the same rows", () => {
  const draw = draws(9);
  const uniform = (): number => (draw(65536) * 65536 + draw(65536)) / 2 ** 32;
  const truth = Uint8Array.from({ length: 250 }, (_, row) => (row < 200 ? 0 : 1));
  let held = 0;
  for (let round = 0; round < 1000; round++) {
    // Negatives are uniform, so the true rate of a threshold is 1 - threshold. Positives are no better:
    // choosing among them is the worst case.
    const scores = Float64Array.from(truth, uniform);
    const { threshold, bound } = chooseThreshold(
      scores,
      truth,
      { maxFalsePositiveRate: 0.01 },
      { confidence: 0.9 },
    );
    if (1 - threshold <= bound.upper) held++;
    expect(bound.holdsFor).toBe("chosen");
  }
  expect(held).toBeGreaterThan(880);
});

test("where nothing can be positive, the threshold is just above the highest score", () => {
  for (const top of [0.7, 0, -0.5]) {
    const chosen = chooseThreshold(Float64Array.of(top, top), Uint8Array.of(0, 1), {
      maxFalsePositiveRate: 0,
    });
    expect(chosen.threshold).toBeGreaterThan(top);
    expect(chosen.threshold - top).toBeLessThan(1e-15);
    expect([chosen.truePositiveRate, chosen.precision]).toEqual([0, null]);
  }
});

test("weights are repeated rows, but for the bound they are fewer", () => {
  const rule = { maxFalsePositiveRate: 0.4 };
  const repeated = chooseThreshold(
    Float64Array.of(0.1, 0.1, 0.1, 0.5, 0.5, 0.4, 0.6),
    Uint8Array.of(0, 0, 0, 0, 0, 1, 1),
    rule,
  );
  const weights = [3, 2, 1, 1];
  const weighted = chooseThreshold(Float64Array.of(0.1, 0.5, 0.4, 0.6), Uint8Array.of(0, 0, 1, 1), rule, {
    weights,
  });
  expect({ ...weighted, bound: undefined }).toEqual({ ...repeated, bound: undefined });
  expect(weighted.bound.upper).toBeGreaterThan(repeated.bound.upper);
});

test("what cannot be is refused", () => {
  const scores = Float64Array.of(0.1, 0.9);
  const truth = Uint8Array.of(0, 1);
  const choose = (rule: ThresholdRule): unknown => chooseThreshold(scores, truth, rule);
  expect(() => choose({ maxFalsePositiveRate: 1 })).toThrow("at least 0 and below 1");
  expect(() => choose({ maxFalsePositiveRate: Number.NaN })).toThrow("not NaN");
  expect(() => choose({ fBeta: 0 })).toThrow("above 0");
  expect(() => choose({ costs: { falsePositive: -1, falseNegative: 1 } })).toThrow("cost falsePositive");
  expect(() => chooseThreshold(scores, Uint8Array.of(1, 1), { fBeta: 1 })).toThrow("none is negative");
  expect(() => chooseThreshold(scores, Uint8Array.of(0), { fBeta: 1 })).toThrow("same number of rows");
  expect(() => chooseThreshold(Float64Array.of(0.1, Number.NaN), truth, { fBeta: 1 })).toThrow("(row 2)");
  expect(() => precisionRecallAt(scores, truth, Number.NaN)).toThrow("finite");
});
