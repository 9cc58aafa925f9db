// The stream as the page sees it: what runs, what came of it so far, and what a person said to the alerts in the queue.

import { batch, computed, signal } from "@preact/signals";
import { proxy, type Remote, wrap } from "comlink";
import type { DriftReport } from "hedgerow";
import { desk } from "../desk/connect.ts";
import type { AlertRecord } from "../desk/rows.ts";
import type { StreamSetup } from "../desk/streaming.ts";
import { likelyAttack } from "../state/likely-attack.ts";
import { add, type Entry, freshName, newId } from "../state/models.ts";
import { attempt, tell } from "../state/notices.ts";
import type { Live, QueuedAlert, SourceChoice, StreamNews } from "./live-worker.ts";

export type Running = "off" | "running" | "paused" | "ended";

export interface Verdict {
  readonly record: AlertRecord;
  readonly verdict: string;
}

export const running = signal<Running>("off");
export const setup = signal<StreamSetup | undefined>(undefined);
export const rate = signal(100);
export const drifting = signal(false);
export const queued = signal("");
export const by = signal<readonly string[]>([]);
export const news = signal<StreamNews | undefined>(undefined);
export const drift = signal<DriftReport | undefined>(undefined);
/** Newest first. */
export const queue = signal<readonly QueuedAlert[]>([]);
export const verdicts = signal<ReadonlyMap<number, Verdict>>(new Map());
export const filter = signal("");
/** The model that is streamed to. */
export const model = signal<string | undefined>(undefined);

const KEPT = 300;
const WINDOW = 1000;

let worker: Remote<Live> | undefined;

function live(): Remote<Live> {
  worker ??= wrap<Live>(
    new Worker(new URL("./live-worker.ts", import.meta.url), { type: "module", name: "live" }),
  );
  return worker;
}

/** Gets ready for a model: which sample fits it, which columns it has. */
export async function prepare(id: string, classes: readonly string[]): Promise<void> {
  if (model.value === id) return;
  stop();
  const found = await attempt(() => desk.streamSetup(id));
  if (found === undefined) return;
  batch(() => {
    model.value = id;
    setup.value = found;
    queued.value = likelyAttack(classes);
    by.value = found.trends;
    clear();
  });
}

function clear(): void {
  news.value = undefined;
  drift.value = undefined;
  queue.value = [];
  verdicts.value = new Map();
  drifting.value = false;
}

export async function start(choice: SourceChoice | "held"): Promise<void> {
  const id = model.value;
  if (id === undefined) return;
  await attempt(async () => {
    const source: SourceChoice =
      choice === "held" ? { kind: "rows", rows: await desk.heldRecords(id) } : choice;
    clear();
    running.value = "running";
    const plan = {
      source,
      model: await desk.bytesOf(id),
      rate: rate.value,
      queued: queued.value,
      by: by.value,
      window: WINDOW,
    };
    await live()
      .begin(plan, proxy(hear))
      .catch((error) => {
        running.value = "off";
        throw error;
      });
  });
}

function hear(told: StreamNews): void {
  if (running.value !== "running") return;
  batch(() => {
    news.value = told;
    if (told.drift !== undefined) drift.value = told.drift;
    if (told.queue.length > 0) queue.value = [...told.queue.toReversed(), ...queue.value].slice(0, KEPT);
    if (told.ended) running.value = "ended";
  });
}

export function pause(): void {
  running.value = "paused";
  live().pause();
}

export function resume(): void {
  running.value = "running";
  live().resume(proxy(hear));
}

export function stop(): void {
  if (running.value === "off") return;
  running.value = "off";
  worker?.pause();
}

export function changeRate(value: number): void {
  rate.value = value;
  worker?.rate(value);
}

export function switchDrift(on: boolean): void {
  drifting.value = on;
  worker?.drift(on);
}

export function judgeAlert({ id, record }: QueuedAlert, verdict: string): void {
  verdicts.value = new Map([...verdicts.value, [id, { record, verdict }]]);
  worker?.observeLabel(verdict);
}

/** Alerts without a verdict that hold the text. */
export const waiting = computed(() => {
  const text = filter.value.trim().toLowerCase();
  return queue.value.filter(
    ({ id, record }) =>
      !verdicts.value.has(id) &&
      (text === "" || Object.values(record).some((value) => String(value).toLowerCase().includes(text))),
  );
});

export async function retrain(entry: Entry, weight: number): Promise<void> {
  const given = [...verdicts.value.values()];
  await attempt(async () => {
    const view = await desk.learnFrom(entry.id, newId(), given, weight);
    const name = freshName(`${entry.name} with ${given.length} verdicts`);
    add(view, name, entry.data);
    tell(`"${name}" is ready, and judged on the same rows. It is the model in use now.`);
  });
}
