// Where the real data sets lie. They are too large for the repository.

import { resolve } from "node:path";

/** HEDGEROW_DATA, by default ../shared/data beside the repository. */
export const dataFolder: string = resolve(
  import.meta.dirname,
  "..",
  process.env.HEDGEROW_DATA || "../shared/data",
);

/** A file of the data folder. */
export function dataFile(path: string): string {
  return resolve(dataFolder, path);
}
