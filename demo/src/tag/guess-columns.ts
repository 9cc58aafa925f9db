// Which column of a table is the text, and which its label.

import type { Dataset } from "hedgerow";

export interface GuessedColumns {
  readonly text: string | undefined;
  readonly label: string | undefined;
}

const LOOKED_AT = 200;
const TELLING = /techni|label|tactic|attack|mitre|\btag|^id$/i;

export function guessColumns(table: Dataset): GuessedColumns {
  const lengths = table.columnNames.map((name) => ({ name, length: meanLength(table, name) }));
  const text = lengths.filter(({ length }) => length > 20).sort((a, b) => b.length - a.length)[0]?.name;
  const others = lengths
    .filter(({ name, length }) => name !== text && length > 0 && length <= 40)
    .map(({ name }) => name);
  return { text, label: others.find((name) => TELLING.test(name)) ?? others[0] };
}

/** Of the texts; 0 where there is none. */
function meanLength(table: Dataset, name: string): number {
  let sum = 0;
  const rows = Math.min(table.rows, LOOKED_AT);
  for (let row = 0; row < rows; row++) {
    const value = table.record(row)[name];
    if (typeof value === "string") sum += value.length;
  }
  return sum / rows;
}
