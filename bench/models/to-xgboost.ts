// In: plain trees of numeric tests, one margin a leaf. Out: the same model as XGBoost's JSON. XGBoost asks `x < threshold`, so each
// threshold is the next f32 above ours; margins start at 0, since the base is in the leaves already.

import { type ExportModel, type ExportNode, type ExportTree, nextAbove } from "./trees.ts";

const NO_PARENT = 2147483647;
/** The greatest f32, which stands for +infinity. */
const GREATEST = 3.4028234663852886e38;

export function toXGBoost({ features, outputs, trees }: ExportModel): string {
  const model = {
    gbtree_model_param: { num_trees: String(trees.length), num_parallel_tree: "1" },
    iteration_indptr: Array.from({ length: trees.length / outputs + 1 }, (_, i) => i * outputs),
    tree_info: trees.map(({ output }) => output),
    trees: trees.map((tree, id) => treeOf(tree, id, features)),
  };
  const objective =
    outputs === 1
      ? { name: "binary:logistic", reg_loss_param: { scale_pos_weight: "1" } }
      : { name: "multi:softprob", softmax_multiclass_param: { num_class: String(outputs) } };
  return withNumbers({
    version: [3, 0, 0],
    learner: {
      attributes: {},
      feature_names: [],
      feature_types: [],
      gradient_booster: { name: "gbtree", model },
      learner_model_param: {
        base_score: outputs === 1 ? "5E-1" : "0E0",
        boost_from_average: "0",
        num_class: outputs === 1 ? "0" : String(outputs),
        num_feature: String(features),
        num_target: "1",
      },
      objective,
    },
  });
}

/** XGBoost's reader takes `0` for a whole number and refuses it where a float belongs, so floats are marked and written with exponents; nine digits tell every f32 apart. */
function float(value: number): string {
  return `@${value.toExponential(8)}`;
}

function withNumbers(value: object): string {
  return JSON.stringify(value).replace(/"@([^"]+)"/g, "$1");
}

/** XGBoost walks to the right child as the one after the left, so nodes are numbered in pairs, level by level. */
function treeOf({ nodes, leaves }: ExportTree, id: number, features: number): object {
  const order = [nodes.length > 0 ? 0 : ~0];
  const parents = [NO_PARENT];
  const left: number[] = [];
  for (let n = 0; n < order.length; n++) {
    const node = nodes[order[n] as number];
    left.push(node ? order.length : -1);
    if (node === undefined) continue;
    order.push(node.left, node.right);
    parents.push(n, n);
  }
  const each = <T>(value: (node: ExportNode | undefined, leaf: number) => T): T[] =>
    order.map((reference) => value(nodes[reference], reference < 0 ? (leaves[~reference]?.[0] ?? 0) : 0));
  return {
    base_weights: each(() => float(0)),
    categories: [],
    categories_nodes: [],
    categories_segments: [],
    categories_sizes: [],
    default_left: each((node) => (node?.missingLeft ? 1 : 0)),
    id,
    left_children: left,
    loss_changes: each(() => float(0)),
    parents,
    right_children: left.map((child) => (child < 0 ? -1 : child + 1)),
    split_conditions: each((node, leaf) =>
      float(node ? Math.min(nextAbove(node.threshold), GREATEST) : Math.fround(leaf)),
    ),
    split_indices: each((node) => node?.feature ?? 0),
    split_type: each(() => 0),
    sum_hessian: each(() => float(1)),
    tree_param: {
      num_deleted: "0",
      num_feature: String(features),
      num_nodes: String(order.length),
      size_leaf_vector: "1",
    },
  };
}
