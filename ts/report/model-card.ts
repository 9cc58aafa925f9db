// Results in, a model card as Markdown out, in the sections of Mitchell et al., "Model Cards for Model Reporting" (2019).

import { formatCount, formatScore, formatShare } from "../format-number.ts";
import { inline, markdownTable } from "./markdown.ts";
import type { ReportResults } from "./results.ts";
import { makingOf } from "./sections/making-section.ts";
import { factsOf, howCompared, methodOf } from "./sections/model-section.ts";
import { directionOf } from "./sections/reasons-section.ts";

/**
 * The model card. Strings of the data are escaped, so that they are no markup.
 *
 * @example
 * await writeFile("MODEL_CARD.md", modelCard(results));
 */
export function modelCard(results: ReportResults): string {
  return `${[
    `# ${inline(results.title)}`,
    details(results),
    use(results),
    data(results),
    metrics(results),
    analyses(results),
    caveats(results),
    `## How it was made\n\n${list(makingOf(results))}`,
  ].join("\n\n")}\n`;
}

function details({ model }: ReportResults): string {
  return `## Model details\n\n${inline(methodOf(model))}, because ${inline(model.why)}.\n\n${list(factsOf(model))}`;
}

function use({ exploration, model }: ReportResults): string {
  const names = exploration.classes.map(({ name }) => `**${inline(name)}**`).join(", ");
  const text = `It tells ${inline(exploration.label ?? "the label")} (${names}) of records that have the columns of the data below and come about as those did. It gives probabilities; ${model.decision === undefined ? "its answer is the most probable class" : "its decision is named above"}. It was not tested on other data, and is no ground to act without a person where acting wrongly does harm.`;
  return `## Intended use\n\n${text}`;
}

function data({ dictionary, exploration, made }: ReportResults): string {
  const rows = dictionary.map(({ column, type, missing, values }) => [
    column,
    type,
    formatShare(missing),
    values,
  ]);
  const head = `${formatCount(made.rows.train)} rows to train on, ${formatCount(made.rows.test)} to test on (${inline(made.testRows)}).`;
  const found = exploration.suspicions.map(({ sentence }) => `- ${inline(sentence)}`).join("\n");
  return `## Data\n\n${head}\n\n${markdownTable(["column", "type", "missing", "values"], rows)}${found === "" ? "" : `\n\n${found}`}`;
}

function metrics({ evaluation }: ReportResults): string {
  const { accuracy, macroF1, logLoss, brier, rocAuc, prAuc, calibrationError } = evaluation;
  const overall: [string, string][] = [
    ["accuracy", formatScore(accuracy)],
    ["macro-F1", formatScore(macroF1)],
    ["log-loss", formatScore(logLoss)],
    ["Brier", formatScore(brier)],
    ["ROC AUC", formatScore(rocAuc)],
    ["PR AUC", formatScore(prAuc)],
    ["expected calibration error", formatScore(calibrationError)],
  ];
  const each = evaluation.perClass.map(({ label, precision, recall, f1, support }) => [
    label,
    formatScore(precision),
    formatScore(recall),
    formatScore(f1),
    formatCount(support),
  ]);
  const classes = markdownTable(["class", "precision", "recall", "F1", "rows"], each);
  return `## Metrics\n\nOn the test rows.\n\n${list(overall)}\n\n${classes}`;
}

function analyses({ comparison, evaluation, reasons }: ReportResults): string {
  const { classes, matrix } = evaluation.confusion;
  const counts = matrix.map((row, i) => [classes[i] as string, ...row.map((count) => formatCount(count))]);
  const parts = [
    `Rows are the truth, columns the answer.\n\n${markdownTable(["", ...classes], counts)}`,
    ...reasons.map(({ label, unit, features }) => {
      const lines = features.map((each) => [
        each.feature,
        each.meanAbsolute.toPrecision(3),
        directionOf(each, label),
      ]);
      return `What counts for ${inline(label)}.\n\n${markdownTable(["feature", `mean |contribution| (${unit})`, "direction"], lines)}`;
    }),
  ];
  if (comparison !== undefined) {
    const lines = comparison.models.map(({ model, accuracy, standardError, macroF1, logLoss }) => [
      model,
      formatScore(accuracy),
      formatScore(standardError),
      formatScore(macroF1),
      formatScore(logLoss),
    ]);
    const compared = markdownTable(["model", "accuracy", "±", "macro-F1", "log-loss"], lines);
    parts.unshift(`${howCompared(comparison)}\n\n${compared}`);
  }
  return `## Analyses\n\n${parts.join("\n\n")}`;
}

function caveats({ warnings, model }: ReportResults): string {
  const lines = [
    ...warnings,
    `Thresholds were chosen on ${model.thresholdsFrom}.`,
    "Contributions are path-dependent Shapley values: features that go together share the credit.",
  ];
  return `## Caveats\n\n${lines.map((line) => `- ${inline(line)}`).join("\n")}`;
}

function list(entries: readonly (readonly [string, string])[]): string {
  return entries.map(([name, text]) => `- **${inline(name)}**: ${inline(text)}`).join("\n");
}
