// What stands behind the trees of an ONNX graph. In: the graph and its trees. Out: what is added to their sums, and how answers
// are made of those, where the graph does that by plain operators: Softmax or Sigmoid, and the class of the greatest. Operators that
// change no margin are passed over; any other is refused by name.

import { Fault } from "../data/fault.ts";
import type { OnnxGraph, OnnxNode } from "./onnx-file.ts";

export interface Behind {
  /** Constants that are added to the sums: one for each output, or one for all; empty for none. */
  added: readonly number[];
  /** How probabilities are made of the sums; undefined where no plain operator makes any. */
  link: "softmax" | "logistic" | "mean" | undefined;
  /** Names of the classes, where the graph picks from them. */
  classes: readonly string[] | undefined;
}

/** They change no margin. */
const PASSED: readonly string[] = [
  "ZipMap",
  "Cast",
  "Identity",
  "Reshape",
  "Normalizer",
  "ArrayFeatureExtractor",
  "Concat",
];

export function behindOf(graph: OnnxGraph, trees: OnnxNode): Behind {
  const isClassifier = trees.type === "TreeEnsembleClassifier";
  const { added, last, passed } = isClassifier
    ? { added: [], last: "", passed: [] }
    : addedTo(graph, trees.outputs[0] ?? "");
  const found: Behind = { added, link: undefined, classes: undefined };
  const reached = new Set(passed.length === 0 ? trees.outputs : [last]);
  for (const node of graph.nodes) {
    if (passed.includes(node) || !node.inputs.some((name) => reached.has(name))) continue;
    if (!(!isClassifier && isAnswer(graph, node, last, found)) && !isPassed(graph, node))
      throw new Fault(`the operator ${node.type} behind the trees is not supported`);
    for (const output of node.outputs) reached.add(output);
  }
  // The greatest of the sums themselves: they are shares.
  if (found.classes !== undefined) found.link ??= "mean";
  return found;
}

/** The constants added one after another, as long as nothing else is done with the sums. */
function addedTo(
  graph: OnnxGraph,
  sums: string,
): { added: readonly number[]; last: string; passed: readonly OnnxNode[] } {
  const passed: OnnxNode[] = [];
  let added: readonly number[] = [];
  let last = sums;
  for (;;) {
    const users = graph.nodes.filter(({ inputs }) => inputs.includes(last));
    const [node] = users;
    if (node?.type !== "Add" || users.length > 1 || graph.outputs.includes(last)) break;
    const constant = graph.tensors.get(node.inputs.find((name) => name !== last) ?? "");
    if (constant === undefined || constant.numbers.length === 0) break;
    added = plus(added, constant.numbers);
    passed.push(node);
    last = node.outputs[0] ?? "";
  }
  return { added, last, passed };
}

function plus(a: readonly number[], b: readonly number[]): readonly number[] {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  if (short.length > 1 && short.length !== long.length)
    throw new Fault(`an Add behind the trees has ${b.length} numbers, another ${a.length}`);
  return long.map((value, i) => value + (short.length === 1 ? (short[0] as number) : (short[i] ?? 0)));
}

/** Notes what a plain operator makes of the sums; false for an operator that is none of these. */
function isAnswer(graph: OnnxGraph, node: OnnxNode, sums: string, found: Behind): boolean {
  const { type, inputs, attributes } = node;
  const axis = attributes.get("axis")?.int;
  switch (type) {
    case "Softmax":
    case "Sigmoid":
      if (inputs[0] !== sums || (type === "Softmax" && axis !== undefined && axis !== 1 && axis !== -1))
        return false;
      found.link = type === "Softmax" ? "softmax" : "logistic";
      return true;
    case "Sub":
      // 1 - p, the first class's.
      return graph.tensors.get(inputs[0] ?? "")?.numbers.every((each) => each === 1) ?? false;
    case "ArgMax":
      return axis === 1 || axis === -1;
    case "Gather": {
      const names = graph.tensors.get(inputs[0] ?? "");
      if (names === undefined) return false;
      found.classes = names.texts.length > 0 ? names.texts : names.numbers.map(String);
      return true;
    }
    default:
      return false;
  }
}

function isPassed(graph: OnnxGraph, { type, inputs }: OnnxNode): boolean {
  // LightGBM's converter ends with a product by 1.
  const isByOne =
    type === "Mul" && inputs.some((name) => graph.tensors.get(name)?.numbers.every((each) => each === 1));
  return isByOne || PASSED.includes(type);
}
