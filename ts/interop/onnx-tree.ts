// One tree of an ONNX model as a SourceTree. Test i is node 2i; a test for equality needs a second node, 2i + 1, since ours
// compare with <=. Leaves are numbered behind the tests. Two tests may share a child.
//
// A test for membership becomes a category test, in which a code is its number without a fraction: codes are whole.

import { Fault } from "../data/fault.ts";
import { belowF32 } from "./f32.ts";
import { type Column, seenFor, sourceThreshold } from "./onnx-columns.ts";
import type { OnnxTest, OnnxTrees } from "./onnx-trees.ts";
import type { NodeTest, SourceTree } from "./source-tree.ts";

/** Which child is on the left and whether a missing value goes there. */
interface Side {
  left: number;
  right: number;
  missingLeft: boolean;
  threshold: number;
  words?: Uint32Array;
}

const MOST_CODE = 65535;

/** The tree of a root; `width` numbers a leaf from `output` on. */
export function onnxTree(
  trees: OnnxTrees,
  columns: readonly Column[],
  root: number,
  { output, width }: { output: number; width: number },
): SourceTree {
  const { tests, leaves } = trees;
  const inner = 2 * tests.length;
  /** undefined: of a test that is not two nodes, the second. */
  const sides: (Side | undefined)[] = [];
  const numbered = (reference: number): number => (reference < 0 ? inner + ~reference : 2 * reference);
  const columnOf = (test: OnnxTest): Column => {
    const column = columns[test.feature];
    if (column === undefined) throw new Fault(`a test is of feature ${test.feature}, which is not there`);
    return column;
  };
  const sideOf = (node: number): Side => {
    sides[node] ??= sideFor(
      tests[node >> 1] as OnnxTest,
      columnOf(tests[node >> 1] as OnnxTest),
      node,
      numbered,
    );
    return sides[node] as Side;
  };
  return {
    size: inner + leaves.length,
    root: numbered(root),
    weight: 1,
    output,
    width,
    shared: true,
    isLeaf: (node) => node >= inner,
    left: (node) => sideOf(node).left,
    right: (node) => sideOf(node).right,
    leaf: (node, j) => leaves[node - inner]?.find(({ target }) => target === output + j)?.weight ?? 0,
    test(node: number, into: NodeTest): void {
      const { threshold, missingLeft, words } = sideOf(node);
      into.feature = columnOf(tests[node >> 1] as OnnxTest).source;
      into.threshold = threshold;
      into.missingLeft = missingLeft;
      into.zeroMissing = false;
      into.words = words;
      into.listedRight = false;
    },
  };
}

function sideFor(
  test: OnnxTest,
  column: Column,
  node: number,
  numbered: (reference: number) => number,
): Side {
  const { mode, value } = test;
  const [yes, no] = [numbered(test.ifTrue), numbered(test.ifFalse)];
  const missing = missingGoesTrue(test, column) ? yes : no;
  const ordered = (threshold: number, below: number, above: number): Side => {
    const { threshold: own, flipped } = sourceThreshold(column, threshold);
    const [left, right] = flipped ? [above, below] : [below, above];
    return { left, right, threshold: own, missingLeft: missing === left };
  };
  switch (mode) {
    case "LEQ":
      return ordered(value, yes, no);
    case "LT":
      return ordered(belowF32(value), yes, no);
    case "GTE":
      return ordered(belowF32(value), no, yes);
    case "GT":
      return ordered(value, no, yes);
    case "MEMBER":
      return memberSide(test, column, { yes, no, missing });
    default:
      return equalSide(test, column, node, { yes, no, missing });
  }
}

/** x = v is x <= v, and not x <= the number below v. */
function equalSide(
  test: OnnxTest,
  column: Column,
  node: number,
  { yes, no, missing }: { yes: number; no: number; missing: number },
): Side {
  if (column.steps.some(({ kind }) => kind === "scale"))
    throw new Fault("a Scaler before a test for equality is not supported");
  const [same, other] = test.mode === "EQ" ? [yes, no] : [no, yes];
  // No f32 equals what is not one.
  const value = Math.fround(test.value) === test.value ? test.value : Number.NaN;
  const isFirst = node % 2 === 0;
  if (!isFirst)
    return { left: other, right: same, threshold: belowF32(value), missingLeft: missing === other };
  return { left: node + 1, right: other, threshold: value, missingLeft: missing !== other };
}

function memberSide(
  { members = [] }: OnnxTest,
  column: Column,
  { yes, no, missing }: { yes: number; no: number; missing: number },
): Side {
  if (column.steps.some(({ kind }) => kind === "scale"))
    throw new Fault("a Scaler before a test for membership is not supported");
  let most = -1;
  for (const code of members) {
    if (!(Number.isInteger(code) && code >= 0 && code <= MOST_CODE))
      throw new Fault(
        `a test for membership lists ${code}; whole numbers from 0 to ${MOST_CODE} are supported`,
      );
    most = Math.max(most, code);
  }
  const words = new Uint32Array(Math.floor(most / 32) + 1);
  for (const code of members) words[code >>> 5] = (words[code >>> 5] as number) | (1 << (code & 31));
  return { left: yes, right: no, threshold: 0, missingLeft: missing === yes, words };
}

/** Where NaN goes: an imputed number decides as any, else true where the comparison is true or the node says so. */
function missingGoesTrue({ mode, value, members = [], tracksTrue }: OnnxTest, column: Column): boolean {
  const x = seenFor(column, Number.NaN);
  if (Number.isNaN(x)) return tracksTrue || mode === "NEQ";
  switch (mode) {
    case "LEQ":
      return x <= value;
    case "LT":
      return x < value;
    case "GTE":
      return x >= value;
    case "GT":
      return x > value;
    case "EQ":
      return x === value;
    case "NEQ":
      return x !== value;
    case "MEMBER":
      return members.includes(x);
  }
}
