// The trees of a model in the lists of an ONNX operator: version 3 with a line for each node, leaves among them, or version 5
// with tests and leaves apart, which has tests for categories. A tree of several outputs is written once for each.

import { refuse } from "./exported.ts";
import type { ModelNode, ModelTree, ModelTrees } from "./model-trees.ts";
import * as onnx from "./onnx-graph.ts";
import type { MessageWriter } from "./protobuf-writer.ts";

const DOMAIN = "ai.onnx.ml";
/** Places of LEQ and MEMBER in the list of modes of version 5. */
const LEQ = 0;
const MEMBER = 6;

interface Test {
  node: ModelNode;
  /** References into this list, or complements of leaves. */
  ifTrue: number;
  ifFalse: number;
}

/** The trees of one model, written one after another. */
export class EnsembleLists {
  readonly #model: ModelTrees;
  readonly #tests: Test[] = [];
  readonly #leaves: { target: number; weight: number }[] = [];
  readonly #roots: number[] = [];
  /** Whether a test is of categories. */
  hasCategories = false;

  constructor(model: ModelTrees) {
    this.#model = model;
  }

  /** Adds what the tree gives to its j-th output. */
  add({ root, weight, output }: ModelTree, j: number): void {
    const target = output + j;
    const factor = weight / (this.#model.divisor[target] as number);
    const work: { reference: number; place: (own: number) => void }[] = [
      { reference: root, place: (own) => this.#roots.push(own) },
    ];
    for (let next = work.pop(); next !== undefined; next = work.pop()) {
      const { reference, place } = next;
      if (reference < 0) {
        const weight = this.#model.leaf(~reference + j) * factor;
        place(~(this.#leaves.push({ target, weight }) - 1));
        continue;
      }
      const node = this.#model.node(reference);
      if (node.zeroMissing) throw refuse("ONNX", "zero is missing in a test");
      const test: Test = { node, ifTrue: 0, ifFalse: 0 };
      place(this.#tests.push(test) - 1);
      if (node.codes !== undefined) this.hasCategories = true;
      const isTurned = node.codes !== undefined && node.listedRight;
      work.push({
        reference: isTurned ? node.left : node.right,
        place: (own) => {
          test.ifFalse = own;
        },
      });
      work.push({
        reference: isTurned ? node.right : node.left,
        place: (own) => {
          test.ifTrue = own;
        },
      });
    }
  }

  /** The operator. */
  node(input: string, output: string): MessageWriter {
    return this.hasCategories ? this.#version5(input, output) : this.#version3(input, output);
  }

  #version3(input: string, output: string): MessageWriter {
    const lines: { tree: number; id: number; test?: Test; leaf?: { target: number; weight: number } }[] = [];
    const ids = new Map<number, number>();
    for (const [tree, root] of this.#roots.entries()) {
      let next = 0;
      for (const reference of this.#below(root)) {
        ids.set(reference, next);
        const id = next++;
        if (reference < 0)
          lines.push({ tree, id, leaf: this.#leaves[~reference] as { target: number; weight: number } });
        else lines.push({ tree, id, test: this.#tests[reference] as Test });
      }
    }
    const leaves = lines.filter(({ leaf }) => leaf !== undefined);
    const ints = (of: (line: (typeof lines)[0]) => number): onnx.AttributeValue => ({ ints: lines.map(of) });
    return onnx.node(
      "TreeEnsembleRegressor",
      [input],
      [output],
      {
        n_targets: { int: this.#model.header.outputs },
        post_transform: { text: "NONE" },
        aggregate_function: { text: "SUM" },
        nodes_treeids: ints(({ tree }) => tree),
        nodes_nodeids: ints(({ id }) => id),
        nodes_featureids: ints(({ test }) => test?.node.feature ?? 0),
        nodes_modes: { texts: lines.map(({ test }) => (test === undefined ? "LEAF" : "BRANCH_LEQ")) },
        nodes_values: { floats: lines.map(({ test }) => test?.node.threshold ?? 0) },
        nodes_truenodeids: ints(({ test }) => (test === undefined ? 0 : (ids.get(test.ifTrue) as number))),
        nodes_falsenodeids: ints(({ test }) => (test === undefined ? 0 : (ids.get(test.ifFalse) as number))),
        nodes_missing_value_tracks_true: ints(({ test }) =>
          Number(test !== undefined && missingIsTrue(test)),
        ),
        target_treeids: { ints: leaves.map(({ tree }) => tree) },
        target_nodeids: { ints: leaves.map(({ id }) => id) },
        target_ids: { ints: leaves.map(({ leaf }) => leaf?.target ?? 0) },
        target_weights: { floats: leaves.map(({ leaf }) => leaf?.weight ?? 0) },
      },
      DOMAIN,
    );
  }

  /** The references of a tree, each before what is below it. */
  *#below(root: number): Generator<number> {
    const work = [root];
    for (let next = work.pop(); next !== undefined; next = work.pop()) {
      yield next;
      const test = next < 0 ? undefined : this.#tests[next];
      if (test !== undefined) work.push(test.ifFalse, test.ifTrue);
    }
  }

  #version5(input: string, output: string): MessageWriter {
    const leafTests = this.#roots.map((root) => (root >= 0 ? root : this.#testOfLeaf(root)));
    const tests = this.#tests;
    const members = tests.flatMap(({ node }) =>
      node.codes === undefined ? [] : [...node.codes, Number.NaN],
    );
    const place = (reference: number): number => (reference < 0 ? ~reference : reference);
    return onnx.node(
      "TreeEnsemble",
      [input],
      [output],
      {
        n_targets: { int: this.#model.header.outputs },
        aggregate_function: { int: 1 },
        post_transform: { int: 0 },
        tree_roots: { ints: leafTests },
        nodes_featureids: { ints: tests.map(({ node }) => node.feature) },
        nodes_modes: {
          tensor: onnx.tensor(
            "",
            onnx.UINT8,
            tests.map(({ node }) => (node.codes === undefined ? LEQ : MEMBER)),
          ),
        },
        nodes_splits: {
          tensor: onnx.tensor(
            "",
            onnx.FLOAT,
            tests.map(({ node }) => node.threshold),
          ),
        },
        nodes_truenodeids: { ints: tests.map(({ ifTrue }) => place(ifTrue)) },
        nodes_trueleafs: { ints: tests.map(({ ifTrue }) => Number(ifTrue < 0)) },
        nodes_falsenodeids: { ints: tests.map(({ ifFalse }) => place(ifFalse)) },
        nodes_falseleafs: { ints: tests.map(({ ifFalse }) => Number(ifFalse < 0)) },
        nodes_missing_value_tracks_true: { ints: tests.map((test) => Number(missingIsTrue(test))) },
        leaf_targetids: { ints: this.#leaves.map(({ target }) => target) },
        leaf_weights: {
          tensor: onnx.tensor(
            "",
            onnx.FLOAT,
            this.#leaves.map(({ weight }) => weight),
          ),
        },
        membership_values: { tensor: onnx.tensor("", onnx.FLOAT, members) },
      },
      DOMAIN,
    );
  }

  /** A tree needs a test there: one that has the leaf on both sides. */
  #testOfLeaf(root: number): number {
    const copy = ~(this.#leaves.push({ ...(this.#leaves[~root] as { target: number; weight: number }) }) - 1);
    const node: ModelNode = {
      feature: 0,
      threshold: 0,
      codes: undefined,
      listedRight: false,
      missingLeft: true,
      zeroMissing: false,
      left: 0,
      right: 0,
      coverLeft: 0,
      coverRight: 0,
      gain: 0,
    };
    return this.#tests.push({ node, ifTrue: root, ifFalse: copy }) - 1;
  }
}

/** True is the listed side of a category test, the left one of another. */
function missingIsTrue({ node }: Test): boolean {
  return node.codes === undefined ? node.missingLeft : node.missingLeft !== node.listedRight;
}
