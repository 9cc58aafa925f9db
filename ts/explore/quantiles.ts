// Numbers in, their quantiles out.

/** The quantiles of the present values, each a value that occurs; empty where none is present. Shares are 0 to 1. */
export function quantiles(values: Float64Array, shares: readonly number[]): number[] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return [];
  return shares.map(
    (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number,
  );
}
