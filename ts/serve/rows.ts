// Records that are scored together. In: records, one after another, then word that no more come. Out: each one's answer. Many rows at once cost a quarter
// of what each costs alone: the core takes 32 through a tree side by side. What is few for that goes one by one, to the same bits.

import type { Prediction, RawRecord } from "../model/predictor.ts";
import type { ServedModel } from "./served-model.ts";

/** Fewer are scored one by one: the core takes as long for one row as for 32, and a row alone takes an eighth of that. */
const FEW = 10;

/** Views, each made once. */
interface Row {
  readonly numbers: Float32Array;
  /** What became of each feature. */
  readonly flags: Uint8Array;
  /** In class order, once they are scored. */
  probabilities: Float64Array;
}

const NONE = new Float64Array(0);

export class Rows {
  readonly #served: ServedModel;
  readonly #numbers: Float32Array;
  readonly #rows: Row[] = [];

  /** So many rows at most. */
  constructor(served: ServedModel, most: number) {
    this.#served = served;
    this.#numbers = new Float32Array(most * served.predictor.row.length);
  }

  /** The number of the record's row. Throws as `predict`, and then there is no such row. */
  add(record: RawRecord): number {
    const { encoder, row } = this.#served.predictor;
    const at = this.#rows.length * row.length;
    const numbers = this.#numbers.subarray(at, at + row.length);
    const flags = new Uint8Array(encoder.features.length);
    encoder.encode(record, numbers, flags);
    return this.#rows.push({ numbers, flags, probabilities: NONE }) - 1;
  }

  /** Once, after the last row. */
  score(): void {
    const { model, predictor } = this.#served;
    const count = this.#rows.length;
    const margins = count < FEW ? undefined : model.marginsOfRows(this.#numbers, count);
    const { outputs } = predictor.header;
    for (const [i, row] of this.#rows.entries()) {
      const own = margins?.subarray(i * outputs, (i + 1) * outputs) ?? predictor.margins(row.numbers);
      row.probabilities = new Float64Array(predictor.classes.length);
      predictor.toProbabilities(own, row.probabilities, 0);
    }
  }

  answer(row: number): Prediction {
    const { probabilities, flags } = this.#of(row);
    return this.#served.predictor.answerOf(probabilities, flags);
  }

  /** As it was encoded. */
  numbers(row: number): Float32Array {
    return this.#of(row).numbers;
  }

  /** In class order. */
  probabilities(row: number): Float64Array {
    return this.#of(row).probabilities;
  }

  #of(row: number): Row {
    return this.#rows[row] as Row;
  }
}
