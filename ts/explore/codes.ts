// Any column as few codes, to be counted against the label. In: a raw column. Out: a code a row: of numbers the quantile bin, of texts the
// value, the rarest together; missing is a code of its own.

import { scalarText } from "../data/cell.ts";
import { cellAt, type RawColumn } from "../data/column.ts";
import { quantiles } from "./quantiles.ts";

export interface Codes {
  codes: Int32Array;
  /** How many codes there are. */
  size: number;
  /** Of each code what stands for it. */
  names: string[];
}

const BINS = 20;
const MOST_VALUES = 60;

export function codesOf(column: RawColumn, rows: number): Codes {
  return column.kind === "numbers" ? binned(column.values) : valued(column, rows);
}

function binned(values: Float64Array): Codes {
  const shares = Array.from({ length: BINS - 1 }, (_, i) => (i + 1) / BINS);
  const edges = [...new Set(quantiles(values, shares))];
  const codes = Int32Array.from(values, (value) => {
    if (Number.isNaN(value)) return 0;
    let code = 0;
    while (code < edges.length && value > (edges[code] as number)) code++;
    return code + 1;
  });
  const names = ["missing", ...edges.map((edge) => `up to ${edge}`), `above ${edges.at(-1) ?? ""}`];
  return { codes, size: edges.length + 2, names };
}

function valued(column: RawColumn, rows: number): Codes {
  const counts = new Map<string, number>();
  const texts: (string | undefined)[] = [];
  for (let row = 0; row < rows; row++) {
    const cell = cellAt(column, row);
    const text =
      cell === undefined ? undefined : typeof cell === "object" ? cell.join("; ") : scalarText(cell);
    texts.push(text);
    if (text !== undefined) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const frequent = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, MOST_VALUES);
  const indexes = new Map(frequent.map(([text], i) => [text, i + 2]));
  const codes = Int32Array.from(texts, (text) => (text === undefined ? 0 : (indexes.get(text) ?? 1)));
  return {
    codes,
    size: frequent.length + 2,
    names: ["missing", "others", ...frequent.map(([text]) => text)],
  };
}
