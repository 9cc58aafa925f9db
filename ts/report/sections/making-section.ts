// How the report and its model were made: what someone needs to make them again.

import { formatBytes, formatCount, UNDEFINED } from "../../format-number.ts";
import { html, type Markup } from "../markup.ts";
import type { ReportResults } from "../results.ts";

export function makingSection(results: ReportResults): Markup {
  const lines = makingOf(results).map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`);
  return html`
<h2 id="made">How it was made</h2>
<dl class="made">${lines}</dl>
<p class="note">The same data, options and seed give the same model. No part of this page asks any host for anything.</p>`;
}

/** Name and text of each part. */
export function makingOf({ made, model }: ReportResults): [string, string][] {
  const { hedgerow, rows, testRows, seed, date, files = [], dataHash } = made;
  const sources = files.map(({ name, bytes, sha256 }): [string, string] => {
    const size = bytes === undefined ? "" : ` (${formatBytes(bytes)})`;
    return ["file", `${name}${size}${sha256 === undefined ? "" : `, SHA-256 ${sha256}`}`];
  });
  return [
    ["hedgerow", hedgerow],
    ...(date === undefined ? [] : [["date", date] as [string, string]]),
    ...sources,
    [
      "trained on",
      `${formatCount(rows.train)} rows, SHA-256 of their columns ${dataHash.train ?? UNDEFINED}`,
    ],
    [
      "tested on",
      `${formatCount(rows.test)} rows (${testRows}), SHA-256 of their columns ${dataHash.test ?? UNDEFINED}`,
    ],
    ["seed", String(seed)],
    ["model", `SHA-256 ${model.sha256 ?? UNDEFINED}`],
  ];
}
