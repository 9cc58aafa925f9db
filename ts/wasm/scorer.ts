// In: model bytes, then rows. Out: margins. The typed door to the AssemblyScript scorer (as-kernels).
// One instance holds one model. Its memory grows while the model is opened and never after, so the views made then
// stay valid; scoring allocates nothing.

import * as fault from "../model/fault-numbers.ts";
import { AT_BYTE_LENGTH } from "../model/layout.ts";

/** What every scorer exports; pointers and counts are u32, in variables that hold them as i32. */
export interface KernelExports extends WebAssembly.Exports {
  memory: WebAssembly.Memory;
  reserve(byteLength: number): number;
  open(): number;
  rowAt: WebAssembly.Global<"i32">;
  features: WebAssembly.Global<"i32">;
  marginsAt: WebAssembly.Global<"i32">;
  outputs: WebAssembly.Global<"i32">;
  score(): void;
}

/** What as-kernels/index.ts exports. */
interface ScorerExports extends KernelExports {
  errorAt: WebAssembly.Global<"i32">;
}

/**
 * Scores one row at a time: write the features into `row`, call `score`, read the margins.
 *
 * @example
 * const scorer = RowScorer.create(module, bytes, modelError);
 * scorer.row.set([4, Number.NaN, 1]);
 * const [margin] = scorer.score();
 */
export class RowScorer {
  /** The row that the next `score` reads: one f32 a feature, NaN for missing (all are, at first). */
  readonly row: Float32Array<ArrayBuffer>;
  readonly #margins: Float64Array<ArrayBuffer>;
  readonly #score: () => void;

  private constructor(kernel: ScorerExports) {
    const memory = kernel.memory.buffer as ArrayBuffer;
    this.row = new Float32Array(memory, kernel.rowAt.value >>> 0, kernel.features.value);
    this.#margins = new Float64Array(memory, kernel.marginsAt.value >>> 0, kernel.outputs.value);
    this.#score = kernel.score;
  }

  /**
   * Copies the bytes into a new instance of the scorer and checks them.
   * Throws what `errorOf` makes of the number of a fault and its byte offset, such as `modelError`.
   */
  static create(
    module: WebAssembly.Module,
    bytes: Uint8Array,
    errorOf: (fault: number, offset: number) => Error,
  ): RowScorer {
    // A longer one would reach the scorer cut to 32 bits.
    if (bytes.byteLength > 0xffffffff) throw errorOf(fault.WRONG_LENGTH, AT_BYTE_LENGTH);
    const kernel = new WebAssembly.Instance(module).exports as ScorerExports;
    const at = kernel.reserve(bytes.byteLength) >>> 0;
    if (at === 0) throw errorOf(fault.NO_MEMORY, 0);
    new Uint8Array(kernel.memory.buffer, at, bytes.byteLength).set(bytes);
    const found = kernel.open();
    if (found !== 0) throw errorOf(found, kernel.errorAt.value >>> 0);
    return new RowScorer(kernel);
  }

  /** The margins of `row`: always the same view, overwritten by the next call. */
  score(): Float64Array<ArrayBuffer> {
    this.#score();
    return this.#margins;
  }
}
