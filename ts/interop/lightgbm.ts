/**
 * LightGBM models: the text that `save_model` writes, versions v2 to v4. In: the file. Out: a Model whose margins have
 * LightGBM's bits: f64 sums of the trees in order; tree i * K + k is of class k. With `average_output` (random forests) the
 * margin is the mean over the iterations, of which the objective makes the answer; LightGBM's own raw score is the sum.
 *
 * Read in include/LightGBM/tree.h, src/io/tree.cpp, src/boosting/gbdt_model_text.cpp of microsoft/LightGBM.
 */
import { Fault } from "../data/fault.ts";
import type { Model } from "../model/model.ts";
import { ForestBytes, type ForestShape } from "./forest-bytes.ts";
import {
  type CategoryNames,
  categoryNames,
  type Found,
  type ImportOptions,
  importing,
  toModel,
} from "./imported.ts";
import { type Block, blocksOf } from "./lightgbm-text.ts";
import { lightgbmTree } from "./lightgbm-tree.ts";

/**
 * Imports what `Booster.save_model` wrote. Throws `bad-model` with the line for what is not understood: linear leaves, the JSON
 * of `dump_model`.
 *
 * @example
 * const model = await fromLightGBM(await readFile("model.txt", "utf8"), { classes: ["benign", "attack"] });
 */
export async function fromLightGBM(
  source: Uint8Array | ArrayBuffer | string,
  options: ImportOptions = {},
): Promise<Model> {
  const text = typeof source === "string" ? source : new TextDecoder().decode(source);
  return toModel(
    importing("LightGBM model", () => findLightGBM(text)),
    options,
  );
}

/** What the text holds. */
export function findLightGBM(text: string): Found {
  if (/^\s*\{/.test(text))
    throw new Fault("it is the JSON of dump_model; take the text that save_model writes");
  const { head, trees } = blocksOf(text);
  if (!head.has("version")) throw new Fault("it has no version: is it what save_model wrote?");
  const version = head.text("version");
  if (!/^v[234]$/.test(version)) throw new Fault(`the version ${JSON.stringify(version)} is unknown`);
  const outputs = head.whole("num_tree_per_iteration", 65535);
  const features = head.whole("max_feature_idx", 2 ** 31) + 1;
  if (outputs < 1 || trees.length % outputs !== 0)
    throw new Fault(`${trees.length} trees are no whole number of iterations of ${outputs}`);
  if (head.has("num_class") && head.whole("num_class", 65535) !== outputs)
    throw new Fault(`num_class is ${head.text("num_class")} with ${outputs} trees an iteration`);
  const iterations = trees.length / outputs;
  const answer = answerOf(head, outputs);
  const base = Array.from({ length: outputs }, () => 0);
  const divided = head.has("average_output") && iterations > 0;
  const forest = new ForestBytes({
    features,
    base,
    ...(divided ? { divisor: base.map(() => iterations) } : {}),
    link: answer.link,
    leavesF64: true,
    sumF32: false,
  });
  for (const [i, block] of trees.entries()) forest.add(lightgbmTree(block, i % outputs));
  return {
    forest,
    features,
    names: namesOf(head, features),
    categories: categoriesOf(text, head, features),
    classes: answer.classes,
    method: divided ? "forest" : "boosting",
    from: { maker: "LightGBM", version, ...(answer.name === "" ? {} : { objective: answer.name }) },
  };
}

function namesOf(head: Block, features: number): readonly string[] | undefined {
  if (!head.has("feature_names")) return undefined;
  const names = head.text("feature_names").split(" ");
  if (names.length !== features)
    throw new Fault(`feature_names has ${names.length} names for ${features} features`);
  return names;
}

/** Of pandas: one list for each column of categories, which are those whose infos are codes. */
function categoriesOf(text: string, head: Block, features: number): Found["categories"] {
  const line = /^pandas_categorical:(\[.*\])\s*$/m.exec(
    text.slice(text.lastIndexOf("pandas_categorical:")),
  )?.[1];
  if (line === undefined || !head.has("feature_infos")) return undefined;
  let lists: unknown;
  try {
    lists = JSON.parse(line);
  } catch {
    throw new Fault("pandas_categorical is not JSON");
  }
  const infos = head.text("feature_infos").split(" ");
  const columns = infos.flatMap((info, i) => (/^(\[.*|none)$/.test(info) ? [] : [i]));
  // A column of one category only is "none", and then it is not known which list is whose.
  if (!Array.isArray(lists) || lists.length === 0 || lists.length !== columns.length) return undefined;
  const found: (CategoryNames | undefined)[] = Array.from({ length: features }, () => undefined);
  for (const [i, column] of columns.entries()) {
    const list: unknown = lists[i];
    if (!Array.isArray(list)) throw new Fault("pandas_categorical must be lists");
    found[column] = categoryNames(list, "pandas_categorical");
  }
  return found;
}

/** What margins mean. Objectives of numbers, and one-against-all, whose answers are no shares of a whole, have no classes. */
function answerOf(
  head: Block,
  outputs: number,
): { name: string; link: ForestShape["link"]; classes: number } {
  const [name = "", ...settings] = head.has("objective") ? head.text("objective").split(" ") : [];
  const sigmoid = settings.find((each) => each.startsWith("sigmoid:"))?.slice("sigmoid:".length);
  const isPlain = sigmoid === undefined || Number(sigmoid) === 1;
  if (outputs === 1 && ((name === "binary" && isPlain) || name === "cross_entropy"))
    return { name, link: "logistic", classes: 2 };
  if (name === "multiclass" && outputs > 1) return { name, link: "softmax", classes: outputs };
  return { name, link: "identity", classes: 0 };
}
