/**
 * A model as LightGBM text, for `lightgbm.Booster(model_str=...)`. In: a Model. Out: the text. Leaves and sums are f64 there:
 * the margins are the model's, but that LightGBM takes numbers within 1e-35 of 0 for 0. Refused with the reason: isolation
 * forests. A missing category goes right in LightGBM; where the model sends it with the listed ones, a test before the
 * category test does so, with a copy of what is listed.
 */
import type { Model } from "../model/model.ts";
import { columnNames, refuse, treesFor } from "./exported.ts";
import { type ModelNode, ModelTrees } from "./model-trees.ts";

const CATEGORY = 1;
const DEFAULT_LEFT = 2;
const MISSING_ZERO = 1 << 2;
const MISSING_NAN = 2 << 2;
const LARGEST = Number.MAX_VALUE;
/** Copies of sides may lie within copies. */
const MOST_LEAVES = 1_000_000;

/**
 * The text of a model for LightGBM 3 and later. Throws `bad-model` with what cannot be expressed.
 *
 * @example
 * await writeFile("model.txt", toLightGBM(model)); // lightgbm.Booster(model_file="model.txt")
 */
export function toLightGBM(model: Model): string {
  const trees = new ModelTrees(model.save());
  const { outputs, features } = trees.header;
  const lists = Array.from({ length: outputs }, (): string[] => []);
  const shared = divisionOf(trees);
  for (const [o, base] of trees.base.entries()) {
    if (base !== 0) lists[o]?.push(leafOnly(base));
  }
  for (const { root, output, width, weight } of treesFor(trees, "LightGBM")) {
    for (let j = 0; j < width; j++) {
      const o = output + j;
      const factor = shared ? weight : weight / (trees.divisor[o] as number);
      lists[o]?.push(new TreeText(trees, j, factor).write(root));
    }
  }
  const rounds = Math.max(...lists.map((list) => list.length));
  // Outputs with fewer trees get trees that add 0.
  for (const list of lists) while (list.length < rounds) list.push(leafOnly(0));
  const averaged = shared && trees.divisor[0] === rounds && rounds > 1;
  if (shared && !averaged && trees.divisor[0] !== 1)
    throw refuse("LightGBM", "its sums are divided by another number than that of its trees");
  const blocks: string[] = [];
  for (let i = 0; i < rounds; i++)
    for (const list of lists) blocks.push(`Tree=${blocks.length}\n${list[i]}\n`);
  return [
    "tree",
    "version=v4",
    `num_class=${outputs}`,
    `num_tree_per_iteration=${outputs}`,
    "label_index=0",
    `max_feature_idx=${features - 1}`,
    ...objectiveLines(model, outputs),
    ...(averaged ? ["average_output"] : []),
    `feature_names=${columnNames(model, /[\s"[\]{},:]/g).join(" ")}`,
    `feature_infos=${infosOf(model, trees).join(" ")}`,
    `tree_sizes=${blocks.map((block) => block.length + 1).join(" ")}`,
    "",
    ...blocks,
    "",
    "end of trees",
    "",
    "feature_importances:",
    "",
    "parameters:",
    "end of parameters",
    "",
  ].join("\n");
}

/** Whether all sums are divided alike, by the number of trees: LightGBM can do that after the sum. */
function divisionOf({ divisor, trees, base, header }: ModelTrees): boolean {
  const [first = 1] = divisor;
  const alike = divisor.every((each) => each === first) && base.every((each) => each === 0);
  const rounds = trees.reduce((sum, { width }) => sum + width, 0) / header.outputs;
  return alike && (first === 1 || first === rounds);
}

function objectiveLines(model: Model, outputs: number): string[] {
  const { link } = model.header;
  if (link === "logistic" && outputs === 1) return ["objective=binary sigmoid:1"];
  return link === "softmax" ? [`objective=multiclass num_class:${outputs}`] : [];
}

/** Ranges of numbers, lists of codes: LightGBM wants to know which features are categories. */
function infosOf(model: Model, { header }: ModelTrees): string[] {
  return Array.from({ length: header.features }, (_, f) => {
    const column = model.encoder.columns[f];
    if (column?.kind !== "category") return "[-1e308:1e308]";
    return Array.from({ length: column.categories }, (_, code) => code).join(":");
  });
}

function leafOnly(value: number): string {
  return `num_leaves=1\nnum_cat=0\nsplit_feature=\nsplit_gain=\nthreshold=\ndecision_type=\nleft_child=\nright_child=\nleaf_value=${value}\nleaf_weight=\nleaf_count=\ninternal_value=\ninternal_weight=\ninternal_count=\nis_linear=0\nshrinkage=1\n`;
}

type List = readonly [name: string, values: readonly number[]];

class TreeText {
  readonly #trees: ModelTrees;
  readonly #number: number;
  readonly #factor: number;
  readonly #features: number[] = [];
  readonly #gains: number[] = [];
  readonly #thresholds: number[] = [];
  readonly #types: number[] = [];
  readonly #lefts: number[] = [];
  readonly #rights: number[] = [];
  readonly #counts: number[] = [];
  readonly #leaves: number[] = [];
  readonly #leafCounts: number[] = [];
  readonly #bounds: number[] = [0];
  readonly #words: number[] = [];

