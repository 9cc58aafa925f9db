/**
 * `hedgerow/edge-text`: taggers where alerts are decided. In: a tagger's bytes. Out: tags. Plain JavaScript, no WebAssembly, no
 * training, no imports from outside.
 *
 * ```ts
 * import { loadTagger } from "hedgerow/edge-text";
 *
 * const tagger = loadTagger(bytes);
 * tagger.tag("lsass.exe was read by procdump");
 * ```
 */

export { type ErrorCode, type ErrorPlace, HedgerowError } from "../error.ts";
export type { TermWeight } from "./because.ts";
export type { Level } from "./levels.ts";
export { LoadedTagger, loadTagger, type Neighbour, type Tag, type TagOptions } from "./tagger.ts";
export type { TagLabel } from "./tagger-metadata.ts";
