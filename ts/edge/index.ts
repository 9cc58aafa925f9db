/**
 * `hedgerow/edge`: models where alerts are decided, in workers, extensions and pages. In: model bytes. Out: answers, with the bits
 * of `load`. One script of about 12 KB with the scorer in it; no dependency, no fetch. Needs WebAssembly.
 *
 * ```ts
 * import { loadScorer } from "hedgerow/edge";
 *
 * const scorer = await loadScorer(bytes, { publicKey });
 * scorer.predict({ source: "edr", severity: "high", failedLogins: 41 });
 * ```
 *
 * Models with features of the kind text are read by `hedgerow/edge/full`, which is the same with the parts that those take.
 */

import { shortEncodings } from "../data/kinds/encodings.ts";
import { openScorer, type ScorerOptions } from "./open.ts";
import type { Scorer } from "./scorer.ts";

export { type ErrorCode, type ErrorPlace, HedgerowError } from "../error.ts";
export type { Anomaly } from "../model/anomaly.ts";
export type { ColumnContribution, Contribution, Explanation } from "../model/explanation.ts";
export type { ModelInfo } from "../model/metadata.ts";
export type { Prediction, RawRecord } from "../model/predictor.ts";
export type { PublicKey } from "../model/signature.ts";
export type { ScorerOptions } from "./open.ts";
export type { Scorer } from "./scorer.ts";

/**
 * A model from its bytes. With `publicKey` the bytes are verified before anything looks into them. Throws `bad-signature` for
 * bytes that are not signed by that key, `bad-model` with the byte offset, or `newer-model`.
 *
 * @example
 * const scorer = await loadScorer(await (await fetch("alerts.bin")).arrayBuffer());
 */
export function loadScorer(bytes: Uint8Array | ArrayBuffer, options: ScorerOptions = {}): Promise<Scorer> {
  return openScorer(bytes, options, shortEncodings);
}
