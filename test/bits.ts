// In: margins. Out: their bits as text, for comparisons that tell -0 from 0.
// A NaN (only from sums that overflow both ways) counts as any other: the format leaves its bits open.

export function bitsOf(margins: Float64Array): string {
  const bits = new BigUint64Array(margins.length);
  new Float64Array(bits.buffer).set(margins);
  return Array.from(margins, (margin, i) => (Number.isNaN(margin) ? "NaN" : bits[i]?.toString(16))).join(" ");
}
