// What the page has to say in passing: failures stay until they are read, all else goes by itself.

import { signal } from "@preact/signals";
import { HedgerowError } from "hedgerow";

export interface Notice {
  readonly id: number;
  readonly kind: "failure" | "done";
  readonly text: string;
}

export const notices = signal<readonly Notice[]>([]);

let last = 0;
const SHOWN_MS = 5000;

export function tell(text: string, kind: Notice["kind"] = "done"): void {
  const id = ++last;
  notices.value = [...notices.value.filter((each) => each.text !== text), { id, kind, text }].slice(-4);
  if (kind === "done") setTimeout(() => dismiss(id), SHOWN_MS);
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((each) => each.id !== id);
}

export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Does the work; what goes wrong is told, but for what a person has ended. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!isAborted(error)) tell(sentenceOf(error), "failure");
    return undefined;
  }
}

export function isAborted(error: unknown): boolean {
  return error instanceof HedgerowError && error.code === "aborted";
}
