// `hedgerow threshold`: labelled data in, a model whose answers keep what is asked for out: a false-positive rate, false alerts a day,
// costs, a share of errors. Chosen on rows that the trees did not see, told on test rows where there are any.

import type { Dataset } from "../data/dataset.ts";
import { type ChosenDecision, chooseDecision, type DecisionRequest } from "../evaluate/choose-decision.ts";
import { crossValidate } from "../evaluate/cross-validate.ts";
import { besideTruth, evaluate } from "../evaluate/evaluate.ts";
import type { Evaluation } from "../evaluate/evaluation.ts";
import { type OperatingPoint, precisionRecallAt } from "../evaluate/threshold.ts";
import { formatCount, formatScore, formatShare } from "../format-number.ts";
import type { Decision } from "../model/decision.ts";
import { type Model, type UnseenPredictions, withDecision } from "../model/model.ts";
import type { TrainOptions } from "../model/options.ts";
import { type Arguments, HELP, JSON_OUTPUT } from "./arguments.ts";
import type { Command } from "./command.ts";
import { findFiles } from "./data-file.ts";
import { DATA_NOTE, dataOf, LABELLED_OPTIONS } from "./data-options.ts";
import { UsageError } from "./failure.ts";
import { keeping } from "./feeds.ts";
import { type Io, print } from "./io.ts";
import { checkOutput, writeWhole } from "./output-file.ts";
import { printEvaluation } from "./print-evaluation.ts";
import { warningsOf } from "./print-inference.ts";
import { printWarnings } from "./print-warnings.ts";
import { readTraining, TRAINING_DATA_OPTIONS } from "./read-training.ts";
import { TRAIN_OPTIONS, trainOptions } from "./train-options.ts";
import { modelReport, printSaved } from "./train-report.ts";
import { trainWithProgress } from "./train-with-progress.ts";
import { CROSS_OPTIONS, crossOptions } from "./tune.ts";

/** `workers` is for the folds here. */
const OWN: ReadonlySet<string> = new Set(["workers"]);

export const thresholdCommand: Command = {
  name: "threshold",
  summary: "train a model that keeps a false-positive rate, an alert budget, costs or a share of errors",
  usage:
    "DATA... --label COL (--max-fpr R | --false-alerts N --per-day M | --f-beta B | --cost T>A=C | --max-error E) [options]",
  options: [
    ...TRAINING_DATA_OPTIONS,
    { name: "positive", value: "CLASS", help: "the class to be told (default: of two the second)" },
    {
      name: "max-fpr",
      value: "R",
      help: "most of the other rows that may be taken for it, as a share such as 0.001",
    },
    { name: "false-alerts", value: "N", help: "most false alerts a day, with --per-day" },
    { name: "per-day", value: "M", help: "alerts a day, for --false-alerts" },
    { name: "f-beta", value: "B", help: "the highest F-beta; above 1 recall counts for more" },
    {
      name: "cost",
      value: "T>A=C",
      multiple: true,
      help: "answering A where T is true costs C (default of all: 1); may be repeated",
    },
    {
      name: "max-error",
      value: "E",
      help: "most answers that may be wrong; less sure rows are for a person (abstain)",
    },
    { name: "confidence", value: "P", help: "of the bound (default: 0.95)" },
    ...CROSS_OPTIONS,
    ...TRAIN_OPTIONS.filter(({ name }) => !OWN.has(name)),
    ...LABELLED_OPTIONS,
    JSON_OUTPUT,
    HELP,
  ],
  notes: [
    DATA_NOTE,
    "Chosen on the out-of-bag rows of a forest; of boosting, or with --folds or --fold-by, on cross-validated rows.",
  ],
  examples: [
    "hedgerow threshold sessions.csv --label attack --max-fpr 0.001 --split 0.8 -o careful.bin",
    "hedgerow threshold alerts.csv --label grade --positive TP --false-alerts 20 --per-day 5000 -o alerts.bin",
  ],
  run,
};

async function run(given: Arguments, io: Io): Promise<void> {
  const names = dataOf(given.operands);
  const output = given.text("output");
  const request = requestOf(given);
  const options = trainOptions(given, { without: OWN });
  if (options.method === "isolation")
    throw new UsageError("--method isolation has a threshold of its own: --contamination");
  if (output !== undefined) await checkOutput(output, await findFiles(names));
  const { parts, dataset, enricher } = await readTraining(given, names, io);
  const { model } = await trainWithProgress(parts.train, options, io);
  const { unseen, kind } = await unseenRows(given, model, parts.train, options);
  const { weights } = parts.train;
  const chosenWeights = weights && Float32Array.from(unseen.rowIndexes, (row) => weights[row] as number);
  const found = chooseDecision(unseen, request, chosenWeights);
  const decided = await keeping(await withDecision(model, found.decision), enricher);
  const test = parts.test === undefined ? null : testOn(decided, parts.test, found.decision);
  const written =
    output === undefined ? undefined : await writeWhole(output, (sink) => sink.write(decided.save()));
  const warnings = warningsOf(dataset);
  if (given.flag("json")) {
    const { chosen: _, ...decision } = found.decision;
    const { point = null, falseAlertsPerDay = null, abstention = null } = found;
    const report = {
      decision,
      chosenOn: kind,
      rows: unseen.rows,
      point,
      falseAlertsPerDay,
      abstention,
      test,
    };
    return print(io.stdout, JSON.stringify({ ...report, model: modelReport(decided, written), warnings }));
  }
  await printWarnings(warnings, io);
  const lines = [`Chosen on ${formatCount(unseen.rows)} ${kind} rows`, ...describe(found)];
  if (test !== null) {
    const { width, colour } = io;
    if (test.point !== null) lines.push(`on the test rows: ${pointText(test.point)}`);
    lines.push("", printEvaluation(test.evaluation, { title: parts.testName, width, colour }));
  }
  lines.push("", written === undefined ? "not saved: -o FILE does that" : printSaved(written));
  await print(io.stdout, lines.join("\n"));
}

