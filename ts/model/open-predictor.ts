// Model bytes -> a Predictor, with all that the package has: every kind of feature, whole datasets, each part checked and a
// sentence for every fault.

import { RowScorer } from "../wasm/scorer.ts";
import { modelError } from "./faults.ts";
import { acceptedHeader, metadataIn } from "./header.ts";
import { checkMetadata } from "./metadata.ts";
import { Predictor, type Scorer } from "./predictor.ts";

/** Checks the bytes as a whole and gets ready. Throws `bad-model` or `newer-model`. */
export function openPredictor(scorer: WebAssembly.Module, bytes: Uint8Array): Predictor {
  return predictorOver(RowScorer.create(scorer, bytes, modelError), bytes);
}

/** With a scorer that was made from the bytes. */
export function predictorOver(scorer: Scorer, bytes: Uint8Array): Predictor {
  const header = acceptedHeader(bytes);
  const { metadata, encoder } = checkMetadata(metadataIn(bytes, header), header);
  return new Predictor(scorer, header, metadata, encoder);
}
