// The trees of an ONNX operator, whatever its version, in one shape. In: a TreeEnsembleClassifier, TreeEnsembleRegressor or
// TreeEnsemble node. Out: tests and leaves by their numbers, and how the leaves are put together.

import { Fault } from "../data/fault.ts";
import type { OnnxNode } from "./onnx-file.ts";

export const MODES = ["LEQ", "LT", "GTE", "GT", "EQ", "NEQ", "MEMBER"] as const;
export type Mode = (typeof MODES)[number];

/** An inner node; children are nodes of the same list, or complements (~) of leaves. */
export interface OnnxTest {
  feature: number;
  mode: Mode;
  value: number;
  /** Of MEMBER. */
  members?: readonly number[];
  tracksTrue: boolean;
  ifTrue: number;
  ifFalse: number;
}

/** What a leaf adds, to which outputs. */
export type OnnxLeaf = readonly { target: number; weight: number }[];

export interface OnnxTrees {
  tests: OnnxTest[];
  leaves: OnnxLeaf[];
  /** References, as children are. */
  roots: number[];
  outputs: number;
  base: readonly number[];
  transform: string;
  aggregate: string;
  /** Names of the classes; undefined for a regressor. */
  classes?: readonly string[];
}

const TRANSFORMS: readonly string[] = ["NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT"];
const AGGREGATES: readonly string[] = ["AVERAGE", "SUM", "MIN", "MAX"];

/** Numbers of a list attribute, or of the tensor attribute that stands for it. */
function numbersOf(node: OnnxNode, name: string, length?: number): readonly number[] {
  const list = node.attributes.get(name);
  const tensor = node.attributes.get(`${name}_as_tensor`)?.tensor ?? list?.tensor;
  const numbers =
    tensor?.numbers ?? (list === undefined ? [] : list.floats.length > 0 ? list.floats : list.ints);
  if (length !== undefined && numbers.length !== length)
    throw new Fault(`${node.type}: ${name} has ${numbers.length} values, not ${length}`);
  return numbers;
}

/** One number for each node, or none at all. */
function flagsOf(node: OnnxNode, name: string, length: number): readonly number[] {
  const flags = numbersOf(node, name);
  return flags.length === 0 ? Array.from({ length }, () => 0) : numbersOf(node, name, length);
}

/** Versions 1 and 3: parallel lists, a line for each node, leaves among them; children by tree and node number. */
export function treesOfLists(node: OnnxNode): OnnxTrees {
  const isClassifier = node.type === "TreeEnsembleClassifier";
  const treeIds = numbersOf(node, "nodes_treeids");
  const size = treeIds.length;
  const list = (name: string): readonly number[] => numbersOf(node, name, size);
  const modes = node.attributes.get("nodes_modes")?.texts ?? [];
  if (modes.length !== size)
    throw new Fault(`${node.type}: nodes_modes has ${modes.length} values, not ${size}`);
  const nodeIds = list("nodes_nodeids");
  const places = new Map<string, number>();
  const references: number[] = [];
  let [tests, leaves] = [0, 0];
  for (let i = 0; i < size; i++) {
    const key = `${treeIds[i]} ${nodeIds[i]}`;
    if (places.has(key)) throw new Fault(`${node.type}: tree ${treeIds[i]} has node ${nodeIds[i]} twice`);
    places.set(key, i);
    references.push(modes[i] === "LEAF" ? ~leaves++ : tests++);
  }
  const childAt = (tree: number, id: number): number => {
    const place = places.get(`${tree} ${id}`);
    if (place === undefined) throw new Fault(`${node.type}: tree ${tree} has no node ${id}`);
    return references[place] as number;
  };
  const features = list("nodes_featureids");
  const values = list("nodes_values");
  const trues = list("nodes_truenodeids");
  const falses = list("nodes_falsenodeids");
  const tracks = flagsOf(node, "nodes_missing_value_tracks_true", size);
  const found: OnnxTrees = { ...endOf(node, isClassifier), tests: [], leaves: [], roots: [] };
  const begun = new Set<number>();
  for (let i = 0; i < size; i++) {
    const tree = treeIds[i] as number;
    // The root is the first node listed.
    if (!begun.has(tree)) found.roots.push(references[i] as number);
    begun.add(tree);
    if (modes[i] === "LEAF") continue;
    found.tests.push({
      feature: features[i] as number,
      mode: modeNamed(modes[i] as string),
      value: values[i] as number,
      tracksTrue: tracks[i] === 1,
      ifTrue: childAt(tree, trues[i] as number),
      ifFalse: childAt(tree, falses[i] as number),
    });
  }
  found.leaves = leavesOf(node, isClassifier ? "class" : "target", leaves, childAt);
  return found;
}

