// Results of a digest in, one HTML page or a Markdown text out.

import { platformDocument } from "#document";
import { formatCount, formatScore, formatShare, UNDEFINED } from "../format-number.ts";
import { formatSigned } from "../report/format-value.ts";
import { html, type Markup } from "../report/markup.ts";
import { SERIES } from "../report/plots/drawing.ts";
import { type PageOptions, page } from "../report/report.ts";
import { dataTable } from "../report/table.ts";
import type { DigestResults, StandOut } from "./results.ts";
import { timePlot } from "./time-plot.ts";

export interface DigestPageOptions extends PageOptions {
  /** Seconds after which a browser reads the page again, for a file that is written anew. */
  refresh?: number | undefined;
}

/**
 * The digest as one page that needs nothing else.
 *
 * @example
 * await writeFile("digest.html", digestPage(await digest.results()));
 */
export function digestPage(results: DigestResults, options: DigestPageOptions = {}): string {
  const { document = platformDocument(), refresh } = options;
  const body = html`${head(results)}${timeSection(results, document)}${trendSection(results)}${firstSection(results)}${standoutSection(results)}${driftSection(results)}${made(results)}`;
  return page(results.title, body, refresh);
}

function head({ title, rows, positive, grades, abstained, refused, time, lacking }: DigestResults): Markup {
  const facts = grades.map(
    ({ grade, rows: count, share, change }) =>
      html`<div><dt>${grade}</dt><dd>${formatCount(count)}<small>${formatShare(share)}${change === null ? undefined : `; ${changeText(change)}`}</small></dd></div>`,
  );
  const told = [
    ...(refused.rows === 0
      ? []
      : [`${formatCount(refused.rows)} records could not be scored; the first: ${refused.first}`]),
    ...lacking.map(
      ({ feature, share }) =>
        `${formatShare(share)} of the records have no ${feature}, more than the training rows`,
    ),
  ];
  const left = abstained === 0 ? "" : ` ${formatCount(abstained)} are left to a person.`;
  const span = time === null ? "" : `, ${plainTime(time.from)} to ${plainTime(time.to)}`;
  return html`<header>
<h1>${title}</h1>
<p class="lead">${formatCount(rows)} records${span}. ${positive} is what matters.${left}</p>
<dl class="facts">${facts}</dl>
${told.length === 0 ? undefined : html`<ul class="warnings">${told.map((each) => html`<li>${each}</li>`)}</ul>`}
</header>`;
}

function timeSection({ time, grades }: DigestResults, document: Document): Markup | undefined {
  if (time === null) return undefined;
  const names = grades.map(({ grade }) => grade);
  const key = names.map(
    (name, i) => html`<li><i style="background: ${SERIES[i % SERIES.length]}"></i>${name}</li>`,
  );
  const width = time.hours === 1 ? "an hour" : `${formatCount(time.hours)} hours`;
  return html`
<h2 id="time">Over time</h2>
<figure><figcaption>Records by grade<span>a bar is ${width}, UTC, by ${time.column}</span></figcaption>${timePlot(document, time, names)}<ul class="key">${key}</ul></figure>`;
}

function trendSection({ standouts, positive }: DigestResults): Markup | undefined {
  if (standouts.length === 0) return undefined;
  const tables = standouts.map(({ column, values, largest }) =>
    dataTable(
      [
        { title: column, align: "left" },
        { title: "records" },
        { title: `of them ${positive}` },
        { title: "lately" },
      ],
      largest.map((each) => [each.value, formatCount(each.rows), formatShare(each.share), lately(each)]),
      { caption: html`The most frequent of ${formatCount(values)} values of <b>${column}</b>` },
    ),
  );
  return html`<h2 id="trends">Where they come from</h2><p>Lately is the last quarter of the time, by records an hour.</p>${tables}`;
}

function firstSection({ first, positive }: DigestResults): Markup {
  if (first.length === 0) return html`<h2 id="first">To look at first</h2><p>There is nothing.</p>`;
  return html`
<h2 id="first">To look at first</h2>
<p>The records most probably ${positive}, and what spoke for it (+) and against it (−).</p>
${dataTable(
  [
    { title: "record", align: "left" },
    { title: "time", align: "left" },
    { title: positive },
    { title: "answer", align: "left" },
    { title: "reasons", align: "text" },
  ],
  first.map(({ id, time, probability, answer, reasons }) => [
    id,
    time === null ? UNDEFINED : plainTime(time),
    formatShare(probability),
    answer,
    html`<ul class="reasons">${reasons.map(
      ({ feature, value, contribution }) =>
        html`<li><b>${feature}</b> ${value} <span class="${contribution < 0 ? "against" : "for"}">${formatSigned(contribution)}</span></li>`,
    )}</ul>`,
  ]),
  { stack: true },
)}`;
}

function standoutSection({ standouts, positive }: DigestResults): Markup {
  const found = standouts.filter((each) => each.found.length > 0);
  const names = standouts.map(({ column }) => column).join(", ");
  const tables = found.map(({ column, values, found: rows }) =>
    dataTable(
      [
        { title: column, align: "left" },
        { title: "records" },
        { title: positive },
        { title: "of all" },
        { title: "deviations" },
        { title: "lately" },
      ],
      rows.map((each) => [
        each.value,
        formatCount(each.rows),
        formatShare(each.share),
        formatShare(each.overall),
        formatSigned(each.deviations),
        lately(each),
      ]),
      { caption: html`Of ${formatCount(values)} values of <b>${column}</b>` },
    ),
  );
  return html`
<h2 id="standouts">Who stands out</h2>
<p>${
    found.length === 0
      ? `No value of ${names === "" ? "any column" : names} is graded ${positive} much more or less often than all records are.`
      : `Values whose records are graded ${positive} far more or less often than all are: by four standard deviations and more.`
  }</p>
${tables}`;
}

function driftSection({ drift }: DigestResults): Markup {
  if (drift === null)
    return html`<h2 id="drift">Drift</h2><p>The model does not say what its training rows looked like.</p>`;
  const { records, moved, stable } = drift;
  return html`
<h2 id="drift">Drift</h2>
<p>The last ${formatCount(records)} records against the rows the model was trained on: ${formatCount(moved.length)} moved, ${formatCount(stable)} are as they were.</p>
${
  moved.length === 0
    ? undefined
    : dataTable(
        [
          { title: "feature", align: "left" },
          { title: "PSI" },
          { title: "change", align: "left" },
          { title: "most", align: "text" },
        ],
        moved.map(({ name, psi, band, told }) => [name, formatScore(psi), band, told]),
      )
}`;
}

function made({ made: { hedgerow, model, method, date, sources } }: DigestResults): Markup {
  const lines: [string, string][] = [
    ["hedgerow", hedgerow],
    ["model", `${method}${model === null ? "" : `, SHA-256 ${model}`}`],
    ...(sources === undefined ? [] : [["records of", sources.join(", ")] as [string, string]]),
    ...(date === undefined ? [] : [["made", date] as [string, string]]),
  ];
  return html`<h2 id="made">How it was made</h2><dl class="made">${lines.map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>`;
}

export function plainTime(iso: string): string {
  return iso.slice(0, 16).replace("T", " ");
}

export function lately({ change }: Pick<StandOut, "change">): string {
  return change === null ? UNDEFINED : changeText(change);
}

/** "1.8 times as many lately". */
export function changeText(change: number): string {
  if (change === 0) return "none lately";
  if (change > 0.9 && change < 1.1) return "as before";
  return `${change.toFixed(change < 0.1 ? 2 : 1)} times as many lately`;
}
