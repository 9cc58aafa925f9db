// How probabilities become the answer, where that is not the most probable class: a threshold for one class, or costs of errors; and
// below which probability there is none. In: what the metadata says. Out: the index of the class answered.

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

/** The decision of a model over its classes, which is taken to be right (check-decision.ts). */
export function decideBy(decision: Decision | undefined, classes: readonly string[]): Decide {
  const { abstainBelow = 0 } = decision ?? {};
  return {
    label: labelBy(decision ?? {}, classes),
    abstains: (row, at) => {
      if (abstainBelow === 0) return false;
      for (let i = 0; i < classes.length; i++) if ((row[at + i] as number) >= abstainBelow) return false;
      return true;
    },
  };
}

function labelBy({ positive, threshold, costs }: Decision, classes: readonly string[]): Decide["label"] {
  const size = classes.length;
  if (costs !== undefined) return leastCost(costs, classes);
  if (positive === undefined || threshold === undefined) return (row, at) => mostProbable(row, at, size, -1);
  const index = classes.indexOf(positive);
  return (row, at) => ((row[at + index] as number) >= threshold ? index : mostProbable(row, at, size, index));
}

/** Of equals the first; `except` is left out. */
function mostProbable(row: Float64Array, at: number, size: number, except: number): number {
  let best = except === 0 ? 1 : 0;
  for (let i = best + 1; i < size; i++)
    if (i !== except && (row[at + i] as number) > (row[at + best] as number)) best = i;
  return best;
}

function leastCost(costs: NonNullable<Decision["costs"]>, classes: readonly string[]): Decide["label"] {
  const matrix = classes.map((_, truth) => classes.map((_, answer) => (truth === answer ? 0 : 1)));
  for (const [truth, answers] of Object.entries(costs)) {
    const row = matrix[classes.indexOf(truth)] as number[];
    for (const [answer, cost] of Object.entries(answers)) row[classes.indexOf(answer)] = cost;
  }
  return (row, at) => {
    let [best, least] = [0, Number.POSITIVE_INFINITY];
    for (let answer = 0; answer < classes.length; answer++) {
      let expected = 0;
      matrix.forEach((cost, truth) => {
        expected += (row[at + truth] as number) * (cost[answer] as number);
      });
      if (expected < least) [best, least] = [answer, expected];
    }
    return best;
  };
}