function modeNamed(name: string): Mode {
  const mode = MODES.find((each) => `BRANCH_${each}` === name);
  if (mode === undefined || mode === "MEMBER") throw new Fault(`the test ${JSON.stringify(name)} is unknown`);
  return mode;
}

function leavesOf(
  node: OnnxNode,
  prefix: "class" | "target",
  count: number,
  childAt: (tree: number, id: number) => number,
): OnnxLeaf[] {
  const trees = numbersOf(node, `${prefix}_treeids`);
  const list = (name: string): readonly number[] => numbersOf(node, `${prefix}_${name}`, trees.length);
  const [ids, targets, weights] = [list("nodeids"), list("ids"), list("weights")];
  const leaves = Array.from({ length: count }, (): { target: number; weight: number }[] => []);
  for (let i = 0; i < trees.length; i++) {
    const reference = childAt(trees[i] as number, ids[i] as number);
    const leaf = reference < 0 ? leaves[~reference] : undefined;
    if (leaf === undefined)
      throw new Fault(`${node.type}: node ${ids[i]} of tree ${trees[i]} has a weight and is no leaf`);
    if (leaf.some(({ target }) => target === targets[i]))
      throw new Fault(
        `${node.type}: node ${ids[i]} of tree ${trees[i]} has two weights for output ${targets[i]}`,
      );
    leaf.push({ target: targets[i] as number, weight: weights[i] as number });
  }
  return leaves;
}

function endOf(node: OnnxNode, isClassifier: boolean): Omit<OnnxTrees, "tests" | "leaves" | "roots"> {
  const end = {
    base: numbersOf(node, "base_values"),
    transform: node.attributes.get("post_transform")?.text || "NONE",
    aggregate: isClassifier ? "SUM" : node.attributes.get("aggregate_function")?.text || "SUM",
  };
  if (!isClassifier) return { ...end, outputs: node.attributes.get("n_targets")?.int ?? 1 };
  const texts = node.attributes.get("classlabels_strings")?.texts ?? [];
  const classes = texts.length > 0 ? texts : numbersOf(node, "classlabels_int64s").map(String);
  return { ...end, outputs: classes.length, classes };
}

/** Version 5: inner nodes and leaves in lists of their own. */
export function treesOfTensors(node: OnnxNode): OnnxTrees {
  const splits = numbersOf(node, "nodes_splits");
  const size = splits.length;
  const list = (name: string): readonly number[] => numbersOf(node, name, size);
  const modes = list("nodes_modes");
  const features = list("nodes_featureids");
  const [trues, trueLeaves] = [list("nodes_truenodeids"), list("nodes_trueleafs")];
  const [falses, falseLeaves] = [list("nodes_falsenodeids"), list("nodes_falseleafs")];
  const tracks = flagsOf(node, "nodes_missing_value_tracks_true", size);
  const weights = numbersOf(node, "leaf_weights");
  const targets = numbersOf(node, "leaf_targetids", weights.length);
  const members = membersOf(numbersOf(node, "membership_values"));
  let next = 0;
  const tests = splits.map((value, i): OnnxTest => {
    const mode = MODES[modes[i] as number];
    if (mode === undefined) throw new Fault(`TreeEnsemble: the test ${modes[i]} is unknown`);
    const listed = mode === "MEMBER" ? members[next++] : [];
    if (listed === undefined) throw new Fault("TreeEnsemble: membership_values has too few lists");
    return {
      feature: features[i] as number,
      mode,
      value,
      ...(mode === "MEMBER" ? { members: listed } : {}),
      tracksTrue: tracks[i] === 1,
      ifTrue: trueLeaves[i] === 1 ? ~(trues[i] as number) : (trues[i] as number),
      ifFalse: falseLeaves[i] === 1 ? ~(falses[i] as number) : (falses[i] as number),
    };
  });
  const transform = TRANSFORMS[node.attributes.get("post_transform")?.int ?? 0];
  const aggregate = AGGREGATES[node.attributes.get("aggregate_function")?.int ?? 1];
  if (transform === undefined || aggregate === undefined)
    throw new Fault("TreeEnsemble: how leaves are put together is unknown");
  return {
    tests,
    leaves: weights.map((weight, i) => [{ target: targets[i] as number, weight }]),
    roots: [...numbersOf(node, "tree_roots")],
    outputs: node.attributes.get("n_targets")?.int ?? 1,
    base: [],
    transform,
    aggregate,
  };
}

/** Lists that NaN ends. */
function membersOf(numbers: readonly number[]): readonly (readonly number[])[] {
  const lists: number[][] = [];
  let current: number[] = [];
  for (const number of numbers) {
    if (!Number.isNaN(number)) current.push(number);
    else {
      lists.push(current);
      current = [];
    }
  }
  if (current.length > 0) lists.push(current);
  return lists;
}
