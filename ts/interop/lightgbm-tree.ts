// One tree of a LightGBM model as a SourceTree. Inner nodes keep their numbers, leaf l is numbered behind them. A number
// goes left where x <= threshold, in f64; what is missing depends on the node. Listed categories go left, all else right.
// (A fraction between -1 and 0 is code 0 to LightGBM and no code here.)

import { belowF32, floorF32 } from "./f32.ts";
import type { Block } from "./lightgbm-text.ts";
import type { NodeTest, SourceTree, TreeStatistics } from "./source-tree.ts";

const CATEGORY = 1;
const DEFAULT_LEFT = 2;
/** The missing types, in bits 2 and 3. */
const MISSING_ZERO = 1;
const MISSING_NAN = 2;

/** LightGBM reads what is no further from 0 as 0, before any test. */
const ZERO: number = Math.fround(1e-35);

const MOST_LEAVES = 2 ** 28;

export function lightgbmTree(block: Block, output: number): SourceTree {
  if (block.has("is_linear") && block.text("is_linear").trim() !== "0")
    throw block.fault("is_linear", "says that the leaves are linear, which is not supported");
  const leaves = block.whole("num_leaves", MOST_LEAVES);
  if (leaves === 0) throw block.fault("num_leaves", "is 0");
  const values = block.numbers("leaf_value", leaves);
  const inner = leaves - 1;
  const child = (key: string): Float64Array => block.wholes(key, inner, -leaves, inner - 1);
  const lefts = inner === 0 ? values : child("left_child");
  const rights = inner === 0 ? values : child("right_child");
  /** A negative child is the leaf of its complement. */
  const numbered = (child: number): number => (child < 0 ? inner + ~child : child);
  return {
    size: inner + leaves,
    root: 0,
    weight: 1,
    output,
    width: 1,
    isLeaf: (node) => node >= inner,
    left: (node) => numbered(lefts[node] as number),
    right: (node) => numbered(rights[node] as number),
    leaf: (node) => values[node - inner] as number,
    test: inner === 0 ? () => undefined : testsOf(block, inner),
    statistics: inner === 0 ? undefined : statisticsOf(block, inner, leaves),
  };
}

function testsOf(block: Block, inner: number): SourceTree["test"] {
  const features = block.wholes("split_feature", inner, 0, 2 ** 31);
  const thresholds = block.numbers("threshold", inner);
  const types = block.wholes("decision_type", inner, 0, 15);
  const lists = categoryLists(block);
  return (node: number, test: NodeTest): void => {
    const type = types[node] as number;
    const threshold = thresholds[node] as number;
    const missing = type >> 2;
    test.feature = features[node] as number;
    test.threshold = floorF32(aroundZero(threshold));
    test.zeroMissing = false;
    test.words = undefined;
    test.listedRight = false;
    test.missingLeft = (type & DEFAULT_LEFT) !== 0;
    if ((type & CATEGORY) !== 0) {
      const words = Number.isInteger(threshold) ? lists[threshold] : undefined;
      if (words === undefined)
        throw block.fault("threshold", `has ${threshold}, which is no list of categories`);
      test.words = words;
      test.missingLeft = false;
    } else if (missing === MISSING_ZERO) test.zeroMissing = true;
    else if (missing > MISSING_NAN)
      throw block.fault("decision_type", `has ${type}, of no known missing type`);
    // Nothing was missing in training: NaN counts as 0.
    else if (missing !== MISSING_NAN) test.missingLeft = threshold >= 0;
  };
}

/** The threshold that sends all that is read as 0 the way of 0. */
function aroundZero(threshold: number): number {
  if (threshold >= 0 && threshold < ZERO) return ZERO;
  return threshold < 0 && threshold >= -ZERO ? belowF32(-ZERO) : threshold;
}

/** For each category test the words of its bit set. */
function categoryLists(block: Block): readonly Uint32Array[] {
  const count = block.has("num_cat") ? block.whole("num_cat", MOST_LEAVES) : 0;
  if (count === 0) return [];
  const words = block.text("cat_threshold").trim().split(/ +/).length;
  const bounds = block.wholes("cat_boundaries", count + 1, 0, words);
  const all = Uint32Array.from(block.wholes("cat_threshold", words, 0, 0xffffffff));
  for (let i = 0; i < count; i++) {
    if ((bounds[i] as number) > (bounds[i + 1] as number))
      throw block.fault("cat_boundaries", "do not ascend");
  }
  return Array.from({ length: count }, (_, i) => all.subarray(bounds[i], bounds[i + 1]));
}

function statisticsOf(block: Block, inner: number, leaves: number): TreeStatistics | undefined {
  const known = ["internal_count", "leaf_count", "split_gain"].every((key) => block.has(key));
  if (!known) return undefined;
  const counts = block.numbers("internal_count", inner);
  const leafCounts = block.numbers("leaf_count", leaves);
  const gains = block.numbers("split_gain", inner);
  return {
    cover: (node) => (node < inner ? counts[node] : leafCounts[node - inner]) as number,
    gain: (node) => gains[node] as number,
  };
}
