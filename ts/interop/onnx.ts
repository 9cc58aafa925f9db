/**
 * ONNX tree ensembles: TreeEnsembleClassifier and TreeEnsembleRegressor of ai.onnx.ml 1 and 3, TreeEnsemble of 5. In: the file.
 * Out: a Model that comes to the same leaves; margins are exact f64 sums, where a runtime's f32 sums depend on its threads.
 *
 * Before the trees Cast, Identity, Reshape, Concat, ArrayFeatureExtractor, Scaler and Imputer are followed, behind them ZipMap,
 * Normalizer and what makes answers (onnx-behind.ts), as toONNX writes it; any other operator is refused by name. Read in onnx
 * docs/Operators-ml.md and onnxruntime's tree_ensemble_common.h.
 */
import { Fault } from "../data/fault.ts";
import type { Model } from "../model/model.ts";
import { ForestBytes, type ForestShape } from "./forest-bytes.ts";
import { type Found, type ImportOptions, importing, toModel } from "./imported.ts";
import { type Behind, behindOf } from "./onnx-behind.ts";
import { columnsFor } from "./onnx-columns.ts";
import { parseOnnx } from "./onnx-file.ts";
import { onnxTree } from "./onnx-tree.ts";
import { type OnnxTrees, treesOfLists, treesOfTensors } from "./onnx-trees.ts";

/**
 * Imports an ONNX file. Throws `bad-model` naming the operator that is not understood.
 *
 * @example
 * const model = await fromONNX(await readFile("model.onnx"));
 */
export async function fromONNX(
  source: Uint8Array | ArrayBuffer,
  options: ImportOptions = {},
): Promise<Model> {
  const bytes = source instanceof Uint8Array ? source : new Uint8Array(source);
  return toModel(
    importing("ONNX model", () => findONNX(bytes)),
    options,
  );
}

const TREES: readonly string[] = ["TreeEnsembleClassifier", "TreeEnsembleRegressor", "TreeEnsemble"];
/** What the file holds. */
export function findONNX(bytes: Uint8Array): Found {
  const graph = parseOnnx(bytes);
  const nodes = graph.nodes.filter(({ type }) => TREES.includes(type));
  const [node] = nodes;
  if (node === undefined || nodes.length > 1)
    throw new Fault(
      `it has ${nodes.length} tree ensembles among ${graph.nodes.map(({ type }) => type).join(", ") || "no operators"}`,
    );
  const behind = behindOf(graph, node);
  const trees = node.type === "TreeEnsemble" ? treesOfTensors(node) : treesOfLists(node);
  const answer = answerOf(trees, behind);
  const needed = 1 + trees.tests.reduce((most, { feature }) => Math.max(most, feature), -1);
  const { columns, names } = columnsFor(graph, node.inputs[0] ?? "", needed);
  const forest = new ForestBytes({
    features: names.length,
    base: answer.base,
    ...(answer.divisor === 1 ? {} : { divisor: answer.base.map(() => answer.divisor) }),
    link: answer.link,
    leavesF64: true,
    sumF32: false,
  });
  const own = ownTests(trees);
  for (const root of trees.roots) {
    const part = own(root);
    forest.add(onnxTree(part.trees, columns, part.root, answer.outputsOf(part.trees)));
  }
  return {
    forest,
    features: names.length,
    names,
    classes: answer.classes,
    method: answer.link === "mean" ? "forest" : "boosting",
    from: {
      maker: "ONNX",
      version: `${graph.producer} ${graph.producerVersion}`.trim(),
      objective: node.type,
    },
  };
}

/** How sums are made and what they mean. */
interface Answer {
  link: ForestShape["link"];
  base: number[];
  divisor: number;
  classes: readonly string[] | number;
  outputsOf(tree: OnnxTrees): { output: number; width: number };
}

function answerOf(trees: OnnxTrees, behind: Behind): Answer {
  const { aggregate, transform, roots, classes } = trees;
  if (aggregate !== "SUM" && aggregate !== "AVERAGE")
    throw new Fault(`leaves are put together by ${aggregate}, which is not supported`);
  if (transform === "PROBIT" || transform === "SOFTMAX_ZERO")
    throw new Fault(`the post_transform ${transform} is not supported`);
  const divisor = aggregate === "AVERAGE" ? Math.max(1, roots.length) : 1;
  const targets = new Set(trees.leaves.flatMap((leaf) => leaf.map(({ target }) => target)));
  if (classes?.length === 2 && targets.size <= 1) return binaryAnswer(trees, classes, [...targets][0] ?? 0);
  if (classes?.length === 2 && transform === "LOGISTIC")
    throw new Fault("its leaves score both of two classes for LOGISTIC, which runtimes read differently");
  const { outputs } = trees;
  if (!(Number.isInteger(outputs) && outputs >= 1 && outputs <= 65535))
    throw new Fault(`it has ${outputs} outputs`);
  const given = trees.base.length === 0 ? Array.from({ length: outputs }, () => 0) : [...trees.base];
  if (given.length !== outputs)
    throw new Fault(`base_values has ${given.length} values for ${outputs} outputs`);
  const base = given.map((each, o) => each + addedFor(behind, o, outputs));
  for (const target of targets)
    if (!(target >= 0 && target < outputs))
      throw new Fault(`a leaf is for output ${target}, which is not there`);
  const isShares = classes !== undefined && classes.length > 1 && transform === "NONE";
  const isSoftmax = classes !== undefined && classes.length > 1 && transform === "SOFTMAX";
  return {
    ...(behind.link === undefined
      ? {
          link: isShares ? "mean" : isSoftmax ? "softmax" : "identity",
          classes: isShares || isSoftmax ? classes : 0,
        }
      : answersBehind(behind, behind.link, outputs, transform)),
    // The base is added to the mean, not to the sum.
    base: base.map((each) => each * divisor),
    divisor,
    outputsOf: (tree) => outputsOfLeaves(tree, outputs),
  };
}

