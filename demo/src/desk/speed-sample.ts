// Numbers to try how fast training is: 30 columns, of which some decide the class, with noise. In: rows and a seed. Out: columns.

import type { RawColumn } from "./columns.ts";

const COLUMNS = 30;

export function speedSample(rows: number, seed: number): { columns: RawColumn[]; label: string } {
  const draw = xorshift(seed);
  const values = Array.from({ length: COLUMNS }, () => new Float64Array(rows));
  const codes = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    for (const column of values) column[row] = Math.round(1e4 * (draw() + draw() + draw() - 1.5)) / 1e4;
    const at = (i: number): number => values[i]?.[row] as number;
    const score = at(0) + at(1) * at(2) * 4 - (at(3) > 0.4 ? 1 : 0) + Math.abs(at(4)) - 0.3;
    codes[row] = score + (draw() - 0.5) > 0 ? 1 : 0;
  }
  const columns: RawColumn[] = values.map((column, i) => ({
    kind: "numbers",
    name: `f${i}`,
    values: column,
  }));
  columns.push({ kind: "strings", name: "verdict", codes, dictionary: ["benign", "attack"] });
  return { columns, label: "verdict" };
}

/** Numbers from 0 to 1, from a seed (Marsaglia 2003). */
function xorshift(seed: number): () => number {
  let state = seed * 2654435761 + 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
