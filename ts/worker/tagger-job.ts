// A tagger's training on its way to a worker and there. In: texts with their labels, and settings. Out: a message that
// structuredClone takes, and in the worker the tagger's bytes.

import type { ProxyMarked } from "comlink";
import { Catalogue, type Tactic, type Technique } from "../text/catalogue.ts";
import type { Settings, TaggerProgress } from "../text/tagger-options.ts";
import type { LabelledTexts } from "../text/tagger-records.ts";
import { trainTagger } from "../text/train-tagger.ts";
import { adoptCore } from "../wasm/core.ts";

export interface TaggerJob {
  /** core.wasm, compiled once for all. */
  readonly module: WebAssembly.Module;
  readonly data: LabelledTexts;
  /** `signal` and `onProgress` stay where they are: they are no data. */
  readonly settings: Omit<Settings, "signal" | "onProgress" | "catalogue">;
  readonly catalogue:
    | { readonly techniques: readonly Technique[]; readonly tactics: readonly Tactic[] }
    | undefined;
}

export type TaggerListener = ((progress: TaggerProgress) => unknown) & ProxyMarked;

export function taggerJob(module: WebAssembly.Module, data: LabelledTexts, settings: Settings): TaggerJob {
  const { signal: _signal, onProgress: _onProgress, catalogue, ...plain } = settings;
  return {
    module,
    data,
    settings: plain,
    catalogue: catalogue && { techniques: catalogue.all, tactics: catalogue.tactics },
  };
}

export async function doTaggerJob(
  { module, data, settings, catalogue }: TaggerJob,
  onProgress: TaggerListener | undefined,
): Promise<Uint8Array> {
  adoptCore(module);
  // Progress has a channel of its own: when the last message is answered, all have arrived before the tagger.
  let told: unknown;
  const bytes = await trainTagger(data, {
    ...settings,
    catalogue: catalogue && new Catalogue(catalogue.techniques, catalogue.tactics),
    signal: undefined,
    onProgress: (progress) => {
      told = onProgress?.(progress);
    },
  });
  await told;
  return bytes;
}
