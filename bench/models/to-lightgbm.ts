// In: plain trees, one margin a leaf. Out: the same model as LightGBM's text, version 4. Thresholds are f32 numbers, exact in f64.
// A missing category always goes right in LightGBM, so it is given as one more code, `MISSING_CODE`, in the rows and here.

import type { ExportModel, ExportNode, ExportTree } from "./trees.ts";

/** The code of a missing category: above all codes there are. */
export const MISSING_CODE = 255;
const DEFAULT_LEFT = 2;
const MISSING_NAN = 8;

export function toLightGBM({ features, outputs, trees }: ExportModel): string {
  const each = (text: string): string => new Array(features).fill(text).join(" ");
  const header = [
    "tree",
    "version=v4",
    `num_class=${outputs}`,
    `num_tree_per_iteration=${outputs}`,
    "label_index=0",
    `max_feature_idx=${features - 1}`,
    outputs === 1 ? "objective=binary sigmoid:1" : `objective=multiclass num_class:${outputs}`,
    `feature_names=${Array.from({ length: features }, (_, f) => `f${f}`).join(" ")}`,
    `feature_infos=${each("[-1e+300:1e+300]")}`,
    "",
    "",
  ].join("\n");
  return `${header}${trees.map(treeText).join("\n")}\nend of trees\n\nparameters:\nend of parameters\n`;
}

function treeText({ nodes, leaves }: ExportTree, index: number): string {
  const bounds = [0];
  const words: number[] = [];
  const thresholds = nodes.map(({ threshold, codes, missingLeft }) => {
    if (codes === undefined) return threshold === Number.POSITIVE_INFINITY ? 1e300 : threshold;
    words.push(...bitset(missingLeft ? [...codes, MISSING_CODE] : codes));
    bounds.push(words.length);
    return bounds.length - 2;
  });
  const fields: [string, string | number | readonly number[]][] = [
    ["Tree", index],
    ["num_leaves", leaves.length],
    ["num_cat", bounds.length - 1],
  ];
  if (nodes.length > 0) {
    fields.push(
      ["split_feature", nodes.map(({ feature }) => feature)],
      ["split_gain", nodes.map(() => 1)],
      ["threshold", thresholds],
      ["decision_type", nodes.map(decisionType)],
      ["left_child", nodes.map(({ left }) => left)],
      ["right_child", nodes.map(({ right }) => right)],
    );
  }
  fields.push(["leaf_value", leaves.map(([value = 0]) => value)]);
  if (nodes.length > 0) {
    fields.push(
      ["leaf_weight", leaves.map(() => 1)],
      ["leaf_count", leaves.map(() => 1)],
      ["internal_value", nodes.map(() => 0)],
      ["internal_weight", nodes.map(() => 1)],
      ["internal_count", nodes.map(() => 2)],
    );
    if (bounds.length > 1) fields.push(["cat_boundaries", bounds], ["cat_threshold", words]);
  }
  fields.push(["is_linear", 0], ["shrinkage", 1]);
  const lines = fields.map(([name, value]) => `${name}=${Array.isArray(value) ? value.join(" ") : value}`);
  return `${lines.join("\n")}\n\n`;
}

function decisionType({ codes, missingLeft }: ExportNode): number {
  return codes === undefined ? (missingLeft ? DEFAULT_LEFT : 0) + MISSING_NAN : 1;
}

function bitset(codes: readonly number[]): number[] {
  const words = new Array<number>(Math.floor(Math.max(0, ...codes) / 32) + 1).fill(0);
  for (const code of codes)
    words[code >>> 5] = (((words[code >>> 5] as number) | (1 << (code & 31))) >>> 0) as number;
  return words;
}
