// The data of a command that trains: files and options in, the dataset and its parts to train and test with out.

import type { Dataset } from "../data/dataset.ts";
import type { Arguments, OptionSpec } from "./arguments.ts";
import { kindsOf, labelledOptions } from "./data-options.ts";
import type { Io } from "./io.ts";
import { readDataset } from "./read-dataset.ts";
import { checkSplit, type Parts, SPLIT_OPTIONS, splitAs } from "./split-options.ts";

/** Which columns are what, and which rows test. */
export const TRAINING_DATA_OPTIONS: readonly OptionSpec[] = [
  { name: "label", short: "l", value: "COL", help: "the column to predict" },
  { name: "output", short: "o", value: "MODEL", help: "the file to save the model in" },
  { name: "drop", value: "A,B", help: "columns that are no features" },
  {
    name: "kind",
    value: "COL=KIND",
    multiple: true,
    help: "a column's kind instead of the inferred one: number, category, boolean, time, ip, tags, text or drop; may be repeated",
  },
  ...SPLIT_OPTIONS,
];

export async function readTraining(
  given: Arguments,
  names: readonly string[],
  io: Io,
): Promise<{ dataset: Dataset; parts: Parts }> {
  const label = given.needed("label", "the column to predict");
  checkSplit(given);
  const reading = { ...labelledOptions(given), label, drop: given.list("drop") };
  const dataset = await readDataset(names, io, { ...reading, schema: kindsOf(given) });
  return { dataset, parts: await splitAs(given, dataset, reading, io) };
}
