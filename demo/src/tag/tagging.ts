// The text that is tagged, the tagger, and what it says.

import { signal } from "@preact/signals";
import { proxy, type Remote, wrap } from "comlink";
import type { Tag } from "hedgerow";
import { saveFile } from "../control/save-file.ts";
import { attempt } from "../state/notices.ts";
import { FIRST_TEXT } from "./sample-texts.ts";
import type { OpenedTexts, TagDesk, TaggerView } from "./tag-worker.ts";

export const text = signal(FIRST_TEXT);
export const tagger = signal<TaggerView | undefined>(undefined);
export const tags = signal<readonly Tag[]>([]);
/** Index of the tag whose words are marked in the text. */
export const shown = signal(0);
export const texts = signal<OpenedTexts | undefined>(undefined);
export const busy = signal<{ readonly what: string; readonly share: number | undefined } | undefined>(
  undefined,
);

let worker: Remote<TagDesk> | undefined;
let latest = 0;

function desk(): Remote<TagDesk> {
  worker ??= wrap<TagDesk>(
    new Worker(new URL("./tag-worker.ts", import.meta.url), { type: "module", name: "tag" }),
  );
  return worker;
}

async function during<T>(
  what: string,
  share: number | undefined,
  work: () => Promise<T>,
): Promise<T | undefined> {
  busy.value = { what, share };
  const found = await attempt(work);
  busy.value = undefined;
  return found;
}

async function use(found: TaggerView | undefined): Promise<void> {
  if (found === undefined) return;
  tagger.value = found;
  await tagText(text.value);
}

export async function begin(): Promise<void> {
  if (tagger.value !== undefined || busy.value !== undefined) return;
  await use(await during("Training on made-up alerts", undefined, () => desk().trainSample()));
}

export async function tagText(given: string): Promise<void> {
  text.value = given;
  const mine = ++latest;
  const found = await attempt(() => desk().tag(given));
  if (found === undefined || mine !== latest) return;
  tags.value = found;
  shown.value = 0;
}

export async function openTexts(file: File): Promise<void> {
  const told = proxy((share: number) => {
    busy.value = { what: `Reading ${file.name}`, share };
  });
  texts.value = await during(`Reading ${file.name}`, 0, () => desk().open(file, told));
}

export async function train(columns: { readonly text: string; readonly label: string }): Promise<void> {
  const told = proxy((share: number) => {
    busy.value = { what: "Training the tagger", share };
  });
  await use(await during("Training the tagger", 0, () => desk().train(columns, told)));
}

export function stop(): void {
  desk().stop();
}

export async function loadFile(file: File): Promise<void> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  await use(await attempt(() => desk().load(bytes, file.name)));
}

export async function save(): Promise<void> {
  const bytes = await desk().save();
  if (bytes !== undefined) saveFile(new Blob([bytes as BlobPart]), "tagger.bin");
}
