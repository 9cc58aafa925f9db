// XGBoost's objectives: from the base score, which is in the space of the answers, to a margin, and from margins to answers.

import { Fault } from "../data/fault.ts";
import { textOf } from "../data/json-check.ts";
import { MOST_OUTPUTS } from "../model/layout.ts";
import { ln as log } from "../model/log.ts";

export interface Objective {
  name: string;
  outputs: number;
  /** 0 for an objective that gives numbers. */
  classes: number;
  link: "identity" | "logistic" | "softmax";
  /** Of a base score: ProbToMargin, an f32. */
  toMargin(base: number): number;
}

const identity = (base: number): number => base;
/** -logf(1 / x - 1); the f64 logarithm rounded is the correctly rounded f32 one but for the rarest cases. */
const logit = (base: number): number => {
  if (!(base > 0 && base < 1)) throw new Fault(`base_score is ${base}, not between 0 and 1`);
  return Math.fround(-log(Math.fround(Math.fround(1 / base) - 1)));
};
const logarithm = (base: number): number => {
  if (!(base > 0)) throw new Fault(`base_score is ${base}, not above 0`);
  return Math.fround(log(base));
};

const RAW = "binary:logitraw";
const CLASSIFIERS: readonly string[] = ["binary:logistic", "reg:logistic"];
const LOGARITHMIC: readonly string[] = [
  "count:poisson",
  "reg:gamma",
  "reg:tweedie",
  "survival:cox",
  "survival:aft",
];

/** The objective of a model with `num_class` classes (0 where that does not apply). */
export function objectiveOf(fields: Readonly<Record<string, unknown>>, num: number): Objective {
  const name = textOf(fields["name"], "objective.name");
  if (num > MOST_OUTPUTS) throw new Fault(`num_class is ${num}; up to ${MOST_OUTPUTS} can be read`);
  if (name === "multi:softprob" || name === "multi:softmax") {
    if (num < 2) throw new Fault(`${name} has num_class ${num}`);
    return { name, outputs: num, classes: num, link: "softmax", toMargin: identity };
  }
  const outputs = Math.max(1, num);
  if (outputs > 1) return { name, outputs, classes: 0, link: "identity", toMargin: identity };
  // The base score of logitraw is a margin already.
  if (name === RAW) return { name, outputs, classes: 2, link: "logistic", toMargin: identity };
  if (CLASSIFIERS.includes(name)) return { name, outputs, classes: 2, link: "logistic", toMargin: logit };
  const toMargin = LOGARITHMIC.includes(name) ? logarithm : identity;
  return { name, outputs, classes: 0, link: "identity", toMargin };
}
