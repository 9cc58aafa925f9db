/**
 * Real numbers -> small whole ones, so that a tagger stays small. In: weights of each label, or rows. Out: weights in 127ths of
 * the label's largest, and entries of documents in 255ths. What is lost moves
 * margins, whose scale is 1, by .003 (root mean square on the Atomic Red Team texts).
 */
import type { Documents } from "./neighbours.ts";
import type { Sparse } from "./tfidf.ts";

/** `weights` has for each label a weight a column and then the bias. */
export function quantised(
  weights: readonly Float64Array[],
  columns: number,
): { scales: Float32Array; biases: Float32Array; weights: Int8Array } {
  const labels = weights.length;
  const scales = new Float32Array(labels);
  const biases = new Float32Array(labels);
  const small = new Int8Array(columns * labels);
  for (const [k, own] of weights.entries()) {
    let most = 0;
    for (let column = 0; column < columns; column++) most = Math.max(most, Math.abs(own[column] as number));
    scales[k] = most / 127;
    biases[k] = own[columns] as number;
    const scale = scales[k] as number;
    if (scale === 0) continue;
    for (let column = 0; column < columns; column++)
      small[column * labels + k] = Math.max(-127, Math.min(127, Math.round((own[column] as number) / scale)));
  }
  return { scales, biases, weights: small };
}

/** These rows, by their first `width` columns. */
export function quantisedDocuments(rows: Sparse, chosen: readonly number[], width: number): Documents {
  const starts = new Uint32Array(chosen.length + 1);
  const columns: number[] = [];
  const values: number[] = [];
  chosen.forEach((row, i) => {
    for (let at = rows.starts[row] as number; at < (rows.starts[row + 1] as number); at++) {
      const value = Math.min(255, Math.round(255 * (rows.values[at] as number)));
      if ((rows.columns[at] as number) >= width || value === 0) continue;
      columns.push(rows.columns[at] as number);
      values.push(value);
    }
    starts[i + 1] = columns.length;
  });
  return { starts, columns: Uint32Array.from(columns), values: Uint8Array.from(values) };
}
