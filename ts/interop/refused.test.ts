// Files that no importer may read, each refused with what is wrong in it: other formats, what cannot be expressed, children in a
// circle or out of range, numbers that are none, claims of more than there is.

import { describe, expect, test } from "vitest";
import { HedgerowError } from "../error.ts";
import { fromLightGBM, fromONNX, fromSklearn, fromXGBoost } from "./index.ts";
import * as onnx from "./onnx-graph.ts";
import { MessageWriter } from "./protobuf-writer.ts";

describe("refused by name", () => {
  const refusal = async (work: Promise<unknown>): Promise<string> => {
    const error = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(HedgerowError);
    return (error as HedgerowError).message;
  };
  const xgboost = (tree: object, more: object = {}): object => ({
    version: [3, 2, 0],
    learner: {
      feature_names: [],
      learner_model_param: { base_score: "[5E-1]", num_class: "0", num_feature: "2", num_target: "1" },
      objective: { name: "binary:logistic" },
      gradient_booster: {
        name: "gbtree",
        model: {
          trees: [
            {
              left_children: [1, -1, -1],
              right_children: [2, -1, -1],
              split_indices: [0, 0, 0],
              split_conditions: [0.5, 1, 2],
              default_left: [0, 0, 0],
              ...tree,
            },
          ],
          tree_info: [0],
        },
        ...more,
      },
    },
  });

  test("XGBoost", async () => {
    await fromXGBoost(xgboost({}));
    expect(await refusal(fromXGBoost("[]"))).toContain("dump_model");
    expect(await refusal(fromXGBoost(new TextEncoder().encode("binf....")))).toContain("old binary format");
    expect(await refusal(fromXGBoost(xgboost({ left_children: [0, -1, -1] })))).toContain(
      "tree 0: node 0 is its own descendant",
    );
    expect(await refusal(fromXGBoost(xgboost({ left_children: [7, -1, -1] })))).toContain(
      "there is no node 7",
    );
    expect(await refusal(fromXGBoost(xgboost({ left_children: [2, -1, -1] })))).toContain("two parents");
    expect(await refusal(fromXGBoost(xgboost({ split_indices: [2, 0, 0] })))).toContain(
      "there is no feature 2",
    );
    expect(await refusal(fromXGBoost(xgboost({ split_conditions: [0.5, 1, "NaN"] })))).toContain(
      "not a finite number",
    );
    expect(await refusal(fromXGBoost(xgboost({ tree_param: { size_leaf_vector: "3" } })))).toContain(
      "vector leaves",
    );
    expect(await refusal(fromXGBoost(xgboost({ split_type: [1, 0, 0] })))).toContain(
      "categories are not there",
    );
    expect(await refusal(fromXGBoost(xgboost({}, { name: "gblinear" })))).toContain("gblinear");
    expect(await refusal(fromXGBoost(xgboost({}, { name: "dart" })))).toContain("weight_drop");
    // A length of 2^60 in a file of few bytes.
    const claim = Uint8Array.from([
      0x7b, 0x4c, 0, 0, 0, 0, 0, 0, 0, 1, 0x61, 0x5b, 0x24, 0x44, 0x23, 0x4c, 0x10, 0, 0, 0, 0, 0, 0, 0,
    ]);
    expect(await refusal(fromXGBoost(claim))).toContain("does not fit the file");
  });

  test("NaN and Infinity tokens, DART weights in each of their places", async () => {
    const text = JSON.stringify(xgboost({ split_conditions: ["Infinity", 1, 2] })).replace(
      '"Infinity"',
      "Infinity",
    );
    expect((await fromXGBoost(text)).margins({ f0: 3e38 })[0]).toBe(1);
    const base = xgboost({}) as { learner: { gradient_booster: { model: object } } };
    const { model } = base.learner.gradient_booster;
    const places = [
      { name: "dart", gbtree: { name: "gbtree", model }, weight_drop: [0.5] },
      { name: "gbtree", model, weight_drop: [0.5] },
      { name: "gbtree", model: { ...model, weight_drop: [0.5] } },
    ];
    for (const gradient_booster of places) {
      const found = await fromXGBoost({ ...base, learner: { ...base.learner, gradient_booster } });
      expect(found.margins({ f0: 0 })[0]).toBe(0.5);
    }
  });

  test("LightGBM", async () => {
    expect(await refusal(fromLightGBM('{"tree_info":[]}'))).toContain("dump_model");
    expect(await refusal(fromLightGBM("tree\nversion=v9\nend of trees"))).toContain("v9");
    const head =
      "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=0\nobjective=binary sigmoid:1\nfeature_names=a\n\n";
    const tree =
      "Tree=0\nnum_leaves=2\nnum_cat=0\nsplit_feature=0\nthreshold=1\ndecision_type=2\nleft_child=-1\nright_child=-2\nleaf_value=1 2\n";
    const end = "\nend of trees\n";
    await fromLightGBM(head + tree + end);
    expect(await refusal(fromLightGBM(`${head}${tree}is_linear=1\n${end}`))).toContain("leaves are linear");
    expect(await refusal(fromLightGBM(head + tree.replace("left_child=-1", "left_child=0") + end))).toContain(
      "own descendant",
    );
    expect(
      await refusal(fromLightGBM(head + tree.replace("num_leaves=2", "num_leaves=99999999") + end)),
    ).toContain("(line 17)");
    expect(await refusal(fromLightGBM(head + tree))).toContain("cut off");
  });

  const forest = (tree: object, more: object = {}): object => ({
    format: "hedgerow-forest",
    version: 1,
    maker: "scikit-learn",
    makerVersion: "1.9.1",
    objective: "RandomForestClassifier",
    method: "forest",
    features: 2,
    link: "mean",
    base: [0],
    divisor: [1],
    classes: ["a", "b"],
    trees: [
      {
        weight: 1,
        output: 0,
        width: 1,
        left: [1, -1, -1],
        right: [2, -1, -1],
        feature: [0, 0, 0],
        threshold: [0.5, 0, 0],
        missingLeft: [1, 0, 0],
        value: [0, 0.25, 0.75],
        cover: [4, 2, 2],
        gain: [1, 0, 0],
        ...tree,
      },
    ],
    ...more,
  });

  test.each<[string, object, object?]>([
    ["node 0 is its own descendant", { left: [0, -1, -1] }],
    ["two parents", { left: [2, -1, -1] }],
    ["there is no node 9", { right: [9, -1, -1] }],
    ["there is no feature 2", { feature: [2, 0, 0] }],
    ["not a finite number", { value: [0, "NaN", 1] }],
    ["not a finite number", { value: [0, "Infinity", 1] }],
    ["missingLeft is 2", { missingLeft: [2, 0, 0] }],
    ["has 2 numbers, not 3", { threshold: [0.5, 0] }],
    ["width", { width: 1e9 }],
    ["features", {}, { features: 1e9 }],
    ["do not fit", {}, { classes: ["a", "b", "c"] }],
    ["version 2", {}, { version: 2 }],
  ])("scikit-learn: %s", async (sentence, tree, more) => {
    await fromSklearn(forest({}));
    expect(await refusal(fromSklearn(forest(tree, more)))).toContain(sentence);
  });

  const ints = (...list: number[]): onnx.AttributeValue => ({ ints: list });
  const lists: Readonly<Record<string, onnx.AttributeValue>> = {
    n_targets: { int: 1 },
    nodes_treeids: ints(0, 0, 0),
    nodes_nodeids: ints(0, 1, 2),
    nodes_featureids: ints(0, 0, 0),
    nodes_modes: { texts: ["BRANCH_LEQ", "LEAF", "LEAF"] },
    nodes_values: { floats: [0.5, 0, 0] },
    nodes_truenodeids: ints(1, 0, 0),
    nodes_falsenodeids: ints(2, 0, 0),
    target_treeids: ints(0, 0),
    target_nodeids: ints(1, 2),
    target_ids: ints(0, 0),
    target_weights: { floats: [1, 2] },
  };
  const graph = (
    attributes: Readonly<Record<string, onnx.AttributeValue>>,
    around: Partial<onnx.GraphParts> = {},
  ): Uint8Array =>
    onnx.modelBytes({
      nodes: [
        ...(around.nodes ?? []),
        onnx.node("TreeEnsembleRegressor", ["in"], ["sums"], { ...lists, ...attributes }, "ai.onnx.ml"),
      ],
      tensors: around.tensors ?? [],
      inputs: [onnx.valueInfo(around.nodes === undefined ? "in" : "X", onnx.FLOAT, 2)],
      outputs: [onnx.valueInfo("sums", onnx.FLOAT, 1)],
      columns: ["a", "b"],
      ml: 3,
    });

  test.each<[string, Record<string, onnx.AttributeValue>]>([
    ["its own descendant", { nodes_truenodeids: ints(0, 0, 0) }],
    ["tree 0 has no node 7", { nodes_truenodeids: ints(7, 0, 0) }],
    ["tree 0 has node 1 twice", { nodes_nodeids: ints(0, 1, 1) }],
    ["feature 2, which is not there", { nodes_featureids: ints(2, 0, 0) }],
    ["not a finite number", { target_weights: { floats: [1, Number.NaN] } }],
    ["not a finite number", { target_weights: { floats: [Number.POSITIVE_INFINITY, 1] } }],
    ["has 2 values, not 3", { nodes_values: { floats: [0.5, 0] } }],
    ["has a weight and is no leaf", { target_nodeids: ints(0, 2) }],
    ["two weights", { target_nodeids: ints(1, 1) }],
    ["1000000000 outputs", { n_targets: { int: 1e9 } }],
    ["for output 5", { target_ids: ints(0, 5) }],
    ["is unknown", { nodes_modes: { texts: ["BRANCH_ODD", "LEAF", "LEAF"] } }],
    ["MIN", { aggregate_function: { text: "MIN" } }],
    ["PROBIT", { post_transform: { text: "PROBIT" } }],
  ])("ONNX: %s", async (sentence, attributes) => {
    await fromONNX(graph({}));
    expect(await refusal(fromONNX(graph(attributes)))).toContain(sentence);
  });

  test("ONNX: operators around the trees, and claims of a gigabyte", async () => {
    const refusedBefore = (node: MessageWriter, ...tensors: MessageWriter[]): Promise<string> =>
      refusal(fromONNX(graph({}, { nodes: [node], tensors })));
    expect(await refusedBefore(onnx.node("Normalizer", ["X"], ["in"]))).toContain(
      "operator Normalizer before the trees",
    );
    expect(
      await refusedBefore(onnx.node("Reshape", ["X", "s"], ["in"]), onnx.tensor("s", onnx.INT64, [-1, 1])),
    ).toContain("Reshape");
    expect(await refusedBefore(onnx.node("Cast", ["X"], ["in"], { to: { int: onnx.INT64 } }))).toContain(
      "Cast",
    );
    expect(
      await refusedBefore(onnx.node("Concat", ["X", "in", "in"], ["in"], { axis: { int: 1 } })),
    ).toContain("fed with what it makes itself");
    // Sizes of 2^30 with no numbers behind them, and a field of 2^30 bytes that the file does not have.
    const claim = new MessageWriter()
      .wholes(1, [2 ** 30])
      .whole(2, onnx.FLOAT)
      .text(8, "t");
    expect(await refusedBefore(onnx.node("Identity", ["X"], ["in"]), claim)).toContain(
      "its sizes say 1073741824",
    );
    expect(await refusal(fromONNX(new MessageWriter().whole(1, 8).finish()))).toContain("graphs");
    expect(await refusal(fromONNX(Uint8Array.of(0x3a, 0x80, 0x80, 0x80, 0x80, 0x04)))).toContain("cut off");
  });

  test("claims of a gigabyte in texts", async () => {
    const params = { base_score: "[5E-1]", num_class: "0", num_target: "1" };
    const wide = (features: string, classes = "0"): object => {
      const file = xgboost({}) as { learner: object };
      const learner_model_param = { ...params, num_feature: features, num_class: classes };
      return { ...file, learner: { ...file.learner, learner_model_param } };
    };
    expect(await refusal(fromXGBoost(wide("1000000000")))).toContain("1000000000 features");
    expect(await refusal(fromXGBoost(wide("2", "1000000000")))).toContain("num_class is 1000000000");
    expect(
      await refusal(
        fromXGBoost(
          xgboost({
            split_type: [1, 0, 0],
            categories: [16_777_215],
            categories_nodes: [0],
            categories_segments: [0],
            categories_sizes: [1e9],
          }),
        ),
      ),
    ).toContain("are not there");
    expect(await refusal(fromXGBoost(xgboost({ default_left: [7, 0, 0] })))).toContain("default_left is 7");
  });
});
