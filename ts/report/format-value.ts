// Values and contributions as a report prints them: the same in every place and locale.

const WHOLE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** A value of the data: four significant digits, whole numbers whole. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return WHOLE.format(value);
  return String(Number(value.toPrecision(4)));
}

/** "+0.42", "−1.30": with a sign, as contributions have. */
export function formatSigned(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 0.995 ? 2 : 3;
  return `${value < 0 ? "−" : "+"}${size.toFixed(digits)}`;
}
