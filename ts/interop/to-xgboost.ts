/**
 * A model as XGBoost JSON, for `Booster.load_model`. In: a Model. Out: the text. XGBoost sums in f32: a model imported from
 * it gives its bits again, another the same leaves and sums to f32's precision. Codes of categories are as our encoder has
 * them. Refused with the reason: forests of three classes and more, isolation forests, zero as missing.
 */
import type { Link } from "../model/header.ts";
import type { Model } from "../model/model.ts";
import { columnNames, refuse, treesFor } from "./exported.ts";
import { aboveF32 } from "./f32.ts";
import { type ModelNode, ModelTrees } from "./model-trees.ts";

const ROOT_PARENT = 2147483647;
const LARGEST = 3.4028234663852886e38;

/**
 * The JSON of a model for XGBoost 2.0 and later. Throws `bad-model` with what cannot be expressed.
 *
 * @example
 * await writeFile("model.json", toXGBoost(model)); // xgboost.Booster(model_file="model.json")
 */
export function toXGBoost(model: Model): string {
  const trees = new ModelTrees(model.save());
  const { link, outputs } = trees.header;
  const objective = objectiveFor(link, outputs, model.classes.length);
  const divided = trees.divisor.some((each) => each !== 1);
  const written: XGBoostTree[] = [];
  const groups: number[] = [];
  const weights: number[] = [];
  const add = (tree: XGBoostTree, group: number, weight: number): void => {
    written.push(tree);
    groups.push(group);
    weights.push(weight);
  };
  // A base score cannot hold every margin; a tree of one leaf can.
  for (const [o, base] of trees.base.entries()) {
    if (base !== 0) add(leafOnly(Math.fround(base / (trees.divisor[o] as number))), o, 1);
  }
  for (const { root, output, width, weight } of treesFor(trees, "XGBoost")) {
    for (let j = 0; j < width; j++) {
      // In one rounding where the sum is divided.
      const factor = divided ? weight / (trees.divisor[output + j] as number) : 1;
      add(new TreeWriter(trees, j, factor).write(root), output + j, divided ? 1 : weight);
    }
  }
  const list = written.map((tree, id) => treeText(tree, id, trees.header.features)).join(",");
  const text = JSON.stringify(documentOf(model, trees, { objective, groups, weights }));
  // Quotes within a text are escaped, so these stand where they were put.
  return text
    .replace('"trees":[]', () => `"trees":[${list}]`)
    .replace('"weight_drop":[]', () => `"weight_drop":${floats(weights)}`);
}

function objectiveFor(link: Link, outputs: number, classes: number): string {
  if (link === "logistic" && outputs === 1) return "binary:logistic";
  if (link === "softmax") return "multi:softprob";
  if (outputs === 1 && (link === "identity" || link === "mean")) return "reg:squarederror";
  const what =
    link === "exp2" ? "the score of an isolation forest" : `${classes} classes of the link ${link}`;
  throw refuse("XGBoost", `it has no objective for ${what}`);
}

/** One tree in XGBoost's lists. */
interface XGBoostTree {
  left: number[];
  right: number[];
  parents: number[];
  features: number[];
  conditions: number[];
  defaultLeft: number[];
  types: number[];
  /** By node. */
  codes: Map<number, readonly number[]>;
  gains: number[];
  covers: number[];
}

function emptyTree(): XGBoostTree {
  return {
    left: [],
    right: [],
    parents: [],
    features: [],
    conditions: [],
    defaultLeft: [],
    types: [],
    codes: new Map(),
    gains: [],
    covers: [],
  };
}

function leafOnly(value: number): XGBoostTree {
  const tree = emptyTree();
  addLeaf(tree, value, 0);
  return tree;
}

function addLeaf(tree: XGBoostTree, value: number, cover: number): number {
  tree.left.push(-1);
  tree.right.push(-1);
  tree.parents.push(ROOT_PARENT);
  tree.features.push(0);
  tree.conditions.push(value);
  tree.defaultLeft.push(0);
  tree.types.push(0);
  tree.gains.push(0);
  tree.covers.push(cover);
  return tree.left.length - 1;
}

class TreeWriter {
  readonly #trees: ModelTrees;
  readonly #number: number;
  readonly #factor: number;
  readonly #tree = emptyTree();

  constructor(trees: ModelTrees, number: number, factor: number) {
    this.#trees = trees;
    this.#number = number;
    this.#factor = factor;
  }

  write(root: number): XGBoostTree {
    const tree = this.#tree;
    const work = [{ reference: root, place: addLeaf(tree, 0, 0) }];
    for (let next = work.pop(); next !== undefined; next = work.pop()) {
      const { reference, place } = next;
      if (reference < 0) {
        tree.conditions[place] = Math.fround(this.#trees.leaf(~reference + this.#number) * this.#factor);
        continue;
      }
      const node = this.#trees.node(reference);
      this.#test(node, place);
      // XGBoost finds the right child behind the left one.
      const left = addLeaf(tree, 0, 0);
      const right = addLeaf(tree, 0, 0);
      tree.left[place] = left;
      tree.right[place] = right;
      tree.parents[left] = place;
      tree.parents[right] = place;
      // Listed categories go right there.
      const [own, other] = isTurned(node) ? [right, left] : [left, right];
      tree.covers[own] = node.coverLeft;
      tree.covers[other] = node.coverRight;
      work.push({ reference: node.right, place: other }, { reference: node.left, place: own });
    }
    return tree;
  }

  #test(node: ModelNode, place: number): void {
    const tree = this.#tree;
    if (place === 0) tree.covers[place] = node.coverLeft + node.coverRight;
    tree.features[place] = node.feature;
    tree.gains[place] = node.gain;
    tree.defaultLeft[place] = Number(node.missingLeft !== isTurned(node));
    if (node.codes === undefined) {
      if (node.zeroMissing) throw refuse("XGBoost", "zero is missing in a test");
      tree.conditions[place] = conditionFor(node.threshold);
      return;
    }
    tree.types[place] = 1;
    tree.codes.set(place, node.codes);
  }
}

