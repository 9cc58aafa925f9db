// The models that scoring is measured on: trained by hedgerow, then written for each peer from the same bytes. In: a name. Out: the
// bytes, rows to score as numbers and as records, and files with the same trees for the peers.

import { writeFileSync } from "node:fs";
import { columnName, datasetOf, draw, rowMajor } from "../../data/numbers.ts";
import { batchScorer, type Model, type TrainOptions, trainPlainly } from "../../hedgerow.ts";
import { toLightGBM } from "../../models/to-lightgbm.ts";
import { toONNX } from "../../models/to-onnx.ts";
import { toXGBoost } from "../../models/to-xgboost.ts";
import { type ExportModel, nextAbove, readTrees } from "../../models/trees.ts";
import { workFile } from "../../peers/install.ts";

export interface ScoredModel {
  name: string;
  model: Model;
  bytes: Uint8Array;
  features: number;
  outputs: number;
  /** Rows one after another; none of them was trained on. */
  rows: Float32Array<ArrayBuffer>;
  /** hedgerow's own margins of them. */
  margins: Float64Array;
}

export interface Shape {
  name: string;
  classes: number;
  options: TrainOptions;
}

const FEATURES = 30;
const ALL_COLUMNS = { nodeFeatureSubsample: 1, minWeightPerLeaf: 1e-3, seed: 1 } as const;

/** Boosting with 300 trees of depth 6, of 31 leaves grown best first, three classes of 100 rounds; two forests. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  depth6: boosting("depth6", 2, 300, { maxDepth: 6, maxLeaves: 0 }),
  leaves31: boosting("leaves31", 2, 300, { maxDepth: 0, maxLeaves: 31 }),
  classes3: boosting("classes3", 3, 100, { maxDepth: 6, maxLeaves: 0 }),
  forest12: {
    name: "forest12",
    classes: 3,
    options: { method: "forest", trees: 100, maxDepth: 12, seed: 1 },
  },
  forest10: {
    name: "forest10",
    classes: 3,
    options: { method: "forest", trees: 300, maxDepth: 10, seed: 1 },
  },
};

function boosting(name: string, classes: number, rounds: number, options: TrainOptions): Shape {
  return {
    name,
    classes,
    options: { method: "boosting", rounds, learningRate: 0.1, ...ALL_COLUMNS, ...options },
  };
}

/** Trains a shape on 20,000 rows; `more` changes the data. */
export async function scoredModel(
  { name, classes, options }: Shape,
  quick: boolean,
  more: { missing?: number; categories?: number } = {},
): Promise<ScoredModel> {
  const small = quick ? { ...options, ...(options.rounds ? { rounds: 10 } : { trees: 10 }) } : options;
  const data = draw({ rows: quick ? 1000 : 20_000, features: FEATURES, classes, seed: 1, ...more });
  const model = await trainPlainly(datasetOf(data), small);
  const test = draw({ rows: quick ? 200 : 5000, features: FEATURES, classes, seed: 2, ...more });
  const encoded = (more.categories ?? 0) > 0 ? model.encoder.encodeRows(datasetOf(test)) : rowMajor(test);
  return opened(name, model, encoded as Float32Array<ArrayBuffer>);
}

/** A model with rows to score. */
export async function opened(
  name: string,
  model: Model,
  rows: Float32Array<ArrayBuffer>,
): Promise<ScoredModel> {
  const bytes = model.save();
  const margins = (await batchScorer(bytes))(rows);
  const { features, outputs } = model.header;
  return { name, model, bytes, features, outputs, rows, margins };
}

/** The rows as views of their own. */
export function singleRows({ rows, features }: ScoredModel, most = 1000): Float32Array[] {
  return Array.from({ length: Math.min(most, rows.length / features) }, (_, r) =>
    rows.subarray(r * features, (r + 1) * features),
  );
}

/** The rows as parsed JSON would have them. */
export function records(scored: ScoredModel, most = 1000): Record<string, number>[] {
  return singleRows(scored, most).map((row) =>
    Object.fromEntries(Array.from(row, (value, f) => [columnName(f), value])),
  );
}

/** Files for the peers that read files, written when first asked for. */
export class PeerFiles {
  readonly #scored: ScoredModel;
  readonly #trees: ExportModel;

  constructor(scored: ScoredModel) {
    this.#scored = scored;
    this.#trees = readTrees(scored.bytes);
  }

  onnx(): Uint8Array {
    return toONNX(this.#trees);
  }

  lightGBM(): string {
    return this.#write("lightgbm.txt", toLightGBM(this.#trees));
  }

  xgboost(): string {
    return this.#write("xgboost.json", toXGBoost(this.#trees));
  }

  /** Trees for the builder of YDF models, which asks `x >= threshold`. */
  ydfTrees(): string {
    const trees = this.#trees.trees.map((tree) => ({
      ...tree,
      nodes: tree.nodes.map((node) => ({ ...node, threshold: nextAbove(node.threshold) })),
    }));
    return this.#write("ydf.json", JSON.stringify(trees));
  }

  /** The rows; `change` may lay a cell out otherwise. */
  rows(change?: (value: number, feature: number) => number): string {
    const { rows, features } = this.#scored;
    return this.#write("rows.bin", change ? rows.map((value, i) => change(value, i % features)) : rows);
  }

  file(ending: string): string {
    return workFile(`${this.#scored.name}.${ending}`);
  }

  #write(ending: string, content: string | Uint8Array | Float32Array<ArrayBuffer>): string {
    const path = this.file(ending);
    writeFileSync(path, content);
    return path;
  }
}
