// Made-up rows of a fixed world: from a seed, number columns and labels with a known way from one to the other. The same seed
// gives the same rows; a longer draw begins with the rows of a shorter one; other seeds are other draws of the same world.

import { Random } from "../../dist/data/random.js";
import { Dataset } from "../hedgerow.ts";

export interface DrawOptions {
  rows: number;
  features: number;
  /** @default 2 */
  classes?: number;
  seed: number;
  /** Share of the cells that are missing. @default 0 */
  missing?: number;
  /** How many of the columns, the last ones, hold one of 40 category codes. @default 0 */
  categories?: number;
}

/** Columns of numbers exact in f32, and the class of each row. */
export interface Draw {
  columns: Float64Array<ArrayBuffer>[];
  labels: Uint8Array<ArrayBuffer>;
  classes: number;
  categories: number;
}

const CODES = 40;

export function draw({ rows, features, classes = 2, seed, missing = 0, categories = 0 }: DrawOptions): Draw {
  const random = new Random(seed);
  const columns = Array.from({ length: features }, () => new Float64Array(rows));
  const labels = new Uint8Array(rows);
  const row = new Float64Array(features);
  const firstCategory = features - categories;
  for (let r = 0; r < rows; r++) {
    for (let f = 0; f < features; f++) {
      row[f] =
        f < firstCategory
          ? Math.fround(2 * (random.unit() + random.unit() + random.unit() - 1.5))
          : random.below(CODES);
    }
    labels[r] = classOf(row, classes, firstCategory, random);
    for (let f = 0; f < features; f++) {
      const gone = missing > 0 && random.unit() < missing;
      (columns[f] as Float64Array)[r] = gone ? Number.NaN : (row[f] as number);
    }
  }
  return { columns, labels, classes, categories };
}

/** The class with the highest score, each with noise of its own (Gumbel, which makes the chances a softmax). */
function classOf(row: Float64Array, classes: number, firstCategory: number, random: Random): number {
  let best = 0;
  let highest = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < classes; c++) {
    const noise = -Math.log(-Math.log(random.unit() + 1e-12));
    const score = c === 0 ? noise : noise + scoreOf(row, c, firstCategory);
    if (score > highest) {
      best = c;
      highest = score;
    }
  }
  return best;
}

/** Lines, products, waves and steps over the first columns, and a hidden value of each category code. */
function scoreOf(row: Float64Array, c: number, firstCategory: number): number {
  const x = (i: number): number => row[(i + 3 * (c - 1)) % firstCategory] as number;
  let score = 1.2 * x(0) + x(1) * x(2) + Math.sin(2 * x(3)) + (x(4) > 0.5 ? 1 : -0.4) * x(5) + 0.4 * x(6);
  score += 0.25 * x(7) * x(8) - 0.3 * Math.abs(x(9)) + 0.2 * x(10);
  for (let f = firstCategory; f < row.length && f < firstCategory + 4; f++) {
    score += 0.5 * Math.sin(((row[f] as number) * 7919 + f * 13 + c) % 31);
  }
  return score;
}

/** The rows one after another, as scorers take them. */
export function rowMajor({ columns, labels }: Draw): Float32Array<ArrayBuffer> {
  const rows = new Float32Array(columns.length * labels.length);
  for (const [f, column] of columns.entries()) {
    for (let r = 0; r < labels.length; r++) rows[r * columns.length + f] = column[r] as number;
  }
  return rows;
}

export function columnName(index: number): string {
  return `f${index}`;
}

export function datasetOf({ columns, labels, categories }: Draw): Dataset {
  const first = columns.length - categories;
  const given = columns.map((column, f): [string, Float64Array | string[]] => [
    columnName(f),
    f < first ? column : Array.from(column, (code) => (Number.isNaN(code) ? "" : `code ${code}`)),
  ]);
  const schema = Object.fromEntries(given.map(([name], f) => [name, f < first ? "number" : "category"]));
  return Dataset.fromColumns(Object.fromEntries([...given, ["label", labels]]) as never, {
    label: "label",
    schema: schema as never,
  });
}
