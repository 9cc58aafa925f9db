// When to leave the answer to a person. In: probabilities, the answers made of them and the truth. Out: for every probability below which
// one might abstain, the share of rows still answered and the share of those that are wrong (risk against coverage: El-Yaniv and
// Wiener 2010).

import type { Numbers } from "./ranking.ts";
import { topClass } from "./top-class.ts";

export interface Abstention {
  /** Rows whose largest probability is below this are not answered. */
  below: number;
  /** Share of the rows that are answered. */
  coverage: number;
  /** Share of the answered rows that are answered wrongly. */
  error: number;
}

/** What is needed of predictions. */
export interface Answered {
  /** Row-major, rows x classes. */
  probabilities: Float64Array;
  classes: readonly string[];
  /** The class answered for each row. */
  labels: Uint16Array;
  truth: Uint16Array;
  weights?: Numbers | undefined;
}

/** All choices there are, from answering all rows to answering the surest only. */
export function riskCoverage({ probabilities, classes, labels, truth, weights }: Answered): Abstention[] {
  const { confidence } = topClass(probabilities, classes.length);
  const order = Array.from(confidence.keys()).sort(
    (a, b) => (confidence[b] as number) - (confidence[a] as number),
  );
  const weightOf = (row: number): number => (weights === undefined ? 1 : (weights[row] as number));
  const total = order.reduce((sum, row) => sum + weightOf(row), 0);
  const curve: Abstention[] = [];
  let [answered, wrong] = [0, 0];
  for (const [i, row] of order.entries()) {
    answered += weightOf(row);
    if (labels[row] !== truth[row]) wrong += weightOf(row);
    const next = order[i + 1];
    const below = confidence[row] as number;
    // Rows of equal confidence are on one side.
    if ((next !== undefined && confidence[next] === below) || answered === 0) continue;
    curve.push({ below, coverage: answered / total, error: wrong / answered });
  }
  return curve.reverse();
}

/** The choice that answers the most rows with at most this share wrong; undefined where even the surest rows are wrong more often. */
export function abstainFor(curve: readonly Abstention[], maxError: number): Abstention | undefined {
  return curve.find(({ error }) => error <= maxError);
}
