// A scorer that goes on as a quicker one when it has been asked for some rows. In: the bytes of a model, and the scorer that checked them. Out:
// margins with the same bits all along. blocks.wasm is fetched then and not before, so that nobody waits for it; where it can not be had, or
// the model does not fit it, all stays as it was.

import { loadBlocks } from "#load";
import { modelError } from "../model/faults.ts";
import { RowScorer } from "./scorer.ts";

/** To lay a model out takes as long as some hundred rows. */
const ROWS = 200;

let blocks: Promise<WebAssembly.Module> | undefined;

export class SwiftScorer {
  #scorer: RowScorer;
  readonly #bytes: Uint8Array;
  #rows = 0;

  constructor(scorer: RowScorer, bytes: Uint8Array) {
    this.#scorer = scorer;
    this.#bytes = bytes;
  }

  /** As RowScorer has it; another view after the change. */
  get row(): Float32Array {
    return this.#scorer.row;
  }

  score(): Float64Array {
    if (++this.#rows === ROWS) this.hurry().catch(() => {});
    return this.#scorer.score();
  }

  /** Changes to blocks at once. Rejects where that can not be. */
  async hurry(): Promise<void> {
    blocks ??= loadBlocks();
    // A failed download may be tried again.
    blocks.catch(() => {
      blocks = undefined;
    });
    this.#scorer = RowScorer.create(await blocks, this.#bytes, modelError);
  }
}
