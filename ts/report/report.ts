// Results in, one HTML page out that needs nothing else: no host, no script, no font.

import { platformDocument } from "#document";
import { formatCount, formatScore, formatShare } from "../format-number.ts";
import { html, type Markup } from "./markup.ts";
import type { ReportResults } from "./results.ts";
import { dataSection } from "./sections/data-section.ts";
import { makingSection } from "./sections/making-section.ts";
import { comparisonSection, methodOf, modelSection } from "./sections/model-section.ts";
import { errorsSection, reasonsSection } from "./sections/reasons-section.ts";
import { calibrationSection, scoresSection, thresholdSection } from "./sections/scores-section.ts";
import { STYLE } from "./style.ts";

export interface PageOptions {
  /** What plots are drawn in; nothing is added to it. @default the page's, in Node one of linkedom */
  document?: Document | undefined;
}

/**
 * The report as one HTML page that a person can send: readable at a phone's width, in the dark and on paper. Strings of the data are
 * text in it and nothing else; its own policy forbids scripts and requests.
 *
 * Throws `bad-option` in a browser's worker, which has no document, where none is given.
 *
 * @example
 * const page = report(await reportResults(model, { train: fit, test: held }));
 * link.href = URL.createObjectURL(new Blob([page], { type: "text/html" }));
 */
export function report(results: ReportResults, { document = platformDocument() }: PageOptions = {}): string {
  const sections = [
    dataSection(results, document),
    comparisonSection(results),
    modelSection(results),
    scoresSection(results, document),
    thresholdSection(results),
    calibrationSection(results, document),
    reasonsSection(results, document),
    errorsSection(results),
    makingSection(results),
  ];
  return page(results.title, html`${headOf(results)}${sections}`);
}

/** A page of this style around a body. `refresh`: seconds after which a browser reads it again. */
export function page(title: string, body: Markup, refresh?: number): string {
  // The style has no data in it, and is not to be escaped.
  const style = `<style>${STYLE}</style>`;
  const again = refresh === undefined ? "" : html`<meta http-equiv="refresh" content="${refresh}">`.text;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="hedgerow">
<link rel="icon" href="data:,">${again}
${html`<title>${title}</title>`.text}
${style}
</head>
<body><main>${body.text}</main></body>
</html>
`;
}

function headOf(results: ReportResults): Markup {
  const { title, evaluation, comparison, curves, model, warnings } = results;
  const links = [
    ["data", "Data"],
    ...(comparison === undefined ? [] : [["comparison", "Models compared"]]),
    ["model", "The model"],
    ["scores", "How good it is"],
    ...(curves.some(({ thresholds }) => thresholds.length > 0) ? [["thresholds", "Thresholds"]] : []),
    ["calibration", "Calibration"],
    ["reasons", "Reasons"],
    ["errors", "Errors"],
    ["made", "How it was made"],
  ].map(([id, name]) => html`<a href="#${id}">${name}</a>`);
  return html`<header>
<h1>${title}</h1>
<p class="lead">${methodOf(model)}, trained on ${formatCount(results.made.rows.train)} rows and tested on ${formatCount(evaluation.rows)}.</p>
<nav aria-label="Parts of the report">${links}</nav>
<dl class="facts">${factsOf(results)}</dl>
${warnings.length === 0 ? undefined : html`<ul class="warnings">${warnings.map((each) => html`<li>${each}</li>`)}</ul>`}
</header>`;
}

function factsOf({ evaluation, exploration }: ReportResults): Markup[] {
  const { accuracy, macroF1, rocAuc, logLoss, calibrationError } = evaluation;
  const largest = Math.max(...exploration.classes.map(({ share }) => share), 0);
  const fact = (name: string, value: string, small: string): Markup =>
    html`<div><dt>${name}</dt><dd>${value}<small>${small}</small></dd></div>`;
  return [
    fact("Accuracy", formatShare(accuracy), `always the largest class: ${formatShare(largest)}`),
    fact("Macro-F1", formatScore(macroF1), "mean over the classes"),
    fact("ROC AUC", formatScore(rocAuc), "0.5 is a guess"),
    fact("Log-loss", formatScore(logLoss), "lower is better"),
    fact("Calibration error", formatScore(calibrationError), "0 is true probabilities"),
  ];
}
