// What the mappings to other conventions start from: an answer, what it is about, and what its label means.

import { HedgerowError } from "../error.ts";
import type { Prediction } from "../model/predictor.ts";

/** What a label says of an alert: "benign" is activity that was seen rightly and is expected. */
export type Verdict = "true positive" | "benign" | "false positive" | "unknown";

/** An ATT&CK technique, or a sub-technique such as T1059.001. */
export interface AttackTechnique {
  id: string;
  name?: string;
}

/** An answer with what a mapping needs to know beside it. */
export interface AnsweredAlert {
  /** What the alert is called where it comes from. */
  id: string;
  /** When it happened: milliseconds since 1970, or a Date. */
  time: number | Date;
  prediction: Pick<Prediction, "label" | "probability" | "probabilities" | "abstain">;
  /** The model that answered: its SHA-256 (`model.id()`) and what it is called. */
  model: { id: string; version?: string };
  /** The class that means an attack: its probability is the risk. */
  positive: string;
  /** What each label means. @default TP, BP, FP and TruePositive, BenignPositive, FalsePositive as they say; of others the positive one is a true positive */
  verdicts?: Readonly<Record<string, Verdict>>;
  /** @default "Alert classified as LABEL" */
  title?: string;
  techniques?: readonly AttackTechnique[];
}

const VERDICTS: Readonly<Record<string, Verdict>> = {
  tp: "true positive",
  truepositive: "true positive",
  bp: "benign",
  benignpositive: "benign",
  benign: "benign",
  fp: "false positive",
  falsepositive: "false positive",
};

/** What the answer says of the alert; unknown where it is left to a person. */
export function verdictOf({
  prediction,
  positive,
  verdicts = {},
}: Pick<AnsweredAlert, "prediction" | "positive" | "verdicts">): Verdict {
  const { label, abstain } = prediction;
  if (abstain === true) return "unknown";
  if (Object.hasOwn(verdicts, label)) return verdicts[label] as Verdict;
  const usual = label.toLowerCase().replace(/[\s_-]/g, "");
  if (Object.hasOwn(VERDICTS, usual)) return VERDICTS[usual] as Verdict;
  return label === positive ? "true positive" : "unknown";
}

/** The probability of the positive class, 0 to 1. Throws `bad-option` for a class that the answer does not have. */
export function riskOf({ prediction, positive }: AnsweredAlert): number {
  const risk = Object.hasOwn(prediction.probabilities, positive)
    ? prediction.probabilities[positive]
    : undefined;
  if (risk !== undefined) return risk;
  const names = Object.keys(prediction.probabilities).join(", ");
  throw new HedgerowError(
    "bad-option",
    `there is no class ${JSON.stringify(positive)}; the classes are ${names}`,
  );
}

export function titleOf({ title, prediction }: AnsweredAlert): string {
  return title ?? `Alert classified as ${prediction.label}`;
}

/** Milliseconds since 1970. Throws `bad-value`. */
export function timeOf({ time }: AnsweredAlert): number {
  const moment = Number(time);
  if (Math.abs(moment) <= 8.64e15) return moment;
  throw new HedgerowError("bad-value", "the time of an alert is milliseconds since 1970, or a Date");
}

/** A technique's parts. Throws `bad-value` for what is no ATT&CK id. */
export function partsOf({ id }: AttackTechnique): { technique: string; sub: string | undefined } {
  const [, technique, sub] = /^(T\d{4})(\.\d{3})?$/.exec(id) ?? [];
  if (technique === undefined)
    throw new HedgerowError(
      "bad-value",
      `${JSON.stringify(id)} is no ATT&CK technique, such as T1059 or T1059.001`,
    );
  return { technique, sub: sub === undefined ? undefined : id };
}
