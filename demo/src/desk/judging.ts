// How good a model is. In: a model of the bench. Out: its scores on rows put aside, what each threshold does there, a threshold for a
// budget of false alerts, and which features it leans on.

import {
  type ChosenDecision,
  chooseDecision,
  type Dataset,
  type Evaluation,
  evaluate,
  HedgerowError,
  permutationImportance,
  type UnseenPredictions,
  withDecision,
} from "hedgerow";
import { thinned } from "./arranging.ts";
import { bench, type Kept, kept } from "./bench.ts";
import type { ModelView } from "./model-view.ts";
import { type OperatingPoints, operatingPoints } from "./operating-points.ts";
import { addSibling } from "./training.ts";

export interface Judged {
  readonly evaluation: Evaluation;
  readonly classes: readonly string[];
  /** What a reader must know of the rows. */
  readonly caution: string | undefined;
}

export interface FeatureImportance {
  readonly feature: string;
  /** Share of the loss reduction of all splits. */
  readonly gain: number | undefined;
  /** How much worse the log-loss gets when the feature's values change places. */
  readonly shuffled: number | undefined;
  readonly standardError: number | undefined;
}

const MOST_SHUFFLED = 3000;

/** The rows to judge a model on: those put aside when it was trained, else all that is open. */
export function rowsToJudge({ model, held }: Kept): { rows: Dataset; caution: string | undefined } {
  if (held !== undefined) return { rows: held, caution: undefined };
  const { data } = bench;
  if (data?.label === undefined)
    throw new HedgerowError("bad-data", "To judge this model, open labelled data and choose its label");
  const foreign = data.classes.filter((name) => !model.classes.includes(name));
  if (foreign.length === data.classes.length) {
    const sentence = `The data has the classes ${data.classes.join(", ")}; the model knows ${model.classes.join(", ")}`;
    throw new HedgerowError("bad-label", sentence);
  }
  const caution =
    "Judged on all rows of the open data. If the model was trained on some of them, it looks better than it is.";
  return { rows: data, caution };
}

export function judge(id: string): Judged {
  const one = kept(id);
  const { rows, caution } = rowsToJudge(one);
  return { evaluation: evaluate(one.model, rows), classes: one.model.classes, caution };
}

export function points(id: string, positive: string): OperatingPoints {
  const one = kept(id);
  const { rows } = rowsToJudge(one);
  return operatingPoints(one.model.predictMany(rows), truthOf(rows, one.model.classes), positive);
}

/** The classes of the rows, as the model counts them. */
function truthOf({ labels, classes }: Dataset, of: readonly string[]): Uint16Array {
  const index = classes.map((name) => of.indexOf(name));
  return labels.map((label) => index[label] as number);
}

/** The threshold that keeps to so many false alerts a day, chosen on rows that the trees did not see and that do not judge it. */
export function forBudget(
  id: string,
  positive: string,
  budget: { readonly maxFalseAlerts: number; readonly alertsPerDay: number },
): ChosenDecision {
  const one = kept(id);
  return chooseDecision(one.unseen ?? heldAsUnseen(one), { positive, rule: budget });
}

function heldAsUnseen(one: Kept): UnseenPredictions {
  const { rows } = rowsToJudge(one);
  const predictions = one.model.predictMany(rows);
  return {
    ...predictions,
    rowIndexes: Uint32Array.from({ length: rows.rows }, (_, row) => row),
    truth: truthOf(rows, one.model.classes),
  };
}

/** The model with a threshold in its bytes, as one more model. */
export async function decide(
  id: string,
  as: string,
  positive: string,
  threshold: number,
): Promise<ModelView> {
  return addSibling(as, id, await withDecision(kept(id).model, { positive, threshold }));
}

export function importanceOf(id: string): FeatureImportance[] {
  const one = kept(id);
  const shuffled = new Map(
    permutationImportance(one.model, thinned(rowsToJudge(one).rows, MOST_SHUFFLED), { repeats: 3 }).map(
      (each) => [each.feature, each],
    ),
  );
  const gains = new Map(gainsOf(one).map(({ feature, gain }) => [feature, gain]));
  return [...shuffled.values()].map(({ feature, mean, standardError }) => ({
    feature,
    gain: gains.get(feature),
    shuffled: mean,
    standardError: standardError ?? undefined,
  }));
}

/** Imported models may have no statistics. */
function gainsOf({ model }: Kept): { feature: string; gain: number }[] {
  return model.header.hasStatistics ? model.importance() : [];
}
