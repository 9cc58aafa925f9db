// What all exporters share: the trees that can go out, names of columns, and the one way to refuse.

import { HedgerowError } from "../error.ts";
import type { Model } from "../model/model.ts";
import type { ModelTree, ModelTrees } from "./model-trees.ts";

/** The error for what a format cannot express. */
export function refuse(format: string, why: string): HedgerowError {
  return new HedgerowError("bad-model", `The model cannot be written for ${format}: ${why}`);
}

/** All trees; an anomaly output beside the classes is refused. */
export function treesFor({ trees, header }: ModelTrees, format: string): readonly ModelTree[] {
  if (header.link === "exp2")
    throw refuse(format, "it is an isolation forest, whose score has no place there");
  return trees;
}

/** Names of the encoded columns, with characters that the format does not take replaced by _, all different. */
export function columnNames(model: Model, forbidden?: RegExp): string[] {
  const seen = new Set<string>();
  return model.encoder.columns.map(({ name }) => {
    const plain = forbidden === undefined ? name : name.replace(forbidden, "_");
    let own = plain;
    for (let i = 2; seen.has(own); i++) own = `${plain}_${i}`;
    seen.add(own);
    return own;
  });
}
