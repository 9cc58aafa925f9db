/** Texts -> ATT&CK techniques, or labels of any kind: training, tagging, and what the ids mean. */

export type { TermWeight } from "./because.ts";
export { Catalogue, type Tactic, type Technique } from "./catalogue.ts";
export type { Level } from "./levels.ts";
export type { Neighbour, Tag, TagOptions } from "./tagger.ts";
export type { TagLabel } from "./tagger-metadata.ts";
export type { TaggerOptions, TaggerProgress } from "./tagger-options.ts";
export { Tagger } from "./train-tagger.ts";
