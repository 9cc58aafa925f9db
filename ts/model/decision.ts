// How probabilities become the answer, where that is not the most probable class: a threshold for one class, or costs of errors; and
// below which probability there is none. In: what the metadata says. Out: the index of the class answered.

import { HedgerowError } from "../error.ts";

/** A rule that a model carries and every scorer applies. */
export interface Decision {
  /** This class is answered if and only if its probability is at least `threshold`; else the most probable other class. */
  positive?: string;
  threshold?: number;
  /**
   * Costs of answering wrongly, by true class and answer; what is not named costs 1 where it is wrong, and nothing where it is
   * right. The class of the least expected cost is answered.
   */
  costs?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Where the largest probability is below this, the answer is for a person to give (`abstain: true`). */
  abstainBelow?: number;
  /** How it was chosen, for the reader. */
  chosen?: unknown;
}

/** Answers one row of probabilities from `at` on. */
export interface Decide {
  label(probabilities: Float64Array, at: number): number;
  abstains(probabilities: Float64Array, at: number): boolean;
}

/** The decision of a model over its classes. Throws `bad-option` for one that can not be. */
export function decideBy(decision: Decision | undefined, classes: readonly string[]): Decide {
  const { abstainBelow = 0 } = decision ?? {};
  if (!(abstainBelow >= 0 && abstainBelow <= 1))
    throw wrong(`abstainBelow must be a probability, not ${abstainBelow}`);
  return {
    label: labelBy(decision ?? {}, classes),
    abstains: (probabilities, at) => {
      if (abstainBelow === 0) return false;
      for (let i = 0; i < classes.length; i++)
        if ((probabilities[at + i] as number) >= abstainBelow) return false;
      return true;
    },
  };
}

function labelBy({ positive, threshold, costs }: Decision, classes: readonly string[]): Decide["label"] {
  const size = classes.length;
  if (costs !== undefined) {
    if (positive !== undefined || threshold !== undefined)
      throw wrong("a decision has a threshold or costs, not both");
    return leastCost(costMatrix(costs, classes));
  }
  if (positive === undefined && threshold === undefined) return (row, at) => mostProbable(row, at, size, -1);
  const index = classes.indexOf(positive ?? "");
  if (index < 0)
    throw wrong(`there is no class ${JSON.stringify(positive)}; the classes are ${classes.join(", ")}`);
  // Above 1: never.
  if (!(typeof threshold === "number" && threshold >= 0))
    throw wrong(`threshold must be a number from 0, not ${String(threshold)}`);
  return (row, at) => ((row[at + index] as number) >= threshold ? index : mostProbable(row, at, size, index));
}

/** Of equals the first; `except` is left out. */
function mostProbable(row: Float64Array, at: number, size: number, except: number): number {
  let best = except === 0 ? 1 : 0;
  for (let i = best + 1; i < size; i++)
    if (i !== except && (row[at + i] as number) > (row[at + best] as number)) best = i;
  return best;
}

/** Row-major, truth x answer. */
function costMatrix(costs: NonNullable<Decision["costs"]>, classes: readonly string[]): Float64Array {
  const size = classes.length;
  const matrix = Float64Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 0 : 1));
  for (const [truth, answers] of Object.entries(costs)) {
    for (const [answer, cost] of Object.entries(answers)) {
      const [row, column] = [classes.indexOf(truth), classes.indexOf(answer)];
      if (row < 0 || column < 0) {
        const name = JSON.stringify(row < 0 ? truth : answer);
        throw wrong(`costs name ${name}; the classes are ${classes.join(", ")}`);
      }
      if (!(cost >= 0 && Number.isFinite(cost)))
        throw wrong(`the cost of answering ${answer} for ${truth} must be a number from 0, not ${cost}`);
      matrix[row * size + column] = cost;
    }
  }
  return matrix;
}

function leastCost(matrix: Float64Array): Decide["label"] {
  const size = Math.sqrt(matrix.length);
  return (row, at) => {
    let [best, least] = [0, Number.POSITIVE_INFINITY];
    for (let answer = 0; answer < size; answer++) {
      let expected = 0;
      for (let truth = 0; truth < size; truth++)
        expected += (row[at + truth] as number) * (matrix[truth * size + answer] as number);
      if (expected < least) [best, least] = [answer, expected];
    }
    return best;
  };
}

function wrong(message: string): HedgerowError {
  return new HedgerowError("bad-option", message);
}
