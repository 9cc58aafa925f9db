// Scores in, row indexes out, highest score first; equal scores keep their row order. NaN must not occur.
// A radix sort: a million rows take a tenth of a second, where a sort with a comparator takes one.

/** Below this many rows, the counting tables cost more than a plain sort. */
const SMALL = 2048;
const DIGIT = 2048;
/** Where each of the six digits starts: three in the low half of the 64 bits, three in the high half. */
const SHIFTS = [0, 11, 22] as const;

/**
 * Row indexes sorted by score, descending and stable; -0 and 0 are equal.
 *
 * @example
 * descendingOrder(Float64Array.of(0.2, 0.9, 0.2)); // [1, 0, 2]
 */
export function descendingOrder(scores: Float64Array): Uint32Array {
  const rows = scores.length;
  const order = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) order[row] = row;
  if (rows < SMALL) return order.sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);

  const { low, high } = sortableBits(scores);
  const counts = new Uint32Array(DIGIT);
  let from = order;
  let to = new Uint32Array(rows);
  for (const words of [low, high]) {
    for (const shift of SHIFTS) {
      if (!scatter(words, shift, counts, from, to)) continue;
      [from, to] = [to, from];
    }
  }
  return from;
}

/** The bits of each score as two unsigned words whose ascending order is the descending order of the scores. */
function sortableBits(scores: Float64Array): { low: Uint32Array; high: Uint32Array } {
  const rows = scores.length;
  const low = new Uint32Array(rows);
  const high = new Uint32Array(rows);
  const view = new DataView(new ArrayBuffer(8));
  for (let row = 0; row < rows; row++) {
    view.setFloat64(0, (scores[row] as number) + 0, true); // + 0 turns -0 into 0
    const top = view.getInt32(4, true);
    // Negative numbers already sort descending by their bits once the sign puts them last.
    low[row] = top < 0 ? view.getUint32(0, true) : ~view.getUint32(0, true);
    high[row] = top < 0 ? top : ~top & 0x7fffffff;
  }
  return { low, high };
}

/** One stable counting pass over one digit; false, and nothing moved, where all rows have the same digit. */
function scatter(
  words: Uint32Array,
  shift: number,
  counts: Uint32Array,
  from: Uint32Array,
  to: Uint32Array,
): boolean {
  const rows = words.length;
  counts.fill(0);
  for (let row = 0; row < rows; row++) {
    const digit = ((words[row] as number) >>> shift) & (DIGIT - 1);
    counts[digit] = (counts[digit] as number) + 1;
  }
  if (counts[((words[0] as number) >>> shift) & (DIGIT - 1)] === rows) return false;
  let start = 0;
  for (let digit = 0; digit < DIGIT; digit++) {
    const count = counts[digit] as number;
    counts[digit] = start;
    start += count;
  }
  for (let i = 0; i < rows; i++) {
    const row = from[i] as number;
    const digit = ((words[row] as number) >>> shift) & (DIGIT - 1);
    const place = counts[digit] as number;
    to[place] = row;
    counts[digit] = place + 1;
  }
  return true;
}