function requestOf(given: Arguments): DecisionRequest {
  given.onlyOne("max-fpr", "false-alerts", "f-beta", "cost");
  const [rate, beta, budget, day] = ["max-fpr", "f-beta", "false-alerts", "per-day"].map((name) =>
    given.number(name),
  );
  if ((budget === undefined) !== (day === undefined))
    throw new UsageError("--false-alerts and --per-day go together: N false alerts of M alerts a day");
  const rule =
    rate !== undefined
      ? { maxFalsePositiveRate: rate }
      : beta !== undefined
        ? { fBeta: beta }
        : budget !== undefined && day !== undefined
          ? { maxFalseAlerts: budget, alertsPerDay: day }
          : undefined;
  const costs = costsOf(given.all("cost"));
  const maxError = given.number("max-error");
  if (rule === undefined && costs === undefined && maxError === undefined)
    throw new UsageError(
      "Say what is to be kept: --max-fpr, --false-alerts, --f-beta, --cost or --max-error",
    );
  const request = {
    positive: given.text("positive"),
    rule,
    maxError,
    confidence: given.number("confidence"),
  };
  return costs === undefined ? request : { ...request, costs };
}

/** `TP>FP=20`: answering FP where TP is true costs 20. */
function costsOf(pairs: readonly string[]): Decision["costs"] {
  if (pairs.length === 0) return undefined;
  const costs: Record<string, Record<string, number>> = {};
  for (const pair of pairs) {
    const [, truth, answer, cost] = /^(.+)>(.+)=(.+)$/.exec(pair) ?? [];
    if (truth === undefined || answer === undefined || Number.isNaN(Number(cost)))
      throw new UsageError(`--cost is written true>answer=cost, such as TP>FP=20, not "${pair}"`);
    costs[truth] ??= {};
    (costs[truth] as Record<string, number>)[answer] = Number(cost);
  }
  return costs;
}

async function unseenRows(
  given: Arguments,
  model: Model,
  dataset: Dataset,
  options: TrainOptions,
): Promise<{ unseen: UnseenPredictions; kind: "out-of-bag" | "cross-validated" }> {
  const folded = given.number("folds") !== undefined || given.text("fold-by") !== undefined;
  if (options.method === "forest" && !folded && model.unseen !== undefined && options.balance !== "smote")
    return { unseen: model.unseen, kind: "out-of-bag" };
  const { outOfFold } = await crossValidate(dataset, options, crossOptions(given));
  return { unseen: outOfFold, kind: "cross-validated" };
}

function testOn(
  model: Model,
  dataset: Dataset,
  { positive, threshold }: Decision,
): { point: OperatingPoint | null; evaluation: Evaluation } {
  const evaluation = evaluate(model, dataset);
  if (positive === undefined || threshold === undefined) return { point: null, evaluation };
  const { classes, labels, probabilities, weights } = besideTruth(model.predictMany(dataset), dataset);
  const index = classes.indexOf(positive);
  const scores = Float64Array.from(labels, (_, row) => probabilities[row * classes.length + index] as number);
  const truth = Uint8Array.from(labels, (label) => (label === index ? 1 : 0));
  return { point: precisionRecallAt(scores, truth, threshold, weights), evaluation };
}

function describe({ decision, point, falseAlertsPerDay, abstention }: ChosenDecision): string[] {
  const lines: string[] = [];
  if (point !== undefined) {
    const { upper, confidence, holdsFor } = point.bound;
    lines.push(`${decision.positive} where its probability is at least ${point.threshold.toFixed(4)}`);
    lines.push(`on these rows: ${pointText(point)}`);
    const sure = `with ${formatShare(confidence)} confidence`;
    const caveat = holdsFor === "fixed" ? " (for a threshold fixed beforehand; a little too low here)" : "";
    lines.push(`on new rows like these: at most ${formatShare(upper)} of the others, ${sure}${caveat}`);
    if (falseAlertsPerDay !== undefined) {
      const { expected, upper: most } = falseAlertsPerDay;
      lines.push(
        `false alerts a day: ${formatCount(Number(expected.toFixed(1)))}, at most ${formatCount(Math.ceil(most))} ${sure}`,
      );
    }
  }
  if (abstention !== undefined) {
    const { below, coverage, error } = abstention;
    lines.push(
      `a person where no class has ${below.toFixed(4)}: ${formatShare(coverage)} of the rows are answered, ${formatShare(error)} of them wrongly`,
    );
  }
  if (decision.costs !== undefined) lines.push("the class of the least expected cost is answered");
  return lines;
}

function pointText({
  precision,
  truePositiveRate,
  falsePositiveRate,
  truePositives,
  falsePositives,
}: OperatingPoint): string {
  const rate = falsePositiveRate === null ? "" : ` (${formatShare(falsePositiveRate)} of the others)`;
  return `precision ${formatScore(precision)}, recall ${formatScore(truePositiveRate)}; ${formatCount(truePositives)} right and ${formatCount(falsePositives)} false${rate}`;
}
