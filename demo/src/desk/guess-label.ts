// Which column is likely the one to predict. In: a table. Out: columns with few different values, and the likeliest of them.

import type { Dataset } from "hedgerow";

const MOST_CLASSES = 60;
const LOOKED_AT = 20_000;
const TELLING =
  /(^|[^a-z])(label|grade|class|target|attack|verdict|outcome|severity_label|level|is_?attack|malicious|y)([^a-z]|$)/;

export interface GuessedLabel {
  readonly candidates: readonly string[];
  readonly label: string | undefined;
}

export function guessLabel(table: Dataset): GuessedLabel {
  const candidates = table.columnNames.filter((name) => {
    const different = differentValues(table, name);
    return different >= 2 && different <= MOST_CLASSES;
  });
  // A label stands at one end of a table, the last one more often.
  const telling = candidates.filter((name) => TELLING.test(spaced(name)));
  const last = table.columnNames.at(-1) as string;
  return { candidates, label: telling.at(-1) ?? (candidates.includes(last) ? last : undefined) };
}

/** "IncidentGrade" and "incident_grade" read alike. */
function spaced(name: string): string {
  return name.replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}

function differentValues(table: Dataset, name: string): number {
  const column = table.column(name);
  const values = column.kind === "strings" ? column.codes : column.values;
  const seen = new Set<unknown>();
  const step = Math.max(1, Math.floor(values.length / LOOKED_AT));
  for (let row = 0; row < values.length && seen.size <= MOST_CLASSES + 1; row += step) {
    const value = values[row];
    if (typeof value === "object") return Number.POSITIVE_INFINITY;
    seen.add(value);
  }
  return seen.size;
}
