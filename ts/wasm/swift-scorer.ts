// A scorer that goes on in blocks.wasm when it has been asked for some rows. In: the bytes of a model, and the scorer that checked them. Out:
// margins with the same bits all along. The module is fetched then and not before, so that nobody waits for it; where it can not be had, or
// the model does not fit it, all stays as it was.

import { loadBlocks } from "#load";
import { BlockScorer } from "./block-scorer.ts";
import type { RowScorer } from "./scorer.ts";

/** To lay a model out takes as long as some hundred rows. */
const ROWS = 200;

let module: WebAssembly.Module | undefined;

export class SwiftScorer {
  readonly #bytes: Uint8Array;
  #scorer: Pick<RowScorer, "row" | "score"> & Partial<Pick<BlockScorer, "inBulk" | "scoreMany">>;
  #rows = 0;

  constructor(scorer: RowScorer, bytes: Uint8Array) {
    this.#scorer = scorer;
    this.#bytes = bytes;
  }

  /** The row that the next `score` reads; another view after the change. */
  get row(): Float32Array {
    return this.#scorer.row;
  }

  /** The margins of `row`: a view that the next call overwrites; another one after the change. */
  score(): Float64Array {
    const margins = this.#scorer.score();
    // Not before: the row stands in the scorer that is.
    this.#count(1);
    return margins;
  }

  /** The margins of `count` rows laid one after another, or undefined where core.wasm is to be asked. */
  scoreMany(rows: Float32Array, count: number): Float64Array | undefined {
    this.#count(count);
    return this.#scorer.inBulk ? this.#scorer.scoreMany?.(rows, count) : undefined;
  }

  #count(rows: number): void {
    if (this.#rows >= ROWS) return;
    this.#rows += rows;
    // Without the module it is as it was.
    if (this.#rows >= ROWS) this.hurry().catch(() => {});
  }

  /** Changes at once, if the model fits. Rejects where the module can not be had. */
  async hurry(): Promise<void> {
    module ??= await loadBlocks();
    this.#scorer = BlockScorer.create(module, this.#bytes) ?? this.#scorer;
  }
}
