// The minimum of a convex function of a few parameters. In: the function with its gradient and Hessian, and a start. Out:
// the parameters. Newton's method with a little added to the Hessian's diagonal and steps halved until they descend, as
// Lin, Lin and Weng 2007 ("A note on Platt's probabilistic outputs for support vector machines") make Platt's fit robust.

/** The value at the parameters; fills the gradient and the Hessian (row after row). */
export type Convex = (at: Float64Array, gradient: Float64Array, hessian: Float64Array) => number;

const MOST_STEPS = 100;
const MOST_HALVINGS = 40;
/** Added to the diagonal, so that parameters which do not matter do not move. */
const DAMPING = 1e-12;
/** A step counts when it descends by this share of what the slope promises. */
const ENOUGH_DESCENT = 1e-4;
/** A descent by this share of the value is near its rounding: one last step is taken unseen. */
const NEARLY_THERE = 1e-10;

/**
 * The parameters of the least value. It ends when no partial derivative is above `tolerance`.
 * `frozen` parameters stay as they start.
 */
export function minimise(
  convex: Convex,
  start: Float64Array,
  tolerance: number,
  frozen?: Uint8Array,
): Float64Array {
  const size = start.length;
  let at = start.slice();
  let [gradient, hessian] = [new Float64Array(size), new Float64Array(size * size)];
  let [nextGradient, nextHessian] = [gradient.slice(), hessian.slice()];
  let value = convex(at, gradient, hessian);
  for (let step = 0; step < MOST_STEPS; step++) {
    freeze(gradient, hessian, frozen);
    if (gradient.every((slope) => Math.abs(slope) <= tolerance)) break;
    const direction = solve(hessian, gradient);
    const promise = direction.reduce((sum, move, i) => sum + move * (gradient[i] as number), 0);
    if (promise <= NEARLY_THERE * Math.abs(value)) {
      return at.map((parameter, i) => parameter - (direction[i] as number));
    }
    let length = 1;
    let halvings = 0;
    for (; halvings < MOST_HALVINGS; halvings++, length /= 2) {
      const next = at.map((parameter, i) => parameter - length * (direction[i] as number));
      const lower = convex(next, nextGradient, nextHessian);
      if (!(lower <= value - ENOUGH_DESCENT * length * promise)) continue;
      [at, value] = [next, lower];
      [gradient, nextGradient] = [nextGradient, gradient];
      [hessian, nextHessian] = [nextHessian, hessian];
      break;
    }
    // Rounding hides any further descent.
    if (halvings === MOST_HALVINGS) break;
  }
  return at;
}

function freeze(gradient: Float64Array, hessian: Float64Array, frozen: Uint8Array | undefined): void {
  const size = gradient.length;
  frozen?.forEach((mark, i) => {
    if (mark === 0) return;
    gradient[i] = 0;
    for (let j = 0; j < size; j++) hessian[i * size + j] = hessian[j * size + i] = i === j ? 1 : 0;
  });
}

/** x of (matrix + damping) x = right by Cholesky's decomposition; the matrix is positive semidefinite. */
function solve(matrix: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const lower = new Float64Array(size * size);
  const at = (i: number, j: number): number => lower[i * size + j] as number;
  let most = 0;
  for (let i = 0; i < size; i++) most = Math.max(most, matrix[i * size + i] as number);
  const damping = DAMPING * Math.max(most, 1);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j] as number;
      for (let k = 0; k < j; k++) sum -= at(i, k) * at(j, k);
      lower[i * size + j] = i === j ? Math.sqrt(Math.max(sum, 0) + damping) : sum / at(j, j);
    }
  }
  const x = right.slice();
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i] = (x[i] as number) - at(i, k) * (x[k] as number);
    x[i] = (x[i] as number) / at(i, i);
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i] = (x[i] as number) - at(k, i) * (x[k] as number);
    x[i] = (x[i] as number) / at(i, i);
  }
  return x;
}
