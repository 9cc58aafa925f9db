// The trials of a search as a table: the better first.

import type { Metric } from "../evaluate/cross-validate.ts";
import type { SearchResult } from "../evaluate/search.ts";
import type { Trial } from "../evaluate/search-state.ts";
import { formatScore, formatSeconds, formatShare } from "../format-number.ts";
import type { Io } from "./io.ts";
import { table } from "./table.ts";

/** As many as one looks at. */
const SHOWN = 15;

export function printTrials({ trials, best, complete }: SearchResult, metric: Metric, io: Io): string {
  const names = Object.keys(best.settings);
  const shown = trials.slice(0, SHOWN);
  const columns = [
    { title: metric },
    { title: "±" },
    { title: "rows" },
    { title: "time" },
    ...names.map((title) => ({ title, shrinkTo: 6 })),
  ];
  const cells = shown.map((trial) => [
    formatScore(trial.score),
    formatScore(trial.standardError),
    formatShare(trial.share),
    formatSeconds(trial.seconds),
    ...names.map((name) => short(trial, name)),
  ]);
  const left = trials.length - shown.length;
  const more = left > 0 ? `\n(and ${left} more; --json has them all)` : "";
  const cut = complete ? "" : "\nThe search was ended early; these are the trials done.";
  const words = names.map((name) => `${name} ${short(best, name)}`).join(", ");
  return `Best of ${trials.length} trials: ${words}\n\nTrials, by cross-validation\n${table(columns, cells, { width: io.width, colour: io.colour })}${more}${cut}`;
}

function short({ settings }: Trial, name: string): string {
  const value = (settings as Record<string, unknown>)[name];
  return typeof value === "number" ? String(Number(value.toPrecision(3))) : String(value ?? "");
}
