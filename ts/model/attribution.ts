// A quick approximate explanation where there is only the small scorer: the way of a row down each tree, where each
// split credits its column with the change of the node's expected value (Saabas, "Interpreting random forests", 2014).
// In: checked model bytes with statistics, and rows. Out: for each output one contribution a column, then the base; they sum
// to the margin. Not Shapley values: splits near the root get less than their due, and columns that are not on the way
// get nothing. It stands on this package's TypeScript alone.

import { HedgerowError } from "../error.ts";
import { type Header, viewOf } from "./header.ts";
import * as layout from "./layout.ts";

/** Values this close to zero are missing where a node says so. */
const ZERO: number = Math.fround(1e-35);

interface Tree {
  weight: number;
  root: number;
  output: number;
  /** The numbers expected at a node under the covers, or those of a leaf. */
  expected(reference: number): Float64Array;
}

/** Attributes the margins of encoded rows to columns. */
export interface PathAttribution {
  readonly method: "path";
  /** Row after row, output after output: a contribution a column, then the base. */
  attribute(rows: Float32Array, count: number): Float64Array;
}

/** `bytes` are those of a model that a scorer has checked. Throws `bad-model` for one without cover statistics. */
export function pathAttribution(bytes: Uint8Array, header: Header): PathAttribution {
  if (header.nodes > 0 && !header.hasStatistics) {
    const message = "the model has no cover statistics, without which it can not be explained";
    throw new HedgerowError("bad-model", message, { offset: layout.AT_FLAGS });
  }
  const { features, outputs, at } = header;
  const view = viewOf(bytes);
  // Made with the first row: every node is looked at.
  let trees: Tree[] | undefined;
  return {
    method: "path",
    attribute(rows, count) {
      trees ??= treesOf(view, header);
      const width = features + 1;
      const out = new Float64Array(count * outputs * width);
      for (let i = 0; i < count; i++) {
        const row = rows.subarray(i * features);
        const own = out.subarray(i * outputs * width);
        for (let o = 0; o < outputs; o++) own[o * width + features] = view.getFloat64(at.base + 8 * o, true);
        for (const tree of trees) descend(view, header, tree, row, own.subarray(tree.output * width));
        for (let j = 0; j < outputs * width; j++)
          own[j] = (own[j] as number) / view.getFloat64(at.divisor + 8 * Math.floor(j / width), true);
      }
      return out;
    },
  };
}

function treesOf(view: DataView, { trees, nodes, leavesF64, at }: Header): Tree[] {
  const firstNode = (tree: number) =>
    tree < trees ? view.getUint32(at.trees + layout.TREE_BYTES * tree + 20, true) : nodes;
  // One for each node.
  const known: Float64Array[] = [];
  return Array.from({ length: trees }, (_, i) => {
    const start = at.trees + layout.TREE_BYTES * i;
    const leaf = new Float64Array(view.getUint32(start + 16, true));
    const leafValue = (index: number) =>
      leavesF64 ? view.getFloat64(at.leaves + 8 * index, true) : view.getFloat32(at.leaves + 4 * index, true);
    const expected = (reference: number) =>
      reference < 0 ? leaf.map((_, j) => leafValue(~reference + j)) : (known[reference] as Float64Array);
    // Children stand after their parents.
    for (let node = firstNode(i + 1) - 1; node >= firstNode(i); node--) {
      const [toLeft, toRight] = [0, 4].map((side) => view.getFloat32(at.cover + 8 * node + side, true)) as [
        number,
        number,
      ];
      const total = toLeft + toRight;
      const [left, right] = [8, 12].map((side) =>
        expected(view.getInt32(at.nodes + layout.NODE_BYTES * node + side, true)),
      ) as [Float64Array, Float64Array];
      // Half, where no training row came.
      const [share, rest] = total > 0 ? [toLeft / total, toRight / total] : [0.5, 0.5];
      known[node] = left.map((value, j) => share * value + rest * (right[j] as number));
    }
    return {
      weight: view.getFloat64(start, true),
      root: view.getInt32(start + 8, true),
      output: view.getUint32(start + 12, true),
      expected,
    };
  });
}

/** Adds what each column of a row contributes to the outputs from the tree's on. */
function descend(
  view: DataView,
  header: Header,
  { weight, root, expected }: Tree,
  row: Float32Array,
  out: Float64Array,
): void {
  const { features, at } = header;
  let [reference, column] = [root, features];
  let before: Float64Array = expected(root).map(() => 0);
  for (;;) {
    const value = expected(reference);
    value.forEach((to, j) => {
      out[j * (features + 1) + column] =
        (out[j * (features + 1) + column] as number) + weight * (to - (before[j] as number));
    });
    if (reference < 0) return;
    before = value;
    const node = at.nodes + layout.NODE_BYTES * reference;
    const test = view.getUint32(node + 4, true);
    column = test & layout.FEATURE_MASK;
    reference = view.getInt32(
      node + (goesLeft(view, at.categories, node, test, row[column] as number) ? 8 : 12),
      true,
    );
  }
}

function goesLeft(view: DataView, categories: number, node: number, test: number, x: number): boolean {
  const has = (flag: number) => (test & flag) !== 0;
  if (Number.isNaN(x) || (has(layout.ZERO_MISSING) && Math.abs(x) <= ZERO)) return has(layout.MISSING_LEFT);
  if (!has(layout.CATEGORY)) return x <= view.getFloat32(node, true);
  const list = categories + 4 * view.getUint32(node, true);
  const listed =
    x >= 0 &&
    x < 32 * view.getUint32(list, true) &&
    ((view.getUint32(list + 4 + 4 * (x >>> 5), true) >>> (x & 31)) & 1) === 1;
  return listed !== has(layout.LISTED_RIGHT);
}
