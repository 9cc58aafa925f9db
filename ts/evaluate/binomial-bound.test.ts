import { expect, test } from "vitest";
import { betaDistribution, upperRateBound } from "./binomial-bound.ts";

// scipy 1.17.1: beta.ppf(confidence, events + 1, trials - events)
test.each([
  [0, 300, 0.95, 0.009936081944457708],
  [3, 1000, 0.95, 0.007735244718479458],
  [250, 1000, 0.99, 0.28331489738846233],
  [999, 1000, 0.95, 0.999948708021091],
  [1000, 1e6, 0.95, 0.0010535748774544362],
  [400_000, 1e6, 0.95, 0.4008065235580211],
  [2.5, 40.25, 0.9, 0.14287847423026878],
  [7, 10, 0.5, 0.7414252767150369],
])("%d of %d at %d: at most %d", (events, trials, confidence, expected) => {
  expect(upperRateBound(events, trials, confidence) / expected).toBeCloseTo(1, 9);
});

test("all events, or no trials, bound nothing", () => {
  expect(upperRateBound(5, 5)).toBe(1);
  expect(upperRateBound(0, 0)).toBe(1);
});

// scipy 1.17.1: beta.cdf(x, a, b)
test.each([
  [0.1, 0.5, 0.5, 0.20483276469913345],
  [0.3, 2, 5, 0.579825],
  [0.9, 50, 3, 0.09663328513725222],
  [0.5, 1000, 1000, 0.5],
])("the beta distribution at %d with %d and %d", (x, a, b, expected) => {
  expect(betaDistribution(x, a, b)).toBeCloseTo(expected, 11);
});
