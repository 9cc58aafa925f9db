// The open data: what was read, and how it is arranged for training.

import { signal } from "@preact/signals";
import { proxy } from "comlink";
import type { Arranged, KindChoice } from "../desk/arranging.ts";
import { desk } from "../desk/connect.ts";
import type { Opened, SampleName } from "../desk/reading.ts";
import { isAborted, sentenceOf } from "./notices.ts";

export const opened = signal<Opened | undefined>(undefined);
export const arranged = signal<Arranged | undefined>(undefined);
export const label = signal<string | undefined>(undefined);
/** Kinds set by hand. */
export const kinds = signal<Readonly<Record<string, KindChoice>>>({});
export const busy = signal<{ readonly what: string; readonly share: number | undefined } | undefined>(
  undefined,
);
/** Why the file could not be read, or the columns not be used. */
export const failure = signal<string | undefined>(undefined);

/** Only the latest request may say what is on the table. */
let latest = 0;

export const SAMPLE_ROWS: Readonly<Record<SampleName, number>> = {
  incidents: 8000,
  sessions: 10_000,
  evidence: 12_000,
  numbers: 100_000,
};

export function openSample(name: SampleName): Promise<void> {
  return open(`Making the sample of ${name}`, undefined, () => desk.openSample(name, SAMPLE_ROWS[name]));
}

export function openFile(file: File): Promise<void> {
  return open(`Reading ${file.name}`, 0, (mine) =>
    desk.openFile(
      file,
      proxy((share: number) => {
        if (mine === latest) busy.value = { what: `Reading ${file.name}`, share };
      }),
    ),
  );
}

export function stopReading(): void {
  desk.stopReading();
}

async function open(
  what: string,
  share: number | undefined,
  read: (mine: number) => Promise<Opened>,
): Promise<void> {
  const mine = ++latest;
  failure.value = undefined;
  busy.value = { what, share };
  try {
    const found = await read(mine);
    if (mine !== latest) return;
    opened.value = found;
    arranged.value = undefined;
    label.value = found.label;
    kinds.value = Object.fromEntries(found.drop.map((name) => [name, "drop"]));
    await arrange(mine);
  } catch (error) {
    if (mine === latest && !isAborted(error)) failure.value = sentenceOf(error);
  } finally {
    if (mine === latest) busy.value = undefined;
  }
}

/** Looks at the columns anew, with the label and the kinds as they are now. */
async function arrange(mine: number): Promise<void> {
  failure.value = undefined;
  busy.value = { what: "Looking at the columns", share: undefined };
  const found = await desk.arrange({ label: label.value, kinds: kinds.value });
  if (mine === latest) arranged.value = found;
}

async function rearrange(): Promise<void> {
  const mine = ++latest;
  try {
    await arrange(mine);
  } catch (error) {
    if (mine !== latest) return;
    arranged.value = undefined;
    failure.value = sentenceOf(error);
  } finally {
    if (mine === latest) busy.value = undefined;
  }
}

export function chooseLabel(name: string | undefined): Promise<void> {
  label.value = name;
  return rearrange();
}

/** `undefined` leaves the kind to be inferred. */
export function chooseKind(column: string, kind: KindChoice | undefined): Promise<void> {
  const { [column]: _old, ...rest } = kinds.value;
  kinds.value = kind === undefined ? rest : { ...rest, [column]: kind };
  return rearrange();
}
