// What an explanation looks like, and how it is made from numbers. In: for one encoded row the contributions of all columns to
// all outputs, from whatever method. Out: the contributions of the record's features to one class, largest first.
// base + sum of contributions (+ rest) = margin, up to the rounding of the sums.

import type { RecordEncoder } from "../data/record-encoder.ts";
import { HedgerowError } from "../error.ts";
import type { Header } from "./header.ts";

/** Choices of an explanation. */
export interface ExplainOptions {
  /** Only this many features; what the others contribute is in `rest`. @default all */
  top?: number | undefined;
  /** The class to explain. @default the predicted one */
  label?: string | undefined;
  /**
   * "tree-shap": exact Shapley values of the trees. "path": an approximation in a small part of the time, which credits each
   * split on the record's way with the change it makes (Saabas 2014) and so gives splits near the root less than their due.
   * @default "tree-shap"
   */
  method?: "tree-shap" | "path" | undefined;
}

/** What one column of the encoded row contributed. */
export interface ColumnContribution {
  column: string;
  contribution: number;
}

/** What one feature of the record contributed. */
export interface Contribution {
  feature: string;
  /** Its value in the record, as it stands there; undefined when it is missing. */
  value: unknown;
  /** Above 0: speaks for the class; below 0: against it. In the unit of the explanation. */
  contribution: number;
  /** Where the feature is encoded as several columns (a time, tags): each one's part, largest first. */
  columns?: ColumnContribution[];
}

/** Why a model answers a record as it does. */
export interface Explanation {
  /**
   * "tree-shap": exact Shapley values of the trees (path-dependent). "path": the quick approximation along the way that the
   * record takes.
   */
  method: "tree-shap" | "path";
  /** The class explained. */
  label: string;
  /** The margin expected without knowing anything of the record: the mean over the training rows as the trees saw them. */
  base: number;
  /** The margin of the class for this record. */
  margin: number;
  /**
   * What margins are: "log-odds" of the class (boosting, two classes); "logit", the logarithm of the class's probability up to a
   * number that is the same for all classes (boosting, more classes); "probability" (forests); "margin" for anything else.
   */
  unit: "log-odds" | "logit" | "probability" | "margin";
  /** Largest absolute contribution first. */
  contributions: Contribution[];
  /** With `top`: how many features are left out, and what they contribute together. */
  rest?: { features: number; contribution: number };
}

/** What explanations need to know of a model. */
export interface ExplainedModel {
  readonly encoder: RecordEncoder;
  readonly header: Header;
  readonly classes: readonly string[];
  /** Outputs that are the classes'. */
  readonly classOutputs: number;
}

/** One row's numbers. */
export interface RowNumbers {
  method: Explanation["method"];
  /** For each output one number a column, then the base. */
  contributions: Float64Array;
  margins: Float64Array;
}

/** Throws `bad-option` for a `top` or a `label` that can not be. */
export function checkExplainOptions(classes: readonly string[], { top, label }: ExplainOptions): void {
  if (top !== undefined && !(Number.isInteger(top) && top >= 1)) {
    throw new HedgerowError("bad-option", `top must be a whole number from 1, not ${String(top)}`);
  }
  if (label !== undefined && !classes.includes(label)) {
    throw new HedgerowError(
      "bad-option",
      `there is no class ${JSON.stringify(label)}; the classes are ${classes.join(", ")}`,
    );
  }
}

/** The explanation of one row; `rawOf` gives the raw value of the feature with this index. */
export function toExplanation(
  model: ExplainedModel,
  numbers: RowNumbers,
  label: string,
  rawOf: (feature: number) => unknown,
  top?: number,
): Explanation {
  const voice = voiceOf(model, label);
  const { encoder } = model;
  const width = encoder.columns.length + 1;
  const start = voice.output * width;
  const columns = numbers.contributions.subarray(start, start + width - 1);
  const sums = new Float64Array(encoder.features.length);
  for (const [i, { feature }] of encoder.columns.entries()) {
    sums[feature] = (sums[feature] as number) + voice.turn(columns[i] as number);
  }
  const order = Array.from(sums, (_, i) => i).sort((a, b) => size(sums[b]) - size(sums[a]) || a - b);
  const kept = order.slice(0, top);
  const explanation: Explanation = {
    method: numbers.method,
    label,
    base: voice.turn(numbers.contributions[start + width - 1] as number) + voice.shift,
    margin: voice.turn(numbers.margins[voice.output] as number) + voice.shift,
    unit: voice.unit,
    contributions: kept.map((feature) => ({
      feature: encoder.features[feature]?.name ?? "",
      value: rawOf(feature) ?? undefined,
      contribution: sums[feature] as number,
      ...columnsOf(encoder, feature, columns, voice),
    })),
  };
  if (top !== undefined) {
    const others = order.slice(top);
    const contribution = others.reduce((sum, feature) => sum + (sums[feature] as number), 0);
    explanation.rest = { features: others.length, contribution };
  }
  return explanation;
}

/** How the margins speak for one class. */
interface Voice {
  output: number;
  /** A contribution to the output as one to the class. */
  turn: (contribution: number) => number;
  /** Added to a turned margin. */
  shift: number;
  unit: Explanation["unit"];
}

const units: Readonly<Record<string, Explanation["unit"]>> = { softmax: "logit", mean: "probability" };

function voiceOf({ header, classes, classOutputs }: ExplainedModel, label: string): Voice {
  const index = classes.indexOf(label);
  if (classOutputs > 1) {
    return { output: index, turn: (value) => value, shift: 0, unit: units[header.link] ?? "margin" };
  }
  // One output speaks for the second class: its log-odds, or its probability.
  const unit = header.link === "logistic" ? "log-odds" : (units[header.link] ?? "margin");
  // The one output of an isolation forest, a path length, speaks for the first class: what is usual.
  const spoken = header.link === "exp2" ? 0 : 1;
  if (index === spoken || classes.length !== 2) return { output: 0, turn: (value) => value, shift: 0, unit };
  // Subtracted from 0 and not negated: there is no -0 then.
  return { output: 0, turn: (value) => 0 - value, shift: header.link === "mean" ? 1 : 0, unit };
}

function columnsOf(
  encoder: RecordEncoder,
  feature: number,
  contributions: Float64Array,
  voice: Voice,
): { columns?: ColumnContribution[] } {
  const columns = encoder.columns.flatMap((column, i) =>
    column.feature === feature
      ? [{ column: column.name, contribution: voice.turn(contributions[i] as number) }]
      : [],
  );
  if (columns.length < 2) return {};
  return { columns: columns.sort((a, b) => size(b.contribution) - size(a.contribution)) };
}

function size(value: number | undefined): number {
  return Math.abs(value ?? 0);
}
