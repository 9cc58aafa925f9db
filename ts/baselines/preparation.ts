// Rows for models that want finite numbers of one scale. In: training rows, from which it learns. Out: row-major numbers of any rows:
// a number column with the median where it is missing, standardised; a category column as one 0/1 column a level. Levels beyond the 64
// most frequent, missing cells and values never seen share the level "other", which is there where a training row has it.

import type { Dataset } from "../data/dataset.ts";
import type { EncodedColumn, Encoder } from "../data/encode.ts";

const MOST_LEVELS = 64;

/** What one encoded column becomes. */
interface PreparedColumn {
  readonly width: number;
  write(value: number, to: Float64Array, at: number): void;
}

export class Preparation {
  /** Numbers a row. */
  readonly width: number;
  readonly #encoder: Encoder;
  readonly #columns: readonly PreparedColumn[];

  private constructor(encoder: Encoder, columns: readonly PreparedColumn[]) {
    this.#encoder = encoder;
    this.#columns = columns;
    this.width = columns.reduce((sum, { width }) => sum + width, 0);
  }

  /** Learns from all rows of this dataset. */
  static of(training: Dataset): Preparation {
    const encoder = training.schema.fit(training);
    const values = encoder.encodeTraining(training);
    const columns = encoder.columns.map((column, i) => preparedColumn(column, values[i] as Float32Array));
    return new Preparation(encoder, columns);
  }

  /** Row after row. */
  apply(dataset: Dataset): Float64Array {
    const { width } = this;
    const rows = new Float64Array(dataset.rows * width);
    const values = this.#encoder.encodeDataset(dataset);
    let from = 0;
    for (const [i, column] of this.#columns.entries()) {
      const cells = values[i] as Float32Array;
      for (let row = 0; row < dataset.rows; row++)
        column.write(cells[row] as number, rows, row * width + from);
      from += column.width;
    }
    return rows;
  }
}

function preparedColumn(column: EncodedColumn, values: Float32Array): PreparedColumn {
  return column.kind === "number" ? standardised(values) : oneHot(values, column.categories);
}

function standardised(values: Float32Array): PreparedColumn {
  const present = values.filter((value) => !Number.isNaN(value)).sort();
  const half = present.length >> 1;
  const middle = present[half] ?? 0;
  const median = present.length % 2 === 1 ? middle : (middle + (present[half - 1] ?? 0)) / 2;
  const filled = Float64Array.from(values, (value) => (Number.isNaN(value) ? median : value));
  const mean = filled.reduce((sum, value) => sum + value, 0) / filled.length;
  const squares = filled.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  // A constant column says nothing, whatever it holds elsewhere.
  const scale = squares > 0 ? 1 / Math.sqrt(squares / filled.length) : 0;
  return {
    width: 1,
    write(value, to, at) {
      to[at] = ((Number.isNaN(value) ? median : value) - mean) * scale;
    },
  };
}

function oneHot(values: Float32Array, categories: number): PreparedColumn {
  const counts = new Float64Array(categories);
  for (const value of values) if (!Number.isNaN(value)) counts[value] = (counts[value] as number) + 1;
  const seen = [...counts.keys()].filter((code) => (counts[code] as number) > 0);
  const kept = seen
    .sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b)
    .slice(0, MOST_LEVELS);
  const places = new Int32Array(categories).fill(kept.length);
  for (const [place, code] of kept.entries()) places[code] = place;
  const placeOf = (value: number): number => places[value] ?? kept.length;
  const hasOther = values.some((value) => placeOf(value) === kept.length);
  const width = kept.length + (hasOther ? 1 : 0);
  const levels = Array.from({ length: width }, (_, place) =>
    standardised(values.map((value) => (placeOf(value) === place ? 1 : 0))),
  );
  return {
    width,
    write(value, to, at) {
      const own = placeOf(value);
      for (const [place, level] of levels.entries()) level.write(place === own ? 1 : 0, to, at + place);
    },
  };
}