function isTurned({
  codes,
  listedRight,
}: {
  codes: readonly number[] | undefined;
  listedRight: boolean;
}): boolean {
  return codes !== undefined && !listedRight;
}

/** x <= threshold is x < the next f32; what is missing alone on its side is apart from all numbers, which are finite there. */
function conditionFor(threshold: number): number {
  if (Number.isNaN(threshold) || threshold === Number.NEGATIVE_INFINITY) return -LARGEST;
  return threshold >= LARGEST ? Number.POSITIVE_INFINITY : aboveF32(threshold);
}

function documentOf(
  model: Model,
  { header }: ModelTrees,
  parts: { objective: string; groups: number[]; weights: number[] },
): object {
  const { objective, groups, weights } = parts;
  const isDart = weights.some((weight) => weight !== 1);
  const classes = objective === "multi:softprob" ? header.outputs : 0;
  const gbtree = {
    name: "gbtree",
    model: {
      gbtree_model_param: { num_parallel_tree: "1", num_trees: String(groups.length) },
      iteration_indptr: roundsOf(groups),
      tree_info: groups,
      trees: [],
    },
  };
  const columns = model.encoder.columns;
  return {
    learner: {
      attributes: {},
      feature_names: columnNames(model, /[[\]<]/g),
      feature_types: columns.map(({ kind }) => (kind === "category" ? "c" : "float")),
      gradient_booster: isDart ? { name: "dart", gbtree, weight_drop: [] } : gbtree,
      learner_model_param: {
        base_score: objective === "binary:logistic" ? "5E-1" : "0E0",
        boost_from_average: "0",
        num_class: String(classes),
        num_feature: String(header.features),
        num_target: "1",
      },
      objective: objectiveObject(objective, classes),
    },
    version: [2, 0, 0],
  };
}

function objectiveObject(name: string, classes: number): object {
  return name === "multi:softprob"
    ? { name, softmax_multiclass_param: { num_class: String(classes) } }
    : { name, reg_loss_param: { scale_pos_weight: "1" } };
}

/** A round begins where a group comes again. */
function roundsOf(groups: readonly number[]): number[] {
  const starts = [0];
  let last = -1;
  for (const [i, group] of groups.entries()) {
    if (i > 0 && group <= last) starts.push(i);
    last = group;
  }
  if (groups.length > 0) starts.push(groups.length);
  return starts;
}

function treeText(tree: XGBoostTree, id: number, features: number): string {
  if (tree.left.length > 2 ** 31 - 2) throw refuse("XGBoost", "a tree has too many nodes");
  const params = {
    num_deleted: "0",
    num_feature: String(features),
    num_nodes: String(tree.left.length),
    size_leaf_vector: "1",
  };
  // XGBoost reads the lists along the nodes.
  const lists = [...tree.codes].sort(([a], [b]) => a - b);
  const starts: number[] = [];
  let start = 0;
  for (const [, codes] of lists) {
    starts.push(start);
    start += codes.length;
  }
  const fields: readonly [name: string, text: string][] = [
    ["base_weights", floats(tree.left.map(() => 0))],
    ["categories", JSON.stringify(lists.flatMap(([, codes]) => codes))],
    ["categories_nodes", JSON.stringify(lists.map(([node]) => node))],
    ["categories_segments", JSON.stringify(starts)],
    ["categories_sizes", JSON.stringify(lists.map(([, codes]) => codes.length))],
    ["default_left", JSON.stringify(tree.defaultLeft)],
    ["id", String(id)],
    ["left_children", JSON.stringify(tree.left)],
    ["loss_changes", floats(tree.gains)],
    ["parents", JSON.stringify(tree.parents)],
    ["right_children", JSON.stringify(tree.right)],
    ["split_conditions", floats(tree.conditions)],
    ["split_indices", JSON.stringify(tree.features)],
    ["split_type", JSON.stringify(tree.types)],
    ["sum_hessian", floats(tree.covers)],
    ["tree_param", JSON.stringify(params)],
  ];
  return `{${fields.map(([name, text]) => `"${name}":${text}`).join(",")}}`;
}

/** Numbers as XGBoost tells them from whole ones, with the nine digits that any f32 comes back from. */
function floats(values: readonly number[]): string {
  return `[${values.map(spelt).join(",")}]`;
}

function spelt(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  if (Object.is(value, -0)) return "-0E0";
  const text = Math.fround(value).toPrecision(9);
  return /[.e]/.test(text) ? text : `${text}E0`;
}
