// The models of this visit: those being trained, those that are ready, and which of them the panels are about.

import { computed, signal } from "@preact/signals";
import { proxy } from "comlink";
import type { Progress } from "hedgerow";
import type { KindChoice } from "../desk/arranging.ts";
import { desk } from "../desk/connect.ts";
import type { Judged } from "../desk/judging.ts";
import type { ModelView } from "../desk/model-view.ts";
import type { Plan } from "../desk/plan.ts";
import type { Opened } from "../desk/reading.ts";
import { attempt, isAborted, sentenceOf, tell } from "./notices.ts";
import { kinds, label, opened } from "./table.ts";

export interface Training {
  readonly plan: Plan;
  readonly points: readonly Progress[];
  /** Rows x steps done are told from it. */
  readonly milliseconds: number;
  readonly stopping: boolean;
}

/** How a model came to be, as far as it can be said in code. */
export interface Recipe {
  readonly source: Opened;
  readonly label: string;
  readonly kinds: Readonly<Record<string, KindChoice>>;
  readonly plan: Plan;
}

export interface Entry {
  readonly id: string;
  readonly name: string;
  /** The data it is of. */
  readonly data: string;
  readonly training: Training | undefined;
  readonly view: ModelView | undefined;
  readonly judged: Judged | undefined;
  /** Of a model that was trained here from the open data. */
  readonly recipe: Recipe | undefined;
}

export const entries = signal<readonly Entry[]>([]);
export const currentId = signal<string | undefined>(undefined);
/** The model that the panels are about; undefined while there is none that is ready. */
export const current = computed(() => entries.value.find(({ id }) => id === currentId.value));
export const ready = computed(() => entries.value.filter(({ view }) => view !== undefined));

let made = 0;

export function newId(): string {
  return `m${++made}`;
}

function change(id: string, part: (entry: Entry) => Partial<Entry>): void {
  entries.value = entries.value.map((entry) => (entry.id === id ? { ...entry, ...part(entry) } : entry));
}

export function rename(id: string, name: string): void {
  change(id, () => ({ name }));
}

export function add(view: ModelView, name: string, data: string): void {
  entries.value = [
    ...entries.value,
    { id: view.id, name, data, training: undefined, view, judged: undefined, recipe: undefined },
  ];
  currentId.value = view.id;
  judge(view.id);
}

export async function train(plan: Plan): Promise<void> {
  const id = newId();
  const name = freshName(plan.method);
  const training: Training = { plan, points: [], milliseconds: 0, stopping: false };
  const source = opened.value;
  const data = source?.name ?? "";
  const recipe =
    source && label.value !== undefined
      ? { source, label: label.value, kinds: kinds.value, plan }
      : undefined;
  entries.value = [
    ...entries.value,
    { id, name, data, training, view: undefined, judged: undefined, recipe },
  ];
  try {
    const view = await desk.trainModel(
      id,
      plan,
      proxy(({ points, milliseconds }) =>
        change(id, ({ training }) => ({
          training: training && { ...training, points: [...training.points, ...points], milliseconds },
        })),
      ),
    );
    change(id, ({ training }) => ({ view, training: training && { ...training, stopping: false } }));
    currentId.value = id;
    await judge(id);
  } catch (error) {
    entries.value = entries.value.filter((entry) => entry.id !== id);
    if (!isAborted(error)) tell(sentenceOf(error), "failure");
  }
}

/** "boosting", "boosting 2", and so on. */
export function freshName(base: string): string {
  const taken = new Set(entries.value.map(({ name }) => name));
  if (!taken.has(base)) return base;
  let number = 2;
  while (taken.has(`${base} ${number}`)) number++;
  return `${base} ${number}`;
}

export function stop(id: string): void {
  change(id, ({ training }) => ({ training: training && { ...training, stopping: true } }));
  desk.stopTraining(id);
}

export function abort(id: string): void {
  desk.abortTraining(id);
}

export async function judge(id: string): Promise<void> {
  const judged = await attempt(() => desk.judge(id));
  change(id, () => ({ judged }));
}

export function remove(id: string): void {
  entries.value = entries.value.filter((entry) => entry.id !== id);
  if (currentId.value === id) currentId.value = ready.value.at(-1)?.id;
  desk.forget(id);
}
