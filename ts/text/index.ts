/** Texts -> ATT&CK techniques, or labels of any kind: training, tagging, testing, and what the ids mean. */
export type { TermWeight } from "./because.ts";
export { Catalogue, type Tactic, type Technique } from "./catalogue.ts";
export {
  evaluateTagger,
  type MultiEvaluation,
  type TaggerEvaluation,
  type TaggerTruth,
} from "./evaluate-tagger.ts";
export type { Level } from "./levels.ts";
export { type LayerOptions, NavigatorCounts, type NavigatorLayer } from "./navigator.ts";
export { prunedTo } from "./prune.ts";
export { LoadedTagger, loadTagger, type Neighbour, type Tag, type TagOptions } from "./tagger.ts";
export type { TagLabel } from "./tagger-metadata.ts";
export type { TaggerOptions, TaggerProgress } from "./tagger-options.ts";
export { Tagger } from "./train-tagger.ts";
