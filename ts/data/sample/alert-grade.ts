/**
 * The truth about evidence: how likely each grade is, before and after looking at a row. In: an incident's organisation,
 * detector and hour (all its rows show the same ones), and a row's cells. Out: weights in proportion to the
 * probabilities of BenignPositive, FalsePositive and TruePositive.
 */
import { type Cells, likelihood } from "./alert-entities.ts";
import {
  CATEGORIES,
  categoryOf,
  FAMILIES,
  familyOf,
  HABIT_COUNT,
  habitOf,
  SURFACES,
  surfaceOf,
} from "./alert-world.ts";
import { fixedBits } from "./draws.ts";
import { weightOf } from "./points.ts";
import { Weighted } from "./weighted.ts";

/** In the order of a Dataset's classes. */
export const EVIDENCE_GRADES = ["BenignPositive", "FalsePositive", "TruePositive"] as const;

/** Night, morning, afternoon, evening. */
const PARTS = 4;

/** Before anything is known. */
const BASE = [2, 0, 1] as const;

/** Which grade a lean is towards, so that the grades' shares come near 43%, 22% and 35%. */
const TOWARDS: Weighted = new Weighted([42, 24, 34]);

/** A lean adds points to one grade: for some reasons, in a context, that grade is likelier. */
interface Lean {
  readonly grade: number;
  readonly points: number;
}

/** Invented once per context: `share` of the contexts have a lean, of `least` to `most` points. */
function leanOf(what: number, context: number, share: number, least: number, most: number): Lean {
  const bits = fixedBits(what, context);
  const grade = TOWARDS.pick(fixedBits(what + 100, context) / 4294967296);
  const leans = (bits & 0xffff) < share * 65536;
  return { grade, points: leans ? least + ((bits >>> 16) % (most - least + 1)) : 0 };
}

function leans(what: number, contexts: number, share: number, least: number, most: number): readonly Lean[] {
  return Array.from({ length: contexts }, (_, context) => leanOf(what, context, share, least, most));
}

const CELLS = FAMILIES.length * CATEGORIES.length;
const byCell: readonly Lean[] = leans(21, CELLS, 0.8, 2, 3);
const byCellAndPart: readonly Lean[] = leans(22, CELLS * PARTS, 1, 6, 8);
const byHabit: readonly Lean[] = leans(23, HABIT_COUNT * SURFACES.length * PARTS, 0.8, 9, 11);
const byDetector: readonly Lean[] = leans(24, 60, 0.5, 4, 6);

/** By the clock of the timestamp, which is UTC for all. */
function partOf(hour: number): number {
  if (hour < 7) return 0;
  if (hour < 12) return 1;
  return hour < 18 ? 2 : 3;
}

/** Weights of the grades for an incident, in an array of its own. */
export function priorWeights(organization: number, detector: number, hour: number): Float64Array {
  const cell = familyOf(detector) * CATEGORIES.length + categoryOf(detector);
  const part = partOf(hour);
  const points: number[] = [...BASE];
  const add = (lean: Lean | undefined): void => {
    if (lean) points[lean.grade] = (points[lean.grade] as number) + lean.points;
  };
  add(byCell[cell]);
  add(byCellAndPart[cell * PARTS + part]);
  add(byDetector[detector]);
  const habit = habitOf(organization);
  if (habit > 0) add(byHabit[(habit * SURFACES.length + surfaceOf(detector)) * PARTS + part]);
  return Float64Array.from(points, weightOf);
}

/** Bayes' rule: the weights after seeing one row's cells, written into `weights`. */
export function posteriorWeights(
  prior: Float64Array,
  surface: number,
  cells: Cells,
  weights: Float64Array,
): Float64Array {
  for (let grade = 0; grade < weights.length; grade++) {
    weights[grade] = (prior[grade] as number) * likelihood(surface, grade, cells);
  }
  return weights;
}
