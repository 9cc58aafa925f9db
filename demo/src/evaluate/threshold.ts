// The threshold that is being tried. In: a model and the class to flag. Out: the points to choose from, and the one chosen.

import { computed, signal } from "@preact/signals";
import { desk } from "../desk/connect.ts";
import type { OperatingPoints } from "../desk/operating-points.ts";
import { likelyAttack } from "../state/likely-attack.ts";
import { attempt } from "../state/notices.ts";

export const points = signal<OperatingPoints | undefined>(undefined);
export const chosen = signal(0);
/** How many alerts come in on a day. */
export const alertsPerDay = signal(1000);

const asked = new Map<string, string>();

/** Loads the points of the class last looked at, at first the one that is likely the attack. */
export function loadPoints(id: string, classes: readonly string[], positive?: string): Promise<unknown> {
  const of = positive ?? asked.get(id) ?? likelyAttack(classes);
  asked.set(id, of);
  points.value = undefined;
  return attempt(async () => {
    const found = await desk.points(id, of);
    if (asked.get(id) !== of) return;
    points.value = found;
    chosen.value = indexOf(found, 0.5);
  });
}

/** The last point whose threshold is at least this. */
export function indexOf({ thresholds }: OperatingPoints, threshold: number): number {
  let index = 0;
  while (index + 1 < thresholds.length && (thresholds[index + 1] as number) >= threshold) index++;
  return index;
}

export interface Chosen {
  readonly threshold: number;
  readonly matrix: Uint32Array;
  /** Shares. */
  readonly recall: number;
  readonly falsePositiveRate: number;
  readonly precision: number | undefined;
  /** A day. */
  readonly flagged: number;
  readonly falseAlerts: number;
  readonly missed: number;
}

export const point = computed((): Chosen | undefined => {
  const all = points.value;
  if (all === undefined) return undefined;
  const at = chosen.value;
  const size = all.names.length ** 2;
  const [right, wrong] = [all.truePositives[at] as number, all.falsePositives[at] as number];
  const aDay = alertsPerDay.value / all.rows;
  return {
    threshold: all.thresholds[at] as number,
    matrix: all.matrices.subarray(at * size, (at + 1) * size),
    recall: right / all.positives,
    falsePositiveRate: wrong / (all.rows - all.positives),
    precision: right + wrong === 0 ? undefined : right / (right + wrong),
    flagged: (right + wrong) * aDay,
    falseAlerts: wrong * aDay,
    missed: (all.positives - right) * aDay,
  };
});
