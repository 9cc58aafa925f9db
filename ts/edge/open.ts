// Bytes -> a Scorer: verified first, where a key is given.

import { scorerModule } from "#scorer-module";
import type { Encodings } from "../data/kinds/encodings.ts";
import { type Trust, trusted } from "../model/signature.ts";
import { Scorer } from "./scorer.ts";

/** Choices of loadScorer. */
export type ScorerOptions = Partial<Trust>;

/** Compiled once, by the first that asks. */
let compiled: Promise<WebAssembly.Module> | undefined;

export async function openScorer(
  given: Uint8Array | ArrayBuffer,
  options: ScorerOptions,
  encodings: Encodings,
): Promise<Scorer> {
  // A copy: what was verified must not change.
  const model = await trusted(new Uint8Array(given.slice()), options);
  compiled ??= scorerModule();
  return new Scorer(await compiled, model, encodings);
}
