import { expect, test } from "vitest";
import { type Convex, minimise } from "./newton.ts";

/** (x - 3)^2 + (x - y)^2, and z which does not matter. */
const bowl: Convex = ([x = 0, y = 0], gradient, hessian) => {
  gradient.set([2 * (x - 3) + 2 * (x - y), -2 * (x - y), 0]);
  hessian.set([4, -2, 0, -2, 2, 0, 0, 0, 0]);
  return (x - 3) ** 2 + (x - y) ** 2;
};

test("a quadratic is solved, and what does not matter does not move", () => {
  const [x, y, z] = minimise(bowl, Float64Array.of(10, -4, 7), 1e-12);
  expect(x).toBeCloseTo(3, 9);
  expect(y).toBeCloseTo(3, 9);
  expect(z).toBe(7);
});

test("a frozen parameter stays", () => {
  const [x, y] = minimise(bowl, Float64Array.of(1, 0, 0), 1e-12, Uint8Array.of(1, 0, 0));
  expect(x).toBe(1);
  expect(y).toBeCloseTo(1, 9);
});

test("steps that would overshoot are halved", () => {
  // ln(cosh x): Newton's full step from 3 leads ever further away.
  const valley: Convex = ([x = 0], gradient, hessian) => {
    gradient[0] = Math.tanh(x);
    hessian[0] = 1 / Math.cosh(x) ** 2;
    return Math.log(Math.cosh(x));
  };
  expect(minimise(valley, Float64Array.of(3), 1e-12)[0]).toBeCloseTo(0, 6);
});
