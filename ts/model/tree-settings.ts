// Options to the core's settings of a tree. In: checked options, the encoder and classes that they name. Out: an object in the
// core's memory, which goes with the trainer that takes it.

import type { Encoder } from "../data/encode.ts";
import type { Core } from "../wasm/core.ts";
import type { Options } from "../wasm/generated/core.js";
import { addConstraints } from "./constraints.ts";
import { TREE_SETTINGS, type TrainOptions } from "./options.ts";

const DEFAULT_LEARNING_RATE = 0.1;

/** The settings that the options give; what they leave out keeps the method's default. */
export function treeSettings(
  loaded: Core,
  options: TrainOptions,
  encoder: Encoder,
  classes: readonly string[],
): Options {
  const settings = options.method === "forest" ? loaded.Options.forest() : loaded.Options.boosting();
  for (const name of TREE_SETTINGS) {
    const value = options[name];
    if (value !== undefined) settings[name] = value;
  }
  const { nodeFeatureSubsample } = options;
  // The core knows the square root as 0.
  if (nodeFeatureSubsample !== undefined) {
    settings.nodeFeatureSubsample = nodeFeatureSubsample === "sqrt" ? 0 : nodeFeatureSubsample;
  }
  settings.seed = options.seed ?? 0;
  addConstraints(settings, options, encoder, classes);
  return settings;
}

/** The shrinkage of each round; a forest has none. */
export function learningRate(options: TrainOptions): number {
  return options.method === "forest" ? 1 : (options.learningRate ?? DEFAULT_LEARNING_RATE);
}
