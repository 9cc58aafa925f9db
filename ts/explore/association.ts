// How much two columns of codes tell of each other. In: for each row two codes, -1 where there is none. Out: mutual information in
// nats, Cramér's V.

/** Counts of pairs: row-major, first by second. */
export interface Contingency {
  counts: Float64Array;
  first: number;
  second: number;
  total: number;
}

/** Rows where either code is missing are left out. */
export function contingency(
  a: Int32Array,
  b: Int32Array,
  first: number,
  second: number,
  weights?: Float32Array | undefined,
): Contingency {
  const counts = new Float64Array(first * second);
  let total = 0;
  for (let row = 0; row < a.length; row++) {
    const [i, j] = [a[row] as number, b[row] as number];
    if (i < 0 || j < 0) continue;
    const weight = weights === undefined ? 1 : (weights[row] as number);
    counts[i * second + j] = (counts[i * second + j] as number) + weight;
    total += weight;
  }
  return { counts, first, second, total };
}

/** Sums of each first code, then of each second. */
function margins({ counts, first, second }: Contingency): [Float64Array, Float64Array] {
  const [rows, columns] = [new Float64Array(first), new Float64Array(second)];
  for (let i = 0; i < first; i++) {
    for (let j = 0; j < second; j++) {
      const count = counts[i * second + j] as number;
      rows[i] = (rows[i] as number) + count;
      columns[j] = (columns[j] as number) + count;
    }
  }
  return [rows, columns];
}

/**
 * Mutual information in nats, less what chance alone gives on average, (cells - rows - columns + 1) / 2n over what occurs
 * (Miller and Madow 1955); at least 0.
 */
export function mutualInformation(table: Contingency): number {
  const { counts, second, total } = table;
  if (total === 0) return 0;
  const [rows, columns] = margins(table);
  let [information, cells] = [0, 0];
  counts.forEach((count, cell) => {
    if (count === 0) return;
    cells++;
    const expected = (rows[Math.floor(cell / second)] as number) * (columns[cell % second] as number);
    information += (count / total) * Math.log((count * total) / expected);
  });
  const occurring = (sums: Float64Array) => sums.filter((sum) => sum > 0).length;
  return Math.max(0, information - (cells - occurring(rows) - occurring(columns) + 1) / (2 * total));
}

/** Entropy of the second code in nats. */
export function entropyOfSecond(table: Contingency): number {
  const [, columns] = margins(table);
  return columns.reduce((sum, count) => {
    const share = count / table.total;
    return share > 0 ? sum - share * Math.log(share) : sum;
  }, 0);
}

/** Cramér's V with Bergsma's correction for chance (2013), 0 to 1; null where a side has one code only. */
export function cramersV(table: Contingency): number | null {
  const { counts, second, total } = table;
  const [rows, columns] = margins(table);
  const occurring = (sums: Float64Array) => sums.filter((sum) => sum > 0).length;
  const [r, k] = [occurring(rows), occurring(columns)];
  if (total < 2 || r < 2 || k < 2) return null;
  let chiSquare = 0;
  counts.forEach((count, cell) => {
    const expected =
      ((rows[Math.floor(cell / second)] as number) * (columns[cell % second] as number)) / total;
    if (expected > 0) chiSquare += (count - expected) ** 2 / expected;
  });
  const corrected = Math.max(0, chiSquare / total - ((r - 1) * (k - 1)) / (total - 1));
  const size = (n: number) => n - (n - 1) ** 2 / (total - 1);
  const most = Math.min(size(r), size(k)) - 1;
  return most <= 0 ? null : Math.sqrt(corrected / most);
}

/** The accuracy of a rule that answers, for each first code, its most frequent second one. */
export function lookupAccuracy({ counts, first, second, total }: Contingency): number {
  let right = 0;
  for (let i = 0; i < first; i++) right += Math.max(0, ...counts.subarray(i * second, (i + 1) * second));
  return total === 0 ? 0 : right / total;
}
