// The alert that is being explained, and what was changed in it.

import { signal } from "@preact/signals";
import { desk } from "../desk/connect.ts";
import type { AlertField } from "../desk/fields.ts";
import type { AlertRecord, Explained } from "../desk/rows.ts";
import type { SimilarAlert } from "../desk/similar.ts";
import { attempt } from "../state/notices.ts";

export interface ChosenAlert {
  readonly model: string;
  /** undefined for an alert entered by hand. */
  readonly row: number | undefined;
  /** As it came. */
  readonly original: Explained;
  /** As it is now. */
  readonly now: Explained;
  /** The class explained. */
  readonly label: string;
}

export const alert = signal<ChosenAlert | undefined>(undefined);
export const fields = signal<readonly AlertField[]>([]);
export const similar = signal<readonly SimilarAlert[] | undefined>(undefined);
/** What is wrong with a value that was entered. */
export const wrong = signal<string | undefined>(undefined);

let latest = 0;

export async function chooseRow(model: string, row: number): Promise<void> {
  await begin(model, row, () => desk.explainRow(model, row));
}

/** An alert that has nothing yet. */
export function enterByHand(model: string): Promise<void> {
  return enterRecord(model, {});
}

export async function enterRecord(model: string, record: AlertRecord): Promise<void> {
  await begin(model, undefined, () => desk.explainRecord(model, record));
}

async function begin(model: string, row: number | undefined, ask: () => Promise<Explained>): Promise<void> {
  const mine = ++latest;
  wrong.value = undefined;
  const found = await attempt(ask);
  if (found === undefined || mine !== latest) return;
  const { label } = found.prediction;
  alert.value = { model, row, original: found, now: found, label };
  await findSimilar(mine);
}

async function findSimilar(mine: number): Promise<void> {
  const chosen = alert.value;
  if (chosen === undefined) return;
  similar.value = undefined;
  const { model, row, now, label } = chosen;
  const found = await attempt(() => desk.similarAlerts(model, now.record, label, row));
  if (mine === latest) similar.value = found ?? [];
}

/** Explains another class of the same alert. */
export async function explainClass(label: string): Promise<void> {
  const chosen = alert.value;
  if (chosen === undefined) return;
  const mine = ++latest;
  const now = await attempt(() => desk.explainRecord(chosen.model, chosen.now.record, label));
  if (now === undefined || mine !== latest) return;
  alert.value = { ...chosen, now, label };
  await findSimilar(mine);
}

/** `undefined` makes the value missing. */
export async function change(feature: string, value: unknown): Promise<void> {
  const chosen = alert.value;
  if (chosen === undefined) return;
  const mine = ++latest;
  const { [feature]: _old, ...rest } = chosen.now.record;
  const record: AlertRecord = value === undefined ? rest : { ...rest, [feature]: value };
  try {
    const now = await desk.explainRecord(chosen.model, record, chosen.label);
    if (mine !== latest) return;
    wrong.value = undefined;
    alert.value = { ...chosen, now };
  } catch (error) {
    if (mine === latest) wrong.value = error instanceof Error ? error.message : String(error);
  }
}

export function reset(): void {
  const chosen = alert.value;
  if (chosen === undefined) return;
  wrong.value = undefined;
  latest++;
  alert.value = { ...chosen, now: chosen.original, label: chosen.original.prediction.label };
}

export async function loadFields(model: string): Promise<void> {
  fields.value = [];
  fields.value = (await attempt(() => desk.alertFields(model))) ?? [];
}
