// Names of data files in, one Dataset out, with what the reader should be warned of. Errors name the file.

import { scalarText } from "../data/cell.ts";
import { eachDistinct, type RawColumn } from "../data/column.ts";
import { Dataset } from "../data/dataset.ts";
import type { DatasetOptions } from "../data/dataset-options.ts";
import { sortedClasses } from "../data/labels.ts";
import type { Enricher } from "../enrich/enricher.ts";
import { type DataFormat, findFiles, openFiles } from "./data-file.ts";
import { placed } from "./failure.ts";
import type { Io } from "./io.ts";
import { JoinedColumns } from "./join-columns.ts";

export interface ReadOptions extends DatasetOptions {
  format?: DataFormat | undefined;
  /** The classes of a model that the data is to test: other labels are allowed, one class is enough. */
  tested?: readonly string[] | undefined;
  /** Looks the records up in feeds; for a schema that has its columns. */
  enricher?: Enricher | undefined;
}

export async function readDataset(names: readonly string[], io: Io, options: ReadOptions): Promise<Dataset> {
  const { format, tested, delimiter, enricher, ...rest } = options;
  const joined = new JoinedColumns({ ...rest, delimiter });
  const files = await findFiles(names);
  for await (const file of openFiles(files, io, format)) await joined.add(file);
  const read = joined.finish();
  const columns = enricher === undefined ? read : [...read, ...enricher.columns(read, joined.rows)];
  try {
    const classes = tested === undefined ? {} : { classes: withForeign(tested, columns, rest.label) };
    return Dataset.fromColumns(columns, { ...rest, ...classes });
  } catch (error) {
    throw placed(error, (at) => joined.place(at));
  }
}

/** The model's classes, then those that only the data has. */
function withForeign(
  known: readonly string[],
  columns: readonly RawColumn[],
  label: string | undefined,
): readonly string[] {
  const foreign = new Set<string>();
  const column = columns.find(({ name }) => name === label);
  if (column === undefined) return known;
  eachDistinct(column, (value) => {
    // A list is no label; reading the labels says so.
    if (typeof value === "object") return;
    const name = scalarText(value);
    if (!known.includes(name)) foreign.add(name);
  });
  return [...known, ...sortedClasses([...foreign])];
}
