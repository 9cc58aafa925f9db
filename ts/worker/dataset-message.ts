// A Dataset on its way between threads. In: a Dataset. Out: a plain message of typed arrays, texts and JSON that
// structuredClone takes, and the same Dataset again on the other side.

import type { RawColumn } from "../data/column.ts";
import { Dataset, type DatasetParts } from "../data/dataset.ts";
import { Schema } from "../data/schema.ts";

export interface DatasetMessage extends Omit<DatasetParts, "columns" | "schema"> {
  readonly columns: readonly RawColumn[];
  readonly schema: unknown;
}

export function toMessage(dataset: Dataset): DatasetMessage {
  const { rows, label, classes, warnings } = dataset;
  return {
    rows,
    label,
    classes,
    warnings,
    labels: whole(dataset.labels),
    weights: dataset.weights === undefined ? undefined : whole(dataset.weights),
    columns: dataset.columnNames.map((name) => wholeColumn(dataset.column(name))),
    schema: dataset.schema.toJSON(),
  };
}

export function fromMessage(message: DatasetMessage): Dataset {
  const columns = new Map(message.columns.map((column) => [column.name, column]));
  return Dataset.fromParts({ ...message, columns, schema: Schema.fromJSON(message.schema) });
}

function wholeColumn(column: RawColumn): RawColumn {
  if (column.kind === "numbers") return { ...column, values: whole(column.values) };
  if (column.kind === "strings") return { ...column, codes: whole(column.codes) };
  return column;
}

/** A view of a larger buffer is copied alone: cloned as it is, it would take all of the buffer along. */
function whole<T extends Float64Array | Float32Array | Int32Array | Uint16Array>(array: T): T {
  return array.byteLength === array.buffer.byteLength ? array : (array.slice() as T);
}