  constructor(trees: ModelTrees, number: number, factor: number) {
    this.#trees = trees;
    this.#number = number;
    this.#factor = factor;
  }

  write(root: number): string {
    if (root < 0) return leafOnly(this.#leafValue(root));
    const work: { reference: number; cover: number; place: (child: number) => void }[] = [
      { reference: root, cover: 0, place: () => undefined },
    ];
    for (let next = work.pop(); next !== undefined; next = work.pop()) {
      const { reference, cover, place } = next;
      if (reference < 0) {
        this.#leafCounts.push(Math.round(cover));
        place(~(this.#leaves.push(this.#leafValue(reference)) - 1));
        continue;
      }
      const node = this.#trees.node(reference);
      const at = this.#addTest(node);
      const { category } = at;
      place(at.first);
      const isTurned = node.codes !== undefined && node.listedRight;
      const left = { reference: node.left, cover: node.coverLeft };
      const right = { reference: node.right, cover: node.coverRight };
      const [listed, other] = isTurned ? [right, left] : [left, right];
      work.push({
        ...other,
        place: (child) => {
          this.#rights[category] = child;
        },
      });
      work.push({
        ...listed,
        place: (child) => {
          this.#lefts[category] = child;
        },
      });
      if (at.first === category) continue;
      // What is missing goes to a copy of the listed side.
      work.push({
        ...listed,
        cover: 0,
        place: (child) => {
          this.#rights[at.first] = child;
        },
      });
      if (this.#leaves.length > MOST_LEAVES)
        throw refuse("LightGBM", "too many tests send missing categories with the listed ones");
    }
    return this.#text();
  }

  #leafValue(reference: number): number {
    return this.#trees.leaf(~reference + this.#number) * this.#factor;
  }

  /** Adds a node's test; `first` is where a row enters, `category` where its children are. */
  #addTest(node: ModelNode): { first: number; category: number } {
    const count = Math.round(node.coverLeft + node.coverRight);
    if (node.codes === undefined) {
      const missing = (node.zeroMissing ? MISSING_ZERO : MISSING_NAN) | (node.missingLeft ? DEFAULT_LEFT : 0);
      const at = this.#add(node.feature, finite(node.threshold), missing, node.gain, count);
      return { first: at, category: at };
    }
    const missingListed = node.missingLeft !== node.listedRight;
    // All numbers go left, to the category test; what is missing goes right.
    const first = missingListed ? this.#add(node.feature, LARGEST, MISSING_NAN, 0, count) : undefined;
    const category = this.#add(
      node.feature,
      this.#bounds.length - 1,
      CATEGORY | MISSING_NAN,
      node.gain,
      count,
    );
    this.#addCodes(node.codes);
    if (first !== undefined) this.#lefts[first] = category;
    return { first: first ?? category, category };
  }

  #add(feature: number, threshold: number, type: number, gain: number, count: number): number {
    this.#features.push(feature);
    this.#thresholds.push(threshold);
    this.#types.push(type);
    this.#gains.push(gain);
    this.#counts.push(count);
    this.#lefts.push(0);
    return this.#rights.push(0) - 1;
  }

  #addCodes(codes: readonly number[]): void {
    const words = new Uint32Array(1 + Math.floor((codes.at(-1) ?? 0) / 32));
    for (const code of codes) words[code >>> 5] = (words[code >>> 5] as number) | (1 << (code & 31));
    this.#words.push(...words);
    this.#bounds.push(this.#words.length);
  }

  #text(): string {
    const lists: List[] = [
      ["split_feature", this.#features],
      ["split_gain", this.#gains],
      ["threshold", this.#thresholds],
      ["decision_type", this.#types],
      ["left_child", this.#lefts],
      ["right_child", this.#rights],
      ["leaf_value", this.#leaves],
      ["leaf_weight", this.#leafCounts],
      ["leaf_count", this.#leafCounts],
      ["internal_value", this.#features.map(() => 0)],
      ["internal_weight", this.#counts],
      ["internal_count", this.#counts],
      ...(this.#words.length === 0
        ? []
        : ([
            ["cat_boundaries", this.#bounds],
            ["cat_threshold", this.#words],
          ] satisfies List[])),
      ["is_linear", [0]],
      ["shrinkage", [1]],
    ];
    const lines = lists.map(([key, values]) => `${key}=${values.join(" ")}`);
    return [`num_leaves=${this.#leaves.length}`, `num_cat=${this.#bounds.length - 1}`, ...lines, ""].join(
      "\n",
    );
  }
}

/** LightGBM reads no infinities. */
function finite(threshold: number): number {
  return Number.isNaN(threshold) ? -LARGEST : Math.max(-LARGEST, Math.min(LARGEST, threshold));
}
