import { expect, test } from "vitest";
import { Random } from "../data/random.ts";
import type { UnseenPredictions } from "../model/model.ts";
import { abstainFor, riskCoverage } from "./abstention.ts";
import { chooseDecision } from "./choose-decision.ts";

/** Two classes; the probability of the second is true. */
function unseen(rows: number): UnseenPredictions {
  const random = new Random(4);
  const probabilities = new Float64Array(rows * 2);
  const truth = new Uint16Array(rows);
  for (let row = 0; row < rows; row++) {
    const share = random.unit() ** 3;
    probabilities.set([1 - share, share], row * 2);
    truth[row] = random.unit() < share ? 1 : 0;
  }
  const labels = truth.map((_, row) => ((probabilities[row * 2 + 1] as number) > 0.5 ? 1 : 0));
  return {
    rows,
    classes: ["benign", "attack"],
    probabilities,
    labels,
    truth,
    rowIndexes: Uint32Array.from(truth.keys()),
  };
}

const rows = unseen(4000);

test("a false-positive rate is kept, with a bound", () => {
  const { decision, point } = chooseDecision(rows, { rule: { maxFalsePositiveRate: 0.01 } });
  expect(decision.positive).toBe("attack");
  expect(decision.threshold).toBe(point?.threshold);
  expect(point?.falsePositiveRate).toBeLessThanOrEqual(0.01);
  expect(point?.bound.upper).toBeGreaterThan(0.01);
});

test("an alert budget is a rate among the negatives of a day", () => {
  const negatives = rows.truth.filter((label) => label === 0).length / 4000;
  const budget = { maxFalseAlerts: 20, alertsPerDay: 5000 };
  const found = chooseDecision(rows, { rule: budget });
  const rate = 20 / (5000 * negatives);
  const same = chooseDecision(rows, { rule: { maxFalsePositiveRate: rate } });
  expect(found.decision.threshold).toBe(same.decision.threshold);
  expect(found.falseAlertsPerDay?.expected).toBeLessThanOrEqual(20);
  expect(found.falseAlertsPerDay?.upper).toBeGreaterThan(20);
  const generous = chooseDecision(rows, { rule: { maxFalseAlerts: 1e6, alertsPerDay: 10 } });
  expect(generous.point?.truePositiveRate).toBe(1);
});

test("the surest rows are answered, as many as the error allows", () => {
  const curve = riskCoverage(rows);
  for (const [i, point] of curve.entries()) {
    const answered = [...rows.truth.keys()].filter(
      (row) =>
        Math.max(rows.probabilities[row * 2] as number, rows.probabilities[row * 2 + 1] as number) >=
        point.below,
    );
    if (i % 500 === 0) {
      expect(point.coverage).toBeCloseTo(answered.length / 4000, 12);
      const wrong = answered.filter((row) => rows.labels[row] !== rows.truth[row]).length;
      expect(point.error).toBeCloseTo(wrong / answered.length, 12);
    }
  }
  expect(curve[0]?.coverage).toBe(1);
  const found = chooseDecision(rows, { maxError: 0.05 });
  expect(found.abstention).toEqual(abstainFor(curve, 0.05));
  expect(found.abstention?.error).toBeLessThanOrEqual(0.05);
  expect(found.decision.abstainBelow).toBe(found.abstention?.below);
});

test("what can not be asked for is refused", () => {
  const refused = (request: object) => () => chooseDecision(rows, request);
  expect(refused({})).toThrow("nothing is asked for");
  expect(refused({ rule: { fBeta: 1 }, costs: {} })).toThrow("exclude each other");
  expect(refused({ rule: { fBeta: 1 }, positive: "nope" })).toThrow('there is no class "nope"');
  expect(refused({ rule: { maxFalseAlerts: 1, alertsPerDay: 0 } })).toThrow("an alert budget");
  expect(refused({ maxError: 1 })).toThrow("maxError must lie between 0 and 1");
  const three = { ...rows, classes: ["a", "b", "c"] };
  expect(() => chooseDecision(three, { rule: { fBeta: 1 } })).toThrow("name the positive one");
});
