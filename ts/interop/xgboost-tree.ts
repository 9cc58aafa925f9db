// One tree of an XGBoost model as a SourceTree. A number goes left where x < condition, in f32. Listed categories go right;
// what is negative, or beyond the list, left. A leaf's value stands where an inner node has its condition.

import { Fault } from "../data/fault.ts";
import { fieldsOf } from "../data/json-check.ts";
import { belowF32, decimalToF32 } from "./f32.ts";
import { numberIn, numbersIn } from "./json.ts";
import type { NodeTest, SourceTree, TreeStatistics } from "./source-tree.ts";

/** Beyond it XGBoost takes no code as one. */
const MOST_CATEGORY = 16_777_216;

export function xgboostTree(
  json: unknown,
  name: string,
  { output, weight }: { output: number; weight: number },
): SourceTree {
  const fields = fieldsOf(json, name);
  const leafSize = sizeLeafVector(fields);
  if (leafSize > 1) throw new Fault(`${name} has vector leaves (multi_strategy), which are not supported`);
  const lefts = numbersIn(fields["left_children"], `${name}.left_children`);
  const size = lefts.length;
  const list = (key: string): ArrayLike<number> => numbersIn(fields[key], `${name}.${key}`, size);
  const rights = list("right_children");
  const conditions = list("split_conditions");
  const features = list("split_indices");
  const defaults = list("default_left");
  const types = fields["split_type"] === undefined ? undefined : list("split_type");
  const categories = types === undefined ? undefined : categoriesOf(fields, name);
  if (size === 0) throw new Fault(`${name} has no nodes`);
  for (let node = 0; node < size; node++)
    if (defaults[node] !== 0 && defaults[node] !== 1)
      throw new Fault(`${name}, node ${node}: default_left is ${defaults[node]}, not 0 or 1`);
  return {
    size,
    root: 0,
    weight,
    output,
    width: 1,
    isLeaf: (node) => lefts[node] === -1,
    left: (node) => lefts[node] as number,
    right: (node) => rights[node] as number,
    leaf: (node) => decimalToF32(conditions[node] as number),
    statistics: statisticsOf(fields, name, size),
    test(node: number, test: NodeTest): void {
      test.feature = features[node] as number;
      test.missingLeft = defaults[node] === 1;
      test.zeroMissing = false;
      const type = types?.[node] ?? 0;
      if (type !== 0 && type !== 1)
        throw new Fault(`${name}, node ${node}: the split type ${type} is unknown`);
      test.words = type === 0 ? undefined : wordsOf(categories?.get(node), name, node);
      test.listedRight = type === 1;
      test.threshold = belowF32(decimalToF32(conditions[node] as number));
    },
  };
}

function sizeLeafVector(fields: Readonly<Record<string, unknown>>): number {
  const params = fieldsOf(fields["tree_param"] ?? {}, "tree_param");
  const size = params["size_leaf_vector"] ?? 0;
  return typeof size === "string" ? Number(size) : numberIn(size, "size_leaf_vector");
}

/** The listed categories of each categorical node. */
function categoriesOf(
  fields: Readonly<Record<string, unknown>>,
  name: string,
): ReadonlyMap<number, readonly number[]> {
  const all = numbersIn(fields["categories"] ?? [], `${name}.categories`);
  const nodes = numbersIn(fields["categories_nodes"] ?? [], `${name}.categories_nodes`);
  const starts = numbersIn(fields["categories_segments"] ?? [], `${name}.categories_segments`, nodes.length);
  const sizes = numbersIn(fields["categories_sizes"] ?? [], `${name}.categories_sizes`, nodes.length);
  const lists = new Map<number, readonly number[]>();
  let total = 0;
  for (let i = 0; i < nodes.length; i++) {
    const start = starts[i] as number;
    const end = start + (sizes[i] as number);
    if (!(start >= 0 && end >= start && end <= all.length))
      throw new Fault(`${name}: the categories of node ${nodes[i]} are not there`);
    total += end - start;
    // Overlapping lists would let a small file claim much memory.
    if (total > all.length) throw new Fault(`${name}: the categories of two nodes overlap`);
    lists.set(
      nodes[i] as number,
      Array.from({ length: end - start }, (_, j) => all[start + j] as number),
    );
  }
  return lists;
}

function wordsOf(codes: readonly number[] | undefined, name: string, node: number): Uint32Array {
  if (codes === undefined) throw new Fault(`${name}, node ${node}: its categories are not there`);
  let most = -1;
  for (const code of codes) {
    if (!(Number.isInteger(code) && code >= 0 && code < MOST_CATEGORY))
      throw new Fault(`${name}, node ${node}: ${code} is no category`);
    most = Math.max(most, code);
  }
  const words = new Uint32Array(Math.floor(most / 32) + 1);
  for (const code of codes) words[code >>> 5] = (words[code >>> 5] as number) | (1 << (code & 31));
  return words;
}

function statisticsOf(
  fields: Readonly<Record<string, unknown>>,
  name: string,
  size: number,
): TreeStatistics | undefined {
  if (fields["sum_hessian"] === undefined || fields["loss_changes"] === undefined) return undefined;
  const covers = numbersIn(fields["sum_hessian"], `${name}.sum_hessian`, size);
  const gains = numbersIn(fields["loss_changes"], `${name}.loss_changes`, size);
  return { cover: (node) => covers[node] as number, gain: (node) => gains[node] as number };
}
