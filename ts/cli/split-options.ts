// The options of `hedgerow train` that say which rows are kept to test with, and the two parts.

import type { Dataset, SplitOptions } from "../data/dataset.ts";
import type { Arguments, OptionSpec } from "./arguments.ts";
import { UsageError } from "./failure.ts";
import type { Io } from "./io.ts";
import { type ReadOptions, readDataset } from "./read-dataset.ts";

export const SPLIT_OPTIONS: readonly OptionSpec[] = [
  { name: "test", value: "FILE", multiple: true, help: "test with the rows of this file" },
  {
    name: "split",
    value: "SHARE",
    help: "train on this share of the rows, such as 0.8, and test with the rest",
  },
  {
    name: "split-by",
    value: "HOW",
    help: "with --split: label (each class alike), group=COL (rows of one group stay together), time or time=COL (test with the latest) (default: label)",
  },
  { name: "split-column", value: "COL", help: "a column whose cells say train or test" },
];

export interface Parts {
  train: Dataset;
  test?: Dataset;
  /** What the test rows are: "test rows (20%, seed 0)". */
  testName: string;
}

/** `reading` is how the training data was read. */
export async function splitAs(
  given: Arguments,
  dataset: Dataset,
  reading: ReadOptions,
  io: Io,
): Promise<Parts> {
  const files = given.all("test");
  if (files.length > 0) {
    const { classes } = dataset;
    const test = await readDataset(files, io, {
      ...reading,
      schema: dataset.schema,
      tested: classes,
      drop: [],
    });
    return { train: dataset, test, testName: `Test rows of ${files.join(", ")}` };
  }
  const column = given.text("split-column");
  if (column !== undefined) return { ...dataset.splitOn(column), testName: `Test rows by column ${column}` };
  const share = given.number("split");
  if (share === undefined) return { train: dataset, testName: "" };
  const seed = given.number("seed") ?? 0;
  const [train, test] = dataset.split(share, { seed, ...splitBy(given.text("split-by")) });
  return { train, test, testName: `Test rows (${Math.round(100 * (1 - share))}% of all)` };
}

/** What can be said before any data is read. */
export function checkSplit(given: Arguments): void {
  given.onlyOne("test", "split", "split-column");
  const share = given.number("split");
  if (share !== undefined && !(share > 0 && share < 1))
    throw new UsageError(`--split is the share of rows to train on, between 0 and 1, not ${share}`);
  if (given.text("split-by") !== undefined && share === undefined)
    throw new UsageError("--split-by needs --split, the share of rows to train on");
  splitBy(given.text("split-by"));
}

function splitBy(how: string | undefined): SplitOptions {
  const [by = "label", ...rest] = (how ?? "label").split("=");
  const column = rest.length === 0 ? undefined : rest.join("=");
  const fits =
    by === "time" || (by === "label" && column === undefined) || (by === "group" && column !== undefined);
  if (!fits) throw new UsageError(`--split-by is label, group=COL, time or time=COL, not "${how}"`);
  return { by: by as "label" | "group" | "time", column };
}
