// An evaluation in, text for a terminal of 80 columns or more out: the totals, a line for each class, and the
// confusion matrix, or, where that is too wide, the most frequent confusions.

import type { ClassEvaluation, Evaluation } from "../evaluate/evaluation.ts";
import { formatCount, formatScore, formatShare } from "../format-number.ts";
import { styleFor } from "./print-style.ts";
import { cut, printable, textWidth, wrap } from "./print-text.ts";
import { table } from "./table.ts";

export interface PrintEvaluationOptions {
  title?: string;
  /** @default 80 */
  width?: number;
  /** Escape sequences for bold and colour: only for a terminal. @default false */
  colour?: boolean;
}

const MOST_CLASSES = 20;
const MOST_CONFUSIONS = 8;
/** A class name in the head of the confusion matrix is cut to this before the matrix is given up. */
const NARROWEST_HEAD = 6;

/** The evaluation as text, without a line break at its end. */
export function printEvaluation(evaluation: Evaluation, options: PrintEvaluationOptions = {}): string {
  const { title, width = 80, colour = false } = options;
  const style = styleFor(colour);
  const totals = wrap(totalsOf(evaluation), "  ", width).join("\n");
  const rows = `${formatCount(evaluation.rows)} ${evaluation.rows === 1 ? "row" : "rows"}`;
  const head = title === undefined ? rows : `${style.bold(printable(title))}  ${style.dim(rows)}`;
  return [
    `${head}\n${totals}`,
    classTable(evaluation, width, colour),
    confusionText(evaluation, width, colour),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function totalsOf(evaluation: Evaluation): string[] {
  const auc = evaluation.perClass.length === 2 ? "ROC AUC" : "mean ROC AUC";
  return [
    `accuracy ${formatScore(evaluation.accuracy)}`,
    `macro-F1 ${formatScore(evaluation.macroF1)}`,
    `${auc} ${formatScore(evaluation.rocAuc)}`,
    `log-loss ${formatScore(evaluation.logLoss)}`,
    `calibration error ${formatScore(evaluation.calibrationError)}`,
  ];
}

function classTable(evaluation: Evaluation, width: number, colour: boolean): string {
  const bySupport = [...evaluation.perClass].sort((a, b) => b.support - a.support);
  const shown = new Set(bySupport.slice(0, MOST_CLASSES));
  const classes = evaluation.perClass.filter((one) => shown.has(one));
  const lines = table(
    [
      { title: "class", align: "left", shrinkTo: 12 },
      ...["precision", "recall", "F1", "ROC AUC", "rows"].map((title) => ({ title })),
    ],
    classes.map(classRow),
    { width, colour },
  );
  const left = evaluation.perClass.length - classes.length;
  return left === 0 ? lines : `${lines}\n… and ${formatCount(left)} smaller classes`;
}

function classRow(one: ClassEvaluation): string[] {
  const scores = [one.precision, one.recall, one.f1, one.rocAuc];
  return [one.label, ...scores.map(formatScore), formatCount(one.support)];
}

function confusionText(evaluation: Evaluation, width: number, colour: boolean): string {
  const { classes, matrix } = evaluation.confusion;
  // A column takes three places at least: no need to measure a million cells.
  if (3 * classes.length > width) return largestConfusions(evaluation, width, colour);
  const counts = matrix.map((row) => row.map(formatCount));
  const names = classes.map(printable);
  const widths = names.map((name, k) =>
    Math.max(Math.min(NARROWEST_HEAD, textWidth(name)), ...counts.map((row) => (row[k] as string).length)),
  );
  const least = widths.reduce((sum, column) => sum + column + 2, "true \\ predicted".length);
  if (least > width) return largestConfusions(evaluation, width, colour);
  const style = styleFor(colour);
  return table(
    [
      { title: "true \\ predicted", align: "left", shrinkTo: 16 },
      ...names.map((title, k) => ({ title, shrinkTo: widths[k] as number })),
    ],
    names.map((name, truth) => [name, ...(counts[truth] as string[])]),
    { width, colour, mark: (text, row, column) => (column === row + 1 ? style.accent(text) : text) },
  );
}

function largestConfusions(evaluation: Evaluation, width: number, colour: boolean): string {
  const { classes, matrix } = evaluation.confusion;
  const errors = matrix.flatMap((row, truth) =>
    row.flatMap((count, predicted) =>
      count > 0 && predicted !== truth ? [{ truth, predicted, count }] : [],
    ),
  );
  const largest = errors.sort((a, b) => b.count - a.count);
  if (largest.length === 0) return "";
  return table(
    [
      { title: "true class", align: "left", shrinkTo: 16 },
      { title: "predicted as", align: "left", shrinkTo: 16 },
      { title: "rows" },
      { title: "of its class" },
    ],
    largest.slice(0, MOST_CONFUSIONS).map(({ truth, predicted, count }) => {
      const support = evaluation.perClass[truth]?.support ?? 0;
      return [
        classes[truth] ?? "",
        classes[predicted] ?? "",
        formatCount(count),
        formatShare(count / support),
      ];
    }),
    { width, colour },
  );
}

export interface ImportanceItem {
  feature: string;
  /** Part of the whole, 0 to 1. */
  share: number;
}

/** The `top` features with the largest share, a bar for each; without a line break at its end. */
export function printImportance(
  items: readonly ImportanceItem[],
  top: number,
  options: { width?: number; colour?: boolean } = {},
): string {
  const { width = 80, colour = false } = options;
  const style = styleFor(colour);
  const shown = [...items].sort((a, b) => b.share - a.share).slice(0, top);
  const names = shown.map((item) => cut(printable(item.feature), Math.max(8, Math.floor(width / 2))));
  const nameWidth = Math.max(7, ...names.map(textWidth));
  const longest = Math.max(4, Math.min(24, width - nameWidth - 12));
  const scale = shown[0]?.share ?? 0;
  return table(
    [{ title: "feature", align: "left" }, { title: "share" }, { title: "", align: "left" }],
    shown.map((item, i) => [
      names[i] as string,
      formatShare(item.share),
      bar(scale > 0 ? (item.share / scale) * longest : 0),
    ]),
    { width, colour, mark: (text, _, column) => (column === 2 ? style.accent(text) : text) },
  );
}

/** A bar that is `length` columns long, to the eighth of a column. */
function bar(length: number): string {
  const eighths = Math.round(Math.max(0, length) * 8);
  return "█".repeat(eighths >> 3) + ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths & 7];
}
