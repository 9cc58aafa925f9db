// A tagger's evaluation in, text for a terminal out: the totals, the labels that are found best and worst, and the tactics
// that are confused most.

import type { ClassEvaluation } from "../evaluate/evaluation.ts";
import { formatCount, formatScore } from "../format-number.ts";
import type { MultiEvaluation, TaggerEvaluation } from "../text/evaluate-tagger.ts";
import type { PrintEvaluationOptions } from "./print-evaluation.ts";
import { styleFor } from "./print-style.ts";
import { printable, wrap } from "./print-text.ts";
import { table } from "./table.ts";

const MOST_CONFUSIONS = 8;

export function printTagEvaluation(
  evaluation: TaggerEvaluation | MultiEvaluation,
  { title = "", width = 80, colour = false }: PrintEvaluationOptions,
): string {
  const style = styleFor(colour);
  const head = `${style.bold(printable(title))}  ${style.dim(`${formatCount(evaluation.rows)} texts`)}`;
  const totals = wrap(
    "top3" in evaluation ? totalsOf(evaluation) : totalsOfSeveral(evaluation),
    "  ",
    width,
  ).join("\n");
  if (!("top3" in evaluation)) return `${head}\n${totals}`;
  return [
    `${head}\n${totals}`,
    `Found best:\n${classTable(evaluation.best, width, colour)}`,
    `Found worst:\n${classTable(evaluation.worst, width, colour)}`,
    ...confusedTactics(evaluation),
  ].join("\n\n");
}

function totalsOf(evaluation: TaggerEvaluation): string[] {
  return [
    `accuracy ${formatScore(evaluation.accuracy)}`,
    `macro-F1 ${formatScore(evaluation.macroF1)}`,
    `top 3 ${formatScore(evaluation.top3)}`,
    `top 5 ${formatScore(evaluation.top5)}`,
    `mean ROC AUC ${formatScore(evaluation.rocAuc)}`,
    `answered ${formatScore(evaluation.answered)}`,
    `of these right ${formatScore(evaluation.answeredAccuracy)}`,
    `nearest alone ${formatScore(evaluation.nearestAccuracy)}`,
  ];
}

function totalsOfSeveral(evaluation: MultiEvaluation): string[] {
  return (["precision", "recall", "microF1", "macroF1", "exact"] as const).map(
    (name) => `${name} ${formatScore(evaluation[name])}`,
  );
}

function classTable(classes: readonly ClassEvaluation[], width: number, colour: boolean): string {
  const titles = ["precision", "recall", "F1", "ROC AUC", "texts"];
  return table(
    [{ title: "label", align: "left", shrinkTo: 12 }, ...titles.map((title) => ({ title }))],
    classes.map((one) => [
      one.label,
      ...[one.precision, one.recall, one.f1, one.rocAuc].map(formatScore),
      formatCount(one.support),
    ]),
    { width, colour },
  );
}

function confusedTactics({ tactics }: TaggerEvaluation): string[] {
  if (tactics === undefined) return [];
  const { classes, matrix, accuracy } = tactics;
  const confusions = matrix.flatMap((row, truth) =>
    row.map((texts, said) => ({ texts, truth: classes[truth] as string, said: classes[said] as string })),
  );
  const wrong = confusions
    .filter(({ texts, truth, said }) => texts > 0 && truth !== said)
    .sort((a, b) => b.texts - a.texts)
    .slice(0, MOST_CONFUSIONS);
  const lines = wrong.map(
    ({ texts, truth, said }) => `  ${printable(truth)} taken for ${printable(said)}: ${texts}`,
  );
  return [[`By tactic: accuracy ${formatScore(accuracy)}`, ...lines].join("\n")];
}
