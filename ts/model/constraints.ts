// What a model may not learn: `monotone` and `interactions`. In: options by feature and class name, the encoder, the classes.
// Out: rules over encoded columns and class numbers, as the core takes them.

import type { Encoder } from "../data/encode.ts";
import { noSuchColumn } from "../data/nearest.ts";
import { HedgerowError } from "../error.ts";

/** How a class's probability follows a feature's values. */
export type Direction = "increasing" | "decreasing";

/** The options that forbid something. */
export interface ConstraintOptions {
  /**
   * Number features whose larger values must never lower ("increasing") or never raise ("decreasing") the probability of a
   * class, all else being equal: of the second of two classes, or of the one that `label` names. With more than two classes
   * (boosting only) name one; then the odds against it of no other class rise. Missing values are outside the order.
   *
   * @example
   * monotone: { failedLogins: "increasing", accountAge: { direction: "decreasing", label: "TruePositive" } }
   */
  monotone?: Readonly<Record<string, Direction | { readonly direction: Direction; readonly label: string }>>;
  /**
   * Groups of features that may meet: all that is asked on one path of a tree is of one group. Features that are in no
   * group are together one more group, as in scikit-learn. @default any may meet
   */
  interactions?: readonly (readonly string[])[];
}

/** Throws `bad-option` where the options have another shape. */
export function checkConstraints({ monotone, interactions }: ConstraintOptions): void {
  if (
    monotone !== undefined &&
    (typeof monotone !== "object" || monotone === null || Array.isArray(monotone))
  )
    throw wrong('monotone must have a direction for each feature, such as { failedLogins: "increasing" }');
  for (const [feature, rule] of Object.entries(monotone ?? {})) {
    const direction = typeof rule === "object" ? rule?.direction : rule;
    if (direction === "increasing" || direction === "decreasing") continue;
    throw wrong(
      `monotone: the direction of ${JSON.stringify(feature)} must be "increasing" or "decreasing", not ${JSON.stringify(direction)}`,
    );
  }
  if (interactions === undefined) return;
  const isGroup = (group: unknown) =>
    Array.isArray(group) && group.length > 0 && group.every((name) => typeof name === "string");
  if (!Array.isArray(interactions) || !interactions.every(isGroup))
    throw wrong('interactions must be lists of feature names, such as [["port", "protocol"]]');
}

/** A class's probability follows one column of numbers. */
export interface MonotoneRule {
  readonly column: number;
  readonly class: number;
  readonly increasing: boolean;
}

/** The rules for the core. */
export interface ConstraintRules {
  readonly monotone: readonly MonotoneRule[];
  /** Groups of columns. */
  readonly groups: readonly (readonly number[])[];
}

/** The constraints as rules. Throws `bad-option` that names the feature or class which can not be constrained. */
export function constraintRules(
  { monotone = {}, interactions = [] }: ConstraintOptions,
  encoder: Encoder,
  classes: readonly string[],
): ConstraintRules {
  const rules = Object.entries(monotone).map(([feature, rule]) => {
    const { direction, label } = typeof rule === "object" ? rule : { direction: rule, label: undefined };
    return {
      column: numberColumn(feature, encoder),
      class: classNumber(feature, label, classes),
      increasing: direction === "increasing",
    };
  });
  const groups = interactions.map((group) =>
    group.flatMap((name) => columnsOf(name, encoder, "interactions")),
  );
  return { monotone: rules, groups };
}

/** The encoded columns of a feature. */
function columnsOf(name: string, encoder: Encoder, option: string): number[] {
  const feature = encoder.features.findIndex((each) => each.name === name);
  if (feature < 0) {
    const names = encoder.features.map((each) => each.name);
    throw wrong(`${option}: ${noSuchColumn(name, names)}`, name);
  }
  return [...encoder.columns.keys()].filter((column) => encoder.columns[column]?.feature === feature);
}

/** The one column of a feature whose values have an order. */
function numberColumn(name: string, encoder: Encoder): number {
  const columns = columnsOf(name, encoder, "monotone");
  const [column = 0] = columns;
  if (columns.length === 1 && encoder.columns[column]?.kind === "number") return column;
  const { kind } = encoder.features.find((each) => each.name === name) ?? { kind: "" };
  throw wrong(
    `monotone: ${JSON.stringify(name)} is of kind ${kind}; only a feature that becomes one column of numbers has an order`,
    name,
  );
}

function classNumber(feature: string, label: string | undefined, classes: readonly string[]): number {
  if (label === undefined && classes.length === 2) return 1;
  const at = label === undefined ? -1 : classes.indexOf(label);
  if (at >= 0) return at;
  const asked = label === undefined ? "with more than two classes name one" : `there is no class "${label}"`;
  throw wrong(
    `monotone: ${asked}: ${JSON.stringify(feature)}: { direction, label }; the classes are ${classes.join(", ")}`,
    feature,
  );
}

function wrong(message: string, column?: string): HedgerowError {
  return new HedgerowError("bad-option", message, column === undefined ? {} : { column });
}
