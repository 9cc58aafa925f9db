// Records that are scored together. In: records, one after another, then word that no more come. Out: each one's answer. Many rows at once cost a quarter
// of what each costs alone: the core takes 32 through a tree side by side. What is few for that goes one by one, to the same bits.

import type { Prediction, RawRecord } from "../model/predictor.ts";
import type { ServedModel } from "./served-model.ts";

/** Fewer are scored one by one: the core takes as long for one row as for 32, and a row alone takes an eighth of that. */
const FEW = 10;

export class Rows {
  readonly #served: ServedModel;
  readonly #rows: Float32Array;
  readonly #flags: Uint8Array;
  #probabilities = new Float64Array(0);
  #count = 0;

  /** So many rows at most. */
  constructor(served: ServedModel, most: number) {
    const { row, encoder } = served.predictor;
    this.#served = served;
    this.#rows = new Float32Array(most * row.length);
    this.#flags = new Uint8Array(most * encoder.features.length);
  }

  /** The number of the record's row. Throws as `predict`, and then there is no such row. */
  add(record: RawRecord): number {
    const { encoder } = this.#served.predictor;
    encoder.encode(record, this.row(this.#count), this.#flagsOf(this.#count));
    return this.#count++;
  }

  /** Once, after the last row. */
  score(): void {
    const { model, predictor } = this.#served;
    const outputs = predictor.header.outputs;
    const classes = predictor.classes.length;
    this.#probabilities = new Float64Array(this.#count * classes);
    const margins = this.#count < FEW ? undefined : model.marginsOfRows(this.#rows, this.#count);
    for (let i = 0; i < this.#count; i++) {
      const own = margins?.subarray(i * outputs, (i + 1) * outputs) ?? predictor.margins(this.row(i));
      predictor.toProbabilities(own, this.#probabilities, i * classes);
    }
  }

  answer(row: number): Prediction {
    return this.#served.predictor.answerOf(this.probabilities(row), this.#flagsOf(row));
  }

  /** A view. */
  row(row: number): Float32Array {
    const columns = this.#served.predictor.row.length;
    return this.#rows.subarray(row * columns, (row + 1) * columns);
  }

  /** A view, in class order. */
  probabilities(row: number): Float64Array {
    const classes = this.#served.predictor.classes.length;
    return this.#probabilities.subarray(row * classes, (row + 1) * classes);
  }

  #flagsOf(row: number): Uint8Array {
    const features = this.#served.predictor.encoder.features.length;
    return this.#flags.subarray(row * features, (row + 1) * features);
  }
}