function addedFor({ added }: Behind, output: number, outputs: number): number {
  if (added.length > 1 && added.length !== outputs)
    throw new Fault(`an Add behind the trees has ${added.length} numbers for ${outputs} outputs`);
  return (added.length === 1 ? added[0] : added[output]) ?? 0;
}

/** Link and classes where plain operators make the answers. */
function answersBehind(
  { classes }: Behind,
  link: NonNullable<Behind["link"]>,
  outputs: number,
  transform: string,
): Pick<Answer, "link" | "classes"> {
  if (transform !== "NONE") throw new Fault(`behind the post_transform ${transform} stands another: ${link}`);
  if (link === "logistic" && outputs !== 1) throw new Fault(`a Sigmoid stands behind ${outputs} outputs`);
  const count = outputs === 1 && link !== "softmax" ? 2 : outputs;
  if (classes !== undefined && classes.length !== count)
    throw new Fault(`it has ${outputs} outputs and ${classes.length} names of classes`);
  return { link, classes: classes ?? count };
}

/**
 * Two classes with one weight a leaf, which speaks for the second class whatever id it has: a share of 1 where no weight is
 * negative, else a score, of which LOGISTIC makes the probability.
 */
function binaryAnswer(trees: OnnxTrees, classes: readonly string[], target: number): Answer {
  const isShare = trees.leaves.every((leaf) => leaf.every(({ weight }) => weight >= 0));
  const base = trees.base.length === 2 ? trees.base[1] : (trees.base[0] ?? 0);
  const isLogistic = !isShare && trees.transform === "LOGISTIC";
  return {
    link: isShare ? "mean" : isLogistic ? "logistic" : "identity",
    base: [base as number],
    divisor: 1,
    classes: isShare || isLogistic ? classes : 0,
    outputsOf: (tree) => {
      // Of one output now.
      tree.leaves = tree.leaves.map((leaf) =>
        leaf.map((each) => ({ ...each, target: each.target - target })),
      );
      return { output: 0, width: 1 };
    },
  };
}

function outputsOfLeaves({ leaves }: OnnxTrees, outputs: number): { output: number; width: number } {
  const [first] = leaves.flat();
  const one = leaves.every((leaf) => leaf.every(({ target }) => target === first?.target));
  return one ? { output: first?.target ?? 0, width: 1 } : { output: 0, width: outputs };
}

/** All trees stand in one list of tests; each is cut out of it, so that the work on a tree is no more than its size. */
function ownTests(all: OnnxTrees): (root: number) => { trees: OnnxTrees; root: number } {
  let left = 2 * (all.tests.length + all.leaves.length + all.roots.length);
  return (root) => {
    const places = new Map<number, number>();
    const tests: OnnxTrees["tests"] = [];
    const leaves: OnnxTrees["leaves"] = [];
    const stack: number[] = [];
    const visit = (reference: number): number => {
      const known = places.get(reference);
      if (known !== undefined) return known;
      const there =
        Number.isInteger(reference) &&
        (reference < 0 ? ~reference < all.leaves.length : reference < all.tests.length);
      if (!there)
        throw new Fault(`there is no ${reference < 0 ? `leaf ${~reference}` : `node ${reference}`}`);
      if (left-- === 0) throw new Fault("its trees share most of their nodes");
      const place =
        reference < 0 ? ~(leaves.push(all.leaves[~reference] as OnnxTrees["leaves"][0]) - 1) : tests.length;
      if (reference >= 0) {
        tests.push({ ...(all.tests[reference] as OnnxTrees["tests"][0]) });
        stack.push(place);
      }
      places.set(reference, place);
      return place;
    };
    const start = visit(root);
    for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
      const test = tests[place] as OnnxTrees["tests"][0];
      test.ifTrue = visit(test.ifTrue);
      test.ifFalse = visit(test.ifFalse);
    }
    return { trees: { ...all, tests, leaves }, root: start };
  };
}
