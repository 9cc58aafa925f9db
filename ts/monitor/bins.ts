// What the values of one encoded column are counted by, to compare later ones with. In: the column of training rows. Out: bins that
// hold about a tenth of the rows each (numbers) or one frequent category each, their counts, and the bin of any later value.
// A number that a tenth of the rows share has a bin of its own, so that a move of it by however little is seen. The last bin is
// that of missing values, which categories unknown to the training are too.

import { sortedNumbers } from "./sort-numbers.ts";

/** A column's bins with the counts of the rows they were made from. */
export interface BinnedColumn {
  /** Numbers: bin i holds what is above edge i - 1 and at most edge i; one more bin holds what is above all. */
  readonly edges?: readonly number[];
  /** Categories: the codes with a bin of their own; one more bin holds all others. */
  readonly kept?: readonly number[];
  /** Rows in each bin; missing last. */
  readonly counts: readonly number[];
}

/** About so many bins a column of numbers: deciles, as is usual for PSI. */
const PARTS = 10;
/** Categories with a bin: the most frequent ones, of at least this share of the present rows. */
const MOST_CATEGORIES = 19;
const LEAST_SHARE = 0.01;
const PROBABILITIES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/** Bins of numbers; NaN is missing. */
export function binNumbers(values: Float32Array): BinnedColumn {
  const sorted = sortedNumbers(values);
  const edges = edgesOf(sorted);
  // What `counted` would count, by where each edge lies among the sorted values.
  const ends = [...edges.map((edge) => firstAbove(sorted, edge)), sorted.length, values.length];
  return { edges, counts: ends.map((end, i) => end - (ends[i - 1] ?? 0)) };
}

/** How many of the sorted values are at most the edge. */
function firstAbove(sorted: Float32Array, edge: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) > edge) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Bins of probabilities: tenths, whatever the model. Narrow ones near 0 and 1 would tell apart what is the same: the rows that
 * the trees did not see were answered by fewer or other trees than the model has in the end, which is a little surer.
 */
export function binProbabilities(values: Float64Array): BinnedColumn {
  return counted({ edges: PROBABILITIES }, values);
}

/** Bins of category codes; NaN is missing. */
export function binCategories(codes: Float32Array, categories: number): BinnedColumn {
  const rows = new Float64Array(categories);
  let present = 0;
  for (const code of codes) {
    if (Number.isNaN(code)) continue;
    rows[code] = (rows[code] as number) + 1;
    present++;
  }
  const kept = Array.from(rows.keys())
    .filter((code) => (rows[code] as number) > 0 && (rows[code] as number) >= LEAST_SHARE * present)
    .sort((a, b) => (rows[b] as number) - (rows[a] as number) || a - b)
    .slice(0, MOST_CATEGORIES)
    .sort((a, b) => a - b);
  return counted({ kept }, codes);
}

function counted(
  column: Pick<BinnedColumn, "edges" | "kept">,
  values: Float32Array | Float64Array,
): BinnedColumn {
  const counts = new Array<number>((column.edges ?? column.kept ?? []).length + 2).fill(0);
  const bin = binOf(column);
  for (const value of values) {
    const at = bin(value);
    counts[at] = (counts[at] as number) + 1;
  }
  return { ...column, counts };
}

/** The bin of a value of this column. */
export function binOf({ edges, kept }: Pick<BinnedColumn, "edges" | "kept">): (value: number) => number {
  if (edges !== undefined) return amongEdges(Float64Array.from(edges));
  const codes = kept ?? [];
  const [others, missing] = [codes.length, codes.length + 1];
  const bins = new Uint16Array(codes.length === 0 ? 0 : Math.max(...codes) + 1).fill(others);
  for (const [bin, code] of codes.entries()) bins[code] = bin;
  return (code) => (code !== code ? missing : (bins[code] ?? others));
}

function amongEdges(edges: Float64Array): (value: number) => number {
  const missing = edges.length + 1;
  return (value) => {
    if (value !== value) return missing;
    let [low, high] = [0, edges.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (value > (edges[middle] as number)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** Edges that cut sorted values into parts of a tenth, and each value that is a tenth by itself from all others. */
function edgesOf(sorted: Float32Array): number[] {
  const edges: number[] = [];
  const part = sorted.length / PARTS;
  let open = 0;
  for (let at = 0; at < sorted.length; ) {
    const value = sorted[at] as number;
    let end = at + 1;
    while (end < sorted.length && sorted[end] === value) end++;
    const next = end < sorted.length ? (sorted[end] as number) : undefined;
    if (end - at >= part) {
      const before = below(value, sorted[at - 1]);
      if (before !== edges.at(-1)) edges.push(before);
      edges.push(between(value, next));
      open = 0;
    } else {
      open += end - at;
      if (open >= part && sorted.length - end >= part / 2) {
        edges.push(between(value, next));
        open = 0;
      }
    }
    at = end;
  }
  return edges;
}

/** The shortest decimal number from `value` on and less than `next`: short in JSON, and it parts them as well as any. */
function between(value: number, next: number | undefined): number {
  if (next === undefined) return value;
  for (let digits = 1; digits < 17; digits++) {
    const short = Number(value.toPrecision(digits));
    if (short >= value && short < next) return short;
  }
  return value;
}

/** A little less than the number, as f32 sees it, and not less than the one before. */
function below(value: number, before = Number.NEGATIVE_INFINITY): number {
  const step = Math.max(Math.abs(value) * 2 ** -23, 1e-38);
  return between(Math.max(before, value - step), value);
}
