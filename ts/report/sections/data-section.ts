// What the data is: rows, classes, columns, what goes with the label, what looks wrong.

import { countOf } from "../../data/profile.ts";
import { formatCount, formatShare } from "../../format-number.ts";
import { html, type Markup } from "../markup.ts";
import { bars } from "../plots/bar-plots.ts";
import type { ReportResults } from "../results.ts";
import { dataTable } from "../table.ts";

/** Bars that are looked at. */
const MOST_BARS = 12;
const MOST_PAIRS = 8;

export function dataSection(results: ReportResults, document: Document): Markup {
  const { exploration, dictionary } = results;
  const { classes, columns, suspicions, correlations } = exploration;
  const telling = columns
    .flatMap(({ name, kind, label }) =>
      kind === undefined || label === undefined ? [] : [{ name, length: label.information }],
    )
    .sort((a, b) => b.length - a.length)
    .slice(0, MOST_BARS)
    .map((bar) => ({ ...bar, text: formatShare(bar.length) }));
  const shares = classes.map(({ name, rows, share }) => ({
    name,
    length: share,
    text: formatShare(share),
    rows,
  }));
  const pairs = correlations.slice(0, MOST_PAIRS).map(({ a, b, spearman }) => [a, b, spearman.toFixed(2)]);
  return html`
<h2 id="data">Data</h2>
<p>${repeatsOf(results)}</p>
${
  suspicions.length === 0
    ? undefined
    : html`<ul class="warnings">${suspicions.map(({ sentence }) => html`<li>${sentence}</li>`)}</ul>`
}
<div class="plots">
<figure><figcaption>Classes<span>share of the ${formatCount(exploration.rows)} rows trained on</span></figcaption>
${bars(document, "Share of each class", shares)}</figure>
${
  telling.length === 0
    ? undefined
    : html`<figure><figcaption>What each column tells of the label<span>mutual information, as a share of the label's entropy</span></figcaption>
${bars(document, "What each column tells of the label", telling)}</figure>`
}
</div>
<h3>Columns</h3>
${dataTable(
  [
    { title: "column", align: "left" },
    { title: "type", align: "left" },
    { title: "missing" },
    { title: "distinct" },
    { title: "values", align: "text" },
    { title: "description", align: "text" },
  ],
  dictionary.map(({ column, type, missing, distinct, values, description }) => [
    column,
    type,
    formatShare(missing),
    formatCount(distinct),
    values,
    description,
  ]),
  { stack: true },
)}
${
  pairs.length === 0
    ? undefined
    : html`<h3>Numbers that go together</h3>${dataTable(
        [{ title: "column", align: "left" }, { title: "and", align: "left" }, { title: "Spearman" }],
        pairs,
      )}`
}`;
}

function repeatsOf({ exploration }: ReportResults): string {
  const { rows, columns, duplicates, sharedWithTest = 0 } = exploration;
  const features = columns.filter(({ kind }) => kind !== undefined).length;
  const left = columns.length - features;
  const apart = left === 0 ? "" : ` and ${countOf(left, "column")} left out`;
  const repeated =
    duplicates.repeated === 0
      ? "No row repeats another in all features."
      : `${countOf(duplicates.repeated, "row")} repeat another in all features, ${countOf(duplicates.contradictory, "row")} occur with different labels.`;
  const shared = sharedWithTest === 0 ? "" : ` ${countOf(sharedWithTest, "test row")} are also among them.`;
  return `${countOf(rows, "row")} to train on, with ${countOf(features, "feature")}${apart}. ${repeated}${shared}`;
}
