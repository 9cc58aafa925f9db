/**
 * A model as ONNX: a float tensor "X" of the encoder's columns in, "label", "probabilities" and "margins" out (a model without
 * classes: margins alone). Trees are a TreeEnsembleRegressor of ai.onnx.ml 3, or where there are category tests a
 * TreeEnsemble of 5; the probabilities are made by plain operators behind, as runtimes have changed their minds on what a
 * classifier with one weight a leaf means. Leaves are f32: the same leaf always, margins and probabilities to f32's
 * precision. A calibration stays behind. The columns' names stand in the file's metadata. Refused: isolation forests, zero as
 * missing. fromONNX reads it all back.
 */
import type { Model } from "../model/model.ts";
import { columnNames, refuse, treesFor } from "./exported.ts";
import { ModelTrees } from "./model-trees.ts";
import * as onnx from "./onnx-graph.ts";
import type { MessageWriter } from "./protobuf-writer.ts";
import { EnsembleLists } from "./to-onnx-trees.ts";

/**
 * The bytes of an ONNX file. Throws `bad-model` with what cannot be expressed.
 *
 * @example
 * await writeFile("model.onnx", toONNX(model)); // onnxruntime.InferenceSession("model.onnx")
 */
export function toONNX(model: Model): Uint8Array {
  const trees = new ModelTrees(model.save());
  const { outputs, features } = trees.header;
  const lists = new EnsembleLists(trees);
  for (const tree of treesFor(trees, "ONNX")) {
    for (let j = 0; j < tree.width; j++) lists.add(tree, j);
  }
  const nodes: MessageWriter[] = [lists.node("X", "sums")];
  const tensors: MessageWriter[] = [
    onnx.tensor(
      "base",
      onnx.FLOAT,
      trees.base.map((base, o) => base / (trees.divisor[o] as number)),
    ),
  ];
  nodes.push(onnx.node("Add", ["sums", "base"], ["margins"]));
  const results = [onnx.valueInfo("margins", onnx.FLOAT, outputs)];
  if (model.classes.length > 0) {
    addAnswers(model, nodes, tensors);
    results.unshift(
      onnx.valueInfo("label", onnx.STRING),
      onnx.valueInfo("probabilities", onnx.FLOAT, model.classes.length),
    );
  }
  return onnx.modelBytes({
    nodes,
    tensors,
    inputs: [onnx.valueInfo("X", onnx.FLOAT, features)],
    outputs: results,
    columns: columnNames(model),
    ml: lists.hasCategories ? 5 : 3,
  });
}

/** From margins to probabilities, and from those to the first greatest's name. */
function addAnswers({ header, classes }: Model, nodes: MessageWriter[], tensors: MessageWriter[]): void {
  const { link, outputs } = header;
  if (link === "softmax" && outputs === classes.length)
    nodes.push(onnx.node("Softmax", ["margins"], ["probabilities"], { axis: { int: 1 } }));
  else if (link === "mean" && outputs === classes.length)
    nodes.push(onnx.node("Identity", ["margins"], ["probabilities"]));
  else if (outputs === 1 && classes.length === 2 && (link === "logistic" || link === "mean")) {
    nodes.push(
      onnx.node(link === "logistic" ? "Sigmoid" : "Identity", ["margins"], ["second"]),
      onnx.node("Sub", ["one", "second"], ["first"]),
      onnx.node("Concat", ["first", "second"], ["probabilities"], { axis: { int: 1 } }),
    );
    tensors.push(onnx.tensor("one", onnx.FLOAT, [1]));
  } else throw refuse("ONNX", "its margins do not fit its classes");
  tensors.push(onnx.tensor("classes", onnx.STRING, classes));
  nodes.push(
    onnx.node("ArgMax", ["probabilities"], ["greatest"], { axis: { int: 1 }, keepdims: { int: 0 } }),
    onnx.node("Gather", ["classes", "greatest"], ["label"]),
  );
}
