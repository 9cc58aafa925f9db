/**
 * The main directions of sparse rows, by randomized subspace iteration (Halko, Martinsson, Tropp 2011, "Finding structure with
 * randomness"). In: sparse rows and how many directions. Out: for each column its part in each direction: directions are
 * orthonormal, those of the largest singular values first, each turned so that its largest part is positive. The chance in it
 * is seeded; the same rows give the same bits.
 */
import { Random } from "../data/random.ts";
import type { Sparse } from "./tfidf.ts";

const OVERSAMPLING = 10;
const POWER_ITERATIONS = 5;
/** A direction shorter than this share of the first is rounding. */
const NOTHING = 1e-9;

/** Column after column, one number a direction; fewer directions where the rows have no more. */
export function mainDirections(
  rows: Sparse,
  count: number,
  seed: number,
): { parts: Float64Array; count: number } {
  const width = rows.width;
  const size = Math.min(width, rows.starts.length - 1, count + OVERSAMPLING);
  const random = new Random(seed);
  let basis: Float64Array[] = Array.from({ length: size }, () =>
    Float64Array.from({ length: width }, () => random.unit() - 0.5),
  );
  for (let i = 0; i < POWER_ITERATIONS; i++)
    basis = orthonormal(orthonormal(basis).map((direction) => backward(rows, forward(rows, direction))));
  // Within the space found: the eigenvectors of the images' products are the directions.
  const images = basis.map((direction) => forward(rows, direction));
  const products = images.map((image) => Float64Array.from(images, (other) => dot(image, other)));
  const turns = eigenvectors(products);
  const order = [...products.keys()]
    .map((i) => ({ i, size: products[i]?.[i] as number }))
    .sort((a, b) => b.size - a.size || a.i - b.i)
    .slice(0, count);
  const kept = order.filter(({ size: own }) => own > NOTHING * (order[0]?.size ?? 0));
  const parts = new Float64Array(width * kept.length);
  for (const [k, { i }] of kept.entries()) {
    const direction = new Float64Array(width);
    for (const [j, each] of basis.entries()) add(direction, each, turns[i]?.[j] as number);
    const most = direction.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
    for (let c = 0; c < width; c++) parts[c * kept.length + k] = Math.sign(most) * (direction[c] as number);
  }
  return { parts, count: kept.length };
}

/** The product of each row with the direction. */
function forward({ starts, columns, values }: Sparse, direction: Float64Array): Float64Array {
  const image = new Float64Array(starts.length - 1);
  for (let row = 0; row < image.length; row++) {
    let sum = 0;
    for (let at = starts[row] as number; at < (starts[row + 1] as number); at++)
      sum += (values[at] as number) * (direction[columns[at] as number] as number);
    image[row] = sum;
  }
  return image;
}

/** The sum of all rows, each times its number. */
function backward({ starts, columns, values, width }: Sparse, image: Float64Array): Float64Array {
  const direction = new Float64Array(width);
  for (let row = 0; row < image.length; row++) {
    for (let at = starts[row] as number; at < (starts[row + 1] as number); at++) {
      const column = columns[at] as number;
      direction[column] = (direction[column] as number) + (values[at] as number) * (image[row] as number);
    }
  }
  return direction;
}

/** Gram and Schmidt, each vector twice against those before it; one that is nothing becomes 0. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const done: Float64Array[] = [];
  for (const vector of vectors) {
    const own = vector.slice();
    const before = Math.sqrt(dot(own, own));
    for (let pass = 0; pass < 2; pass++) for (const other of done) add(own, other, -dot(own, other));
    const length = Math.sqrt(dot(own, own));
    done.push(own.map((value) => (length > NOTHING * before ? value / length : 0)));
  }
  return done;
}

/** Jacobi's rotations (1846) until the symmetric matrix is diagonal, in place; the eigenvector of each diagonal element. */
function eigenvectors(matrix: Float64Array[]): Float64Array[] {
  const size = matrix.length;
  const vectors = Array.from({ length: size }, (_, i) => new Float64Array(size).fill(1, i, i + 1));
  const at = (i: number, j: number): number => (matrix[i] as Float64Array)[j] as number;
  for (let sweep = 0; sweep < 30; sweep++) {
    let turned = false;
    for (let i = 0; i < size; i++) {
      for (let j = i + 1; j < size; j++) {
        const off = at(i, j);
        if (Math.abs(off) <= 1e-12 * Math.sqrt(Math.abs(at(i, i) * at(j, j)))) continue;
        turned = true;
        const tau = (at(j, j) - at(i, i)) / (2 * off);
        const tangent = (tau < 0 ? -1 : 1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
        const cosine = 1 / Math.sqrt(1 + tangent * tangent);
        turn(matrix[i] as Float64Array, matrix[j] as Float64Array, cosine, cosine * tangent);
        for (const row of matrix) turnWithin(row, i, j, cosine, cosine * tangent);
        turn(vectors[i] as Float64Array, vectors[j] as Float64Array, cosine, cosine * tangent);
      }
    }
    if (!turned) break;
  }
  return vectors;
}

function turnWithin(row: Float64Array, i: number, j: number, cosine: number, sine: number): void {
  const [x, y] = [row[i] as number, row[j] as number];
  row[i] = cosine * x - sine * y;
  row[j] = sine * x + cosine * y;
}

function turn(a: Float64Array, b: Float64Array, cosine: number, sine: number): void {
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] as number, b[i] as number];
    a[i] = cosine * x - sine * y;
    b[i] = sine * x + cosine * y;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function add(to: Float64Array, other: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + factor * (other[i] as number);
}
