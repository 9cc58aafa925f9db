// Which models were compared, and which one this report is about.

import type { Comparison } from "../../evaluate/compare.ts";
import { formatBytes, formatCount, formatScore, formatSeconds, UNDEFINED } from "../../format-number.ts";
import { html, type Markup } from "../markup.ts";
import type { ReportedModel, ReportResults } from "../results.ts";
import { dataTable } from "../table.ts";

export function comparisonSection({ comparison }: ReportResults): Markup | undefined {
  if (comparison === undefined) return undefined;
  const { models, failed } = comparison;
  const failures = failed.map(({ model, message }) => html`<li>${model} is left out: ${message}</li>`);
  return html`
<h2 id="comparison">Models compared</h2>
<p>${howCompared(comparison)} p says how often a difference in accuracy from the best as large as this comes about by chance where there is none.</p>
${dataTable(
  [
    { title: "model", align: "left" },
    { title: "accuracy" },
    { title: "±" },
    { title: "macro-F1" },
    { title: "log-loss" },
    { title: "ROC AUC" },
    { title: "p" },
    { title: "fit" },
    { title: "µs/row" },
  ],
  models.map((each) => [
    each.sampledRows === undefined ? each.model : `${each.model} *`,
    formatScore(each.accuracy),
    formatScore(each.standardError),
    formatScore(each.macroF1),
    formatScore(each.logLoss),
    formatScore(each.rocAuc),
    each.p === undefined || each.p === null ? UNDEFINED : each.p < 0.001 ? "<0.001" : each.p.toFixed(3),
    formatSeconds(each.fitSeconds),
    each.predictMicroseconds.toFixed(1),
  ]),
  { best: 0 },
)}
${sampledNote(comparison)}
${failures.length === 0 ? undefined : html`<ul class="warnings">${failures}</ul>`}`;
}

/** How the models were compared, as a sentence. */
export function howCompared({ by, folds, rows, significance }: Comparison): string {
  const { train, test } = { train: formatCount(rows.train), test: formatCount(rows.test) };
  const how =
    by === "test part"
      ? `Trained on ${train} rows, tested on ${test}`
      : `Cross-validation of the rows trained on: ${folds} folds, each trained on about ${train} rows and tested on ${test}`;
  return `${how}. Significance by ${significance}.`;
}

function sampledNote({ models }: Comparison): Markup | undefined {
  const sampled = models.flatMap(({ model, sampledRows }) =>
    sampledRows === undefined ? [] : [`${model} ${formatCount(sampledRows)}`],
  );
  if (sampled.length === 0) return undefined;
  return html`<p class="note">* trained on a sample of the rows: ${sampled.join(", ")}</p>`;
}

export function modelSection({ model }: ReportResults): Markup {
  return html`
<h2 id="model">The model</h2>
<p>${methodOf(model)}, because ${model.why}.</p>
<dl class="made">${factsOf(model).map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>`;
}

/** "Gradient boosting, 87 rounds". */
export function methodOf({ method, training, trees, imported }: ReportedModel): string {
  if (imported !== undefined) return `A model of ${imported.maker} with ${formatCount(trees)} trees`;
  if (method === "forest") return `A random forest of ${formatCount(trees)} trees`;
  return `Gradient boosting, ${formatCount(training.rounds)} rounds`;
}

/** Name and text of what there is to say. */
export function factsOf(model: ReportedModel): [string, string][] {
  const { training, trees, nodes, maxDepth, byteLength, columns, calibration, decision, sha256 } = model;
  const options = Object.entries(training?.options ?? {});
  const given = options.map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const { positive, threshold, abstainBelow, costs } = decision ?? {};
  const rule = [
    positive === undefined ? "" : `${positive} from a probability of ${threshold?.toPrecision(3)} on`,
    costs === undefined ? "" : "the least expected cost",
    abstainBelow === undefined ? "" : `for a person below ${abstainBelow.toPrecision(3)}`,
  ].filter((part) => part !== "");
  return [
    ["trees", `${formatCount(trees)}, ${formatCount(nodes)} nodes, at most ${formatCount(maxDepth)} deep`],
    ["encoded columns", formatCount(columns)],
    ["size", formatBytes(byteLength)],
    ["options given", given.length === 0 ? "none: all at their defaults" : given.join(", ")],
    ["calibration", calibration?.method ?? "none"],
    ["decision", rule.length === 0 ? "the most probable class" : rule.join("; ")],
    ["SHA-256", sha256 ?? UNDEFINED],
  ];
}
