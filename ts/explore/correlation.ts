// Number columns in, how they go together out: Spearman's rank correlation, which any monotone relation shows, outliers or not.

/** Ranks from 1, ties in the middle; NaN where the value is missing. */
export function ranks(values: Float64Array): Float64Array {
  const present = [...values.keys()].filter((row) => !Number.isNaN(values[row]));
  present.sort((a, b) => (values[a] as number) - (values[b] as number));
  const out = new Float64Array(values.length).fill(Number.NaN);
  for (let start = 0; start < present.length; ) {
    let end = start + 1;
    const value = values[present[start] as number];
    while (end < present.length && values[present[end] as number] === value) end++;
    for (let i = start; i < end; i++) out[present[i] as number] = (start + 1 + end) / 2;
    start = end;
  }
  return out;
}

/** Pearson's correlation over rows where both are present; of ranks it is Spearman's. null where one does not vary. */
export function correlation(a: Float64Array, b: Float64Array): number | null {
  let [count, sumA, sumB] = [0, 0, 0];
  const both = (visit: (x: number, y: number) => void): void => {
    for (let row = 0; row < a.length; row++) {
      const [x, y] = [a[row] as number, b[row] as number];
      if (!Number.isNaN(x) && !Number.isNaN(y)) visit(x, y);
    }
  };
  both((x, y) => {
    count++;
    sumA += x;
    sumB += y;
  });
  const [meanA, meanB] = [sumA / count, sumB / count];
  let [product, squareA, squareB] = [0, 0, 0];
  both((x, y) => {
    product += (x - meanA) * (y - meanB);
    squareA += (x - meanA) ** 2;
    squareB += (y - meanB) ** 2;
  });
  if (count < 3 || squareA === 0 || squareB === 0) return null;
  return product / Math.sqrt(squareA * squareB);
}
