// In: model bytes that scorer.wasm has checked, then rows. Out: margins. The typed door to blocks.wasm (as-kernels/blocks).

import type { KernelExports } from "./scorer.ts";

/** What as-kernels/blocks/index.ts exports. */
interface BlockExports extends KernelExports {
  inBulk: WebAssembly.Global<"i32">;
  scoreRows(count: number): void;
}

/** How many rows go together (as-kernels/blocks/rows.ts). */
const ROWS = 64;

/** Scores a row as RowScorer does, or many. */
export class BlockScorer {
  /** The row that the next `score` reads. */
  readonly row: Float32Array<ArrayBuffer>;
  /** Not 0 where many rows are quicker here than in core.wasm. */
  readonly inBulk: number;
  readonly #rows: Float32Array<ArrayBuffer>;
  readonly #margins: Float64Array<ArrayBuffer>;
  /** Those of the first row. */
  readonly #first: Float64Array<ArrayBuffer>;
  readonly #kernel: BlockExports;

  private constructor(kernel: BlockExports) {
    const memory = kernel.memory.buffer as ArrayBuffer;
    this.#kernel = kernel;
    this.#rows = new Float32Array(memory, kernel.rowAt.value >>> 0, ROWS * kernel.features.value);
    this.#margins = new Float64Array(memory, kernel.marginsAt.value >>> 0, ROWS * kernel.outputs.value);
    this.inBulk = kernel.inBulk.value;
    this.row = this.#rows.subarray(0, kernel.features.value);
    this.#first = this.#margins.subarray(0, kernel.outputs.value);
  }

  /** Copies the bytes into a new instance; undefined where the model does not fit. */
  static create(module: WebAssembly.Module, bytes: Uint8Array): BlockScorer | undefined {
    const kernel = new WebAssembly.Instance(module).exports as BlockExports;
    const at = kernel.reserve(bytes.byteLength) >>> 0;
    if (at === 0) return undefined;
    new Uint8Array(kernel.memory.buffer, at, bytes.byteLength).set(bytes);
    return kernel.open() === 0 ? new BlockScorer(kernel) : undefined;
  }

  /** The margins of `row`: always the same view, overwritten by the next call. */
  score(): Float64Array<ArrayBuffer> {
    this.#kernel.score();
    return this.#first;
  }

  /** The margins of `count` rows laid one after another: row after row, one number an output. */
  scoreMany(rows: Float32Array, count: number): Float64Array {
    const features = this.row.length;
    const outputs = this.#first.length;
    const margins = new Float64Array(count * outputs);
    for (let first = 0; first < count; first += ROWS) {
      this.#rows.set(rows.subarray(first * features, (first + ROWS) * features));
      this.#kernel.scoreRows(Math.min(ROWS, count - first));
      margins.set(this.#margins.subarray(0, (count - first) * outputs), first * outputs);
    }
    return margins;
  }
}
