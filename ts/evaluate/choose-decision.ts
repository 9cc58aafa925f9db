// From what is asked for to a decision that a model can carry. In: predictions of rows that the model did not see, and a rule: a
// false-positive rate, false alerts a day, costs, F-beta, a share of errors. Out: the decision and what it does on these rows.

import { HedgerowError } from "../error.ts";
import { type Decision, decideBy } from "../model/decision.ts";
import type { UnseenPredictions } from "../model/model.ts";
import { type Abstention, abstainFor, riskCoverage } from "./abstention.ts";
import type { Numbers } from "./ranking.ts";
import { type ChosenThreshold, chooseThreshold, type ThresholdRule } from "./threshold.ts";

/** So many false alerts a day, of so many alerts there are a day. */
export interface AlertBudget {
  maxFalseAlerts: number;
  alertsPerDay: number;
}

/** What is asked for: a rule for one class, costs of all errors, or neither; and perhaps when to abstain. */
export interface DecisionRequest {
  /** The class that `rule` is about. @default with two classes the second */
  positive?: string | undefined;
  rule?: ThresholdRule | AlertBudget | undefined;
  costs?: Decision["costs"];
  /** Most answers that may be wrong, as a share: less sure rows are for a person. */
  maxError?: number | undefined;
  /** Of the bound. @default 0.95 */
  confidence?: number | undefined;
}

export interface ChosenDecision {
  decision: Decision;
  /** What the threshold does on these rows, and a bound for others like them. */
  point?: ChosenThreshold;
  /** With an alert budget: false alerts a day, and the bound. */
  falseAlertsPerDay?: { expected: number; upper: number };
  abstention?: Abstention;
}

/**
 * Chooses on rows that the model has not seen: `model.unseen`, or `outOfFold` of a cross-validation with the same options.
 *
 * @example
 * const { decision } = chooseDecision(model.unseen, { rule: { maxFalsePositiveRate: 0.001 } });
 * const careful = await withDecision(model, decision);
 */
export function chooseDecision(
  unseen: UnseenPredictions,
  request: DecisionRequest,
  weights?: Numbers,
): ChosenDecision {
  const { rule, costs, maxError, confidence } = request;
  const wrong = (message: string) => new HedgerowError("bad-option", message);
  if (rule !== undefined && costs !== undefined)
    throw wrong("a rule for a threshold and costs exclude each other");
  if (rule === undefined && costs === undefined && maxError === undefined)
    throw wrong("nothing is asked for: give a rule, costs or maxError");
  const found: ChosenDecision = { decision: costs === undefined ? {} : { costs } };
  if (rule !== undefined) {
    const { positive, index } = positiveOf(unseen.classes, request.positive);
    const { scores, truth } = against(unseen, index);
    const options = { weights, ...(confidence === undefined ? {} : { confidence }) };
    const plain = plainRule(rule, truth, weights);
    const point = chooseThreshold(scores, truth, plain.rule, options);
    found.point = point;
    found.decision = { positive, threshold: point.threshold };
    if (plain.negativesPerDay !== undefined) {
      const perDay = plain.negativesPerDay;
      const expected = (point.falsePositiveRate as number) * perDay;
      found.falseAlertsPerDay = { expected, upper: point.bound.upper * perDay };
    }
  }
  if (maxError !== undefined) {
    if (!(maxError > 0 && maxError < 1)) throw wrong(`maxError must lie between 0 and 1, not ${maxError}`);
    found.abstention = abstention(unseen, found.decision, maxError, weights);
    found.decision = { ...found.decision, abstainBelow: found.abstention.below };
  }
  const { point, falseAlertsPerDay, abstention: answered } = found;
  const chosen = { rows: unseen.rows, rule, maxError, point, falseAlertsPerDay, abstention: answered };
  found.decision = { ...found.decision, chosen: JSON.parse(JSON.stringify(chosen)) };
  return found;
}

function positiveOf(
  classes: readonly string[],
  given: string | undefined,
): { positive: string; index: number } {
  const positive = given ?? (classes.length === 2 ? classes[1] : undefined);
  if (positive === undefined)
    throw new HedgerowError(
      "bad-option",
      `with more than two classes name the positive one: ${classes.join(", ")}`,
    );
  const index = classes.indexOf(positive);
  if (index >= 0) return { positive, index };
  const sentence = `there is no class ${JSON.stringify(positive)}; the classes are ${classes.join(", ")}`;
  throw new HedgerowError("bad-option", sentence);
}

/** One class against all others. */
function against(
  { classes, probabilities, truth, rows }: UnseenPredictions,
  index: number,
): { scores: Float64Array; truth: Uint8Array } {
  return {
    scores: Float64Array.from(
      { length: rows },
      (_, row) => probabilities[row * classes.length + index] as number,
    ),
    truth: Uint8Array.from(truth, (label) => (label === index ? 1 : 0)),
  };
}

/** An alert budget as a false-positive rate, given the share of negatives among these rows. */
function plainRule(
  rule: ThresholdRule | AlertBudget,
  truth: Uint8Array,
  weights: Numbers | undefined,
): { rule: ThresholdRule; negativesPerDay?: number } {
  if (!("maxFalseAlerts" in rule)) return { rule };
  const { maxFalseAlerts, alertsPerDay } = rule;
  if (!(maxFalseAlerts >= 0 && alertsPerDay > 0 && Number.isFinite(alertsPerDay))) {
    const sentence = `an alert budget is at least 0 false alerts of more than 0 alerts a day, not ${maxFalseAlerts} of ${alertsPerDay}`;
    throw new HedgerowError("bad-option", sentence);
  }
  let [negatives, all] = [0, 0];
  for (let row = 0; row < truth.length; row++) {
    const weight = weights === undefined ? 1 : (weights[row] as number);
    all += weight;
    if (truth[row] === 0) negatives += weight;
  }
  const negativesPerDay = (alertsPerDay * negatives) / all;
  // A budget that is never used up still leaves some negative row unflagged.
  const rate = Math.min(maxFalseAlerts / negativesPerDay, 1 - 1e-9);
  return { rule: { maxFalsePositiveRate: Number.isNaN(rate) ? 0 : rate }, negativesPerDay };
}

function abstention(
  unseen: UnseenPredictions,
  decision: Decision,
  maxError: number,
  weights: Numbers | undefined,
): Abstention {
  const { classes, probabilities } = unseen;
  const decide = decideBy(decision, classes);
  const labels = unseen.labels.map((_, row) => decide.label(probabilities, row * classes.length));
  const found = abstainFor(riskCoverage({ ...unseen, labels, weights }), maxError);
  if (found !== undefined) return found;
  const sentence = `even the surest rows are wrong more often than ${maxError}: no probability to abstain below keeps that`;
  throw new HedgerowError("bad-option", sentence);
}
