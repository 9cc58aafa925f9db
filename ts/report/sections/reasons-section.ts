// Why the model answers as it does, and where it was wrong.

import { formatCount, formatShare, UNDEFINED } from "../../format-number.ts";
import { formatSigned } from "../format-value.ts";
import { html, type Markup } from "../markup.ts";
import { bars } from "../plots/bar-plots.ts";
import { swarm } from "../plots/swarm-plot.ts";
import type { ClassReasons, ErrorExample, FeatureReasons, ReportResults } from "../results.ts";
import { dataTable } from "../table.ts";

const MOST_BARS = 15;

export function reasonsSection({ model, reasons }: ReportResults, document: Document): Markup {
  const { importance } = model;
  if (importance.length === 0)
    return html`
<h2 id="reasons">Why it answers so</h2>
<p>The model was imported without statistics of its trees, so it can not tell its reasons.</p>`;
  const entries = importance
    .filter(({ gain }) => gain > 0)
    .slice(0, MOST_BARS)
    .map(({ feature, gain }) => ({ name: feature, length: gain, text: formatShare(gain) }));
  return html`
<h2 id="reasons">Why it answers so</h2>
<p>First, which features the trees lean on. Then, for ${formatCount(reasons[0]?.rows ?? 0)} test rows, what each feature added to the answer of a class (exact Shapley values of the trees): one dot a row, right of the line speaks for the class.</p>
<div class="plots">
<figure><figcaption>Importance<span>share of the loss reduction of all splits</span></figcaption>${bars(document, "Importance of features", entries)}</figure>
${reasons.map((each) => swarmFigure(each, document))}
</div>
${reasons.map(directionTable)}`;
}

function swarmFigure(reasons: ClassReasons, document: Document): Markup {
  const key = [
    ["var(--rank-1)", "low values"],
    ["var(--rank-5)", "high values"],
    ["var(--unranked)", "names, or missing"],
  ].map(([colour, text]) => html`<li><i style="background: ${colour}"></i>${text}</li>`);
  return html`<figure><figcaption>What counts for ${reasons.label}<span>contribution of each feature, row by row</span></figcaption>${swarm(document, reasons)}<ul class="key">${key}</ul></figure>`;
}

function directionTable({ label, unit, features }: ClassReasons): Markup {
  return dataTable(
    [
      { title: "feature", align: "left" },
      { title: `mean |contribution| (${unit})` },
      { title: "direction", align: "text" },
    ],
    features.map((each) => [each.feature, each.meanAbsolute.toPrecision(3), directionOf(each, label)]),
    { caption: html`What counts for <b>${label}</b>`, stack: true },
  );
}

/** Below this rank correlation a feature speaks both ways. */
const CLEAR = 0.3;

/** Which way larger values speak; of values without an order, which ones speak for the class and which against it. */
export function directionOf({ direction, values }: FeatureReasons, label: string): string {
  if (direction === null) {
    const each = values.map(({ value, mean }) => `${value} ${formatSigned(mean)}`);
    return each.length === 0 ? UNDEFINED : each.join(", ");
  }
  if (Math.abs(direction) < CLEAR) return "larger values speak for it here, against it there";
  return direction > 0 ? `larger values speak for ${label}` : `larger values speak against ${label}`;
}

export function errorsSection({ errors, evaluation }: ReportResults): Markup {
  if (errors.length === 0)
    return html`<h2 id="errors">Where it was wrong</h2><p>Nowhere on the test rows.</p>`;
  const wrong = Math.round(evaluation.rows * (1 - evaluation.accuracy));
  return html`
<h2 id="errors">Where it was wrong</h2>
<p>The surest of about ${formatCount(wrong)} wrong answers, of each kind first: wrong labels, or what the features do not tell.</p>
${dataTable(
  [
    { title: "test row" },
    { title: "truth", align: "left" },
    { title: "answer", align: "left" },
    { title: "probability" },
    { title: "of the truth" },
    { title: "what spoke for the answer (+) and against it (−)", align: "text" },
  ],
  errors.map((each) => [
    formatCount(each.row),
    each.truth,
    each.answer,
    formatShare(each.probability),
    formatShare(each.truthProbability),
    reasonList(each),
  ]),
  { stack: true },
)}`;
}

function reasonList({ reasons }: ErrorExample): Markup {
  const lines = reasons.map(
    ({ feature, value, contribution }) =>
      html`<li><b>${feature}</b> ${value} <span class="${contribution < 0 ? "against" : "for"}">${formatSigned(contribution)}</span></li>`,
  );
  return html`<ul class="reasons">${lines}</ul>`;
}
