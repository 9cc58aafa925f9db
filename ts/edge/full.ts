/**
 * `hedgerow/edge/full`: `hedgerow/edge` with all kinds of features, free text too. See there.
 */

import { allEncodings } from "../data/kinds/encodings.ts";
import { openScorer, type ScorerOptions } from "./open.ts";
import type { Scorer } from "./scorer.ts";

export { HedgerowError } from "../error.ts";
export type * from "./index.ts";

/** As `loadScorer` of `hedgerow/edge`. */
export function loadScorer(bytes: Uint8Array | ArrayBuffer, options: ScorerOptions = {}): Promise<Scorer> {
  return openScorer(bytes, options, allEncodings);
}
