// What a threshold does, for all thresholds that matter. In: probabilities of one class and the truth. Out: at most some hundred
// thresholds from "nothing is flagged" to "everything is", each with its confusion matrix. So the page moves a threshold by choosing
// one of them, and what it shows is counted, never interpolated.

import type { Predictions } from "hedgerow";

export interface OperatingPoints {
  /** The class that is flagged. */
  readonly positive: string;
  /** Names of the matrix' rows and columns. */
  readonly names: readonly string[];
  readonly rows: number;
  readonly positives: number;
  /** Descending; the first is above all scores. */
  readonly thresholds: Float64Array;
  /** Matrix after matrix, truth by answer. */
  readonly matrices: Uint32Array;
  readonly truePositives: Uint32Array;
  readonly falsePositives: Uint32Array;
}

/** With more classes the matrix tells the flagged class from all others only. */
const MOST_NAMED = 8;
/** False alerts are counted one by one up to here: where few are tolerated, each matters. */
const ONE_BY_ONE = 60;
const POINTS = 400;

export function operatingPoints(
  { rows, classes, probabilities }: Predictions,
  truth: Uint16Array,
  positive: string,
): OperatingPoints {
  const index = classes.indexOf(positive);
  const scores = Float64Array.from(
    { length: rows },
    (_, row) => probabilities[row * classes.length + index] as number,
  );
  const named = classes.length <= MOST_NAMED;
  const names = named ? [...classes] : [positive, "others"];
  const nameOf = (label: number): number => (named ? label : label === index ? 0 : 1);
  const flagged = nameOf(index);
  const order = Uint32Array.from(scores, (_, row) => row).sort(
    (a, b) => (scores[b] as number) - (scores[a] as number),
  );
  const size = names.length;
  const matrix = new Uint32Array(size * size);
  const cell = (row: number, answer: number): number => nameOf(truth[row] as number) * size + answer;
  const instead = (row: number): number =>
    nameOf(nextBest(probabilities, row * classes.length, classes.length, index));
  for (let row = 0; row < rows; row++) matrix[cell(row, instead(row))]!++;
  const found = { thresholds: [Number.POSITIVE_INFINITY], matrices: [...matrix], hits: [0], misses: [0] };
  let [hits, misses, kept] = [0, 0, 0];
  order.forEach((row, at) => {
    matrix[cell(row, instead(row))]!--;
    matrix[cell(row, flagged)]!++;
    const right = truth[row] === index;
    if (right) hits++;
    else misses++;
    const next = order[at + 1];
    // Rows of one score are flagged together.
    if (next !== undefined && scores[next] === scores[row]) return;
    const due = (!right && misses <= ONE_BY_ONE) || at - kept >= rows / POINTS || at === rows - 1;
    if (!due) return;
    kept = at;
    found.thresholds.push(scores[row] as number);
    found.matrices.push(...matrix);
    found.hits.push(hits);
    found.misses.push(misses);
  });
  return {
    positive,
    names,
    rows,
    positives: hits,
    thresholds: Float64Array.from(found.thresholds),
    matrices: Uint32Array.from(found.matrices),
    truePositives: Uint32Array.from(found.hits),
    falsePositives: Uint32Array.from(found.misses),
  };
}

/** The most probable class but one. */
function nextBest(probabilities: Float64Array, at: number, classes: number, except: number): number {
  let best = except === 0 ? 1 : 0;
  for (let i = best + 1; i < classes; i++)
    if (i !== except && (probabilities[at + i] as number) > (probabilities[at + best] as number)) best = i;
  return best;
}
