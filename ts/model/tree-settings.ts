// How trees are grown, as data that a worker can be sent. In: checked options, the encoder and classes that they name. Out: plain
// settings; and of these an object in the core's memory, which goes with the trainer that takes it.

import type { Encoder } from "../data/encode.ts";
import type { Core } from "../wasm/core.ts";
import type { Options } from "../wasm/generated/core.js";
import { type ConstraintRules, constraintRules } from "./constraints.ts";
import { TREE_SETTINGS, type TrainOptions } from "./options.ts";

const DEFAULT_LEARNING_RATE = 0.05;

/** What differs from the method's defaults. */
export interface TreeSettings {
  readonly method: "boosting" | "forest";
  /** By the name that the core's options have. */
  readonly values: Readonly<Record<string, number>>;
  readonly rules: ConstraintRules;
}

/** The settings that the options give. Throws `bad-option` that names the feature or class which can not be constrained. */
export function treeSettings(
  options: TrainOptions,
  encoder: Encoder,
  classes: readonly string[],
): TreeSettings {
  const values: Record<string, number> = { seed: options.seed ?? 0 };
  for (const name of TREE_SETTINGS) {
    const value = options[name];
    if (value !== undefined) values[name] = value;
  }
  const { nodeFeatureSubsample } = options;
  // The core knows the square root as 0.
  if (nodeFeatureSubsample !== undefined)
    values["nodeFeatureSubsample"] = nodeFeatureSubsample === "sqrt" ? 0 : nodeFeatureSubsample;
  const method = options.method === "forest" ? "forest" : "boosting";
  return { method, values, rules: constraintRules(options, encoder, classes) };
}

/** The settings in the core's memory. */
export function toCore(core: Core, { method, values, rules }: TreeSettings): Options {
  const options = Object.assign(core.Options[method](), values);
  for (const rule of rules.monotone) options.addMonotone(rule.column, rule.class, rule.increasing);
  for (const group of rules.groups) options.addGroup(Uint32Array.from(group));
  return options;
}

/** The shrinkage of each round; a forest has none. */
export function learningRate(options: TrainOptions): number {
  return options.method === "forest" ? 1 : (options.learningRate ?? DEFAULT_LEARNING_RATE);
}
