// How good the model is on the test rows: scores, confusion, curves, thresholds, calibration.

import type { Evaluation } from "../../evaluate/evaluation.ts";
import { formatCount, formatScore, formatShare, UNDEFINED } from "../../format-number.ts";
import { html, type Markup } from "../markup.ts";
import { precisionRecallPlot, reliabilityPlot, rocPlot } from "../plots/curve-plots.ts";
import { SERIES } from "../plots/drawing.ts";
import type { ClassCurves, ReportResults } from "../results.ts";
import { dataTable } from "../table.ts";

export function scoresSection(results: ReportResults, document: Document): Markup {
  const { evaluation, curves, made } = results;
  return html`
<h2 id="scores">How good it is</h2>
<p>On ${formatCount(evaluation.rows)} rows that it has not seen: ${made.testRows}.</p>
${dataTable(
  [
    { title: "class", align: "left" },
    { title: "precision" },
    { title: "recall" },
    { title: "F1" },
    { title: "ROC AUC" },
    { title: "PR AUC" },
    { title: "rows" },
  ],
  evaluation.perClass.map((each) => [
    each.label,
    formatScore(each.precision),
    formatScore(each.recall),
    formatScore(each.f1),
    formatScore(each.rocAuc),
    formatScore(each.prAuc),
    formatCount(each.support),
  ]),
)}
<h3>What was answered for what is true</h3>
${confusionTable(evaluation)}
${
  curves.length === 0
    ? undefined
    : html`
<div class="plots">
<figure><figcaption>ROC<span>the dashed line is a guess</span></figcaption>${rocPlot(document, curves)}${keyOf(curves, "rocAuc")}</figure>
<figure><figcaption>Precision and recall<span>the dotted line is a guess</span></figcaption>${precisionRecallPlot(document, curves)}${keyOf(curves, "prAuc")}</figure>
</div>`
}`;
}

/** Rows are the truth; the shade of a cell is its share of the row. */
function confusionTable({ confusion }: Evaluation): Markup {
  const { classes, matrix } = confusion;
  const head = classes.map((name) => html`<th scope="col">${name}</th>`);
  const body = matrix.map((counts, truth) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    const cells = counts.map((count, answer) => {
      const share = total === 0 ? 0 : count / total;
      const depth = (0.04 + 0.5 * share).toFixed(2);
      const side = answer === truth ? "right" : "wrong";
      return html`<td class="${side}" style="--depth: ${depth}">${formatCount(count)}<small>${formatShare(share)}</small></td>`;
    });
    return html`<tr><th scope="row" class="left">${classes[truth]}</th>${cells}</tr>`;
  });
  return html`<p class="note">Rows are the truth, columns the answer; shares are of the row.</p><div class="scroll" tabindex="0"><table class="confusion"><thead><tr><td></td>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function keyOf(curves: readonly ClassCurves[], area: "rocAuc" | "prAuc"): Markup {
  const entries = curves.map(
    (curve, i) =>
      html`<li><i style="background: ${SERIES[i % SERIES.length]}"></i>${curve.label}: area ${formatScore(curve[area])}</li>`,
  );
  return html`<ul class="key">${entries}</ul>`;
}

export function thresholdSection({ curves, model }: ReportResults): Markup | undefined {
  const tables = curves.filter(({ thresholds }) => thresholds.length > 0);
  if (tables.length === 0) return undefined;
  const columns = [
    { title: "asked for", align: "left" as const },
    { title: "threshold" },
    { title: "precision" },
    { title: "recall" },
    { title: "false positives" },
    { title: "alerts" },
  ];
  const own = model.thresholdsFrom === "these test rows";
  const note = own
    ? "They were chosen on these same rows, so new rows will do a little worse; hedgerow threshold chooses one on other rows."
    : "They were chosen on rows that the trees did not see, and are told of the test rows.";
  return html`
<h2 id="thresholds">Thresholds</h2>
<p>Answering a class only from a probability on trades missed rows for false alarms. ${note}</p>
${tables.map(({ label, thresholds }) =>
  dataTable(
    columns,
    thresholds.map((each) => [
      each.chosenFor,
      each.threshold > 1 ? "above all" : each.threshold.toFixed(3),
      formatScore(each.precision),
      formatScore(each.truePositiveRate),
      each.falsePositiveRate === null ? UNDEFINED : formatShare(each.falsePositiveRate),
      formatCount(each.truePositives + each.falsePositives),
    ]),
    { caption: html`From a probability of <b>${label}</b> on` },
  ),
)}`;
}

export function calibrationSection({ calibration, evaluation }: ReportResults, document: Document): Markup {
  const { before, after, method } = calibration;
  const what = evaluation.positive === undefined ? "the class answered" : `the class ${evaluation.positive}`;
  const changed = method !== "none";
  const line = (name: string, each: typeof after): string[] => [
    name,
    formatScore(each.logLoss),
    formatScore(each.brier),
    formatScore(each.calibrationError),
  ];
  return html`
<h2 id="calibration">Are probabilities true?</h2>
<p>Of rows that are given a probability of 0.8 for ${what}, about 80% should be it: dots on the dashed line. The expected calibration error is the mean distance from it.</p>
<div class="plots">
<figure><figcaption>Reliability<span>larger dots are more rows${changed ? "; the grey line is before calibration" : ""}</span></figcaption>${reliabilityPlot(document, calibration)}</figure>
<div>${dataTable(
    [{ title: "", align: "left" }, { title: "log-loss" }, { title: "Brier" }, { title: "calibration error" }],
    changed ? [line("before", before), line(`after (${method})`, after)] : [line("not calibrated", after)],
  )}</div>
</div>`;
}
