// The data of a command that trains: files and options in, the dataset and its parts to train and test with out.

import type { Dataset } from "../data/dataset.ts";
import { enrichDataset } from "../enrich/enrich-dataset.ts";
import type { Enricher } from "../enrich/enricher.ts";
import type { Model } from "../model/model.ts";
import type { Arguments, OptionSpec } from "./arguments.ts";
import { kindsOf, labelledOptions } from "./data-options.ts";
import { ENRICH_OPTIONS, enricherToScore, enricherToTrain } from "./feeds.ts";
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
    help: "a column's kind instead of the inferred one: number, category, boolean, time, ip, tags, text, frequency or target (for categories of many values), drop, or JSON with settings; may be repeated",
  },
  ...ENRICH_OPTIONS,
  ...SPLIT_OPTIONS,
];

/** What the data is read for. */
export interface TrainingSource {
  label: string | undefined;
  /** Data that goes on from a model is read as the model's data was. */
  from?: Model | undefined;
}

export interface TrainingData {
  dataset: Dataset;
  parts: Parts;
  /** What its records were looked up in. */
  enricher: Enricher | undefined;
}

export async function readTraining(
  given: Arguments,
  names: readonly string[],
  io: Io,
  { label, from }: TrainingSource = { label: given.needed("label", "the column to predict") },
): Promise<TrainingData> {
  checkSplit(given);
  const reading = { ...labelledOptions(given), label, drop: given.list("drop") };
  if (from !== undefined) {
    const enricher = await enricherToScore(from, given, io);
    const { schema, classes } = from;
    const dataset = await readDataset(names, io, { ...reading, classes, schema, enricher });
    return { dataset, parts: await splitAs(given, dataset, { ...reading, enricher }, io), enricher };
  }
  const plain = await readDataset(names, io, { ...reading, schema: kindsOf(given) });
  const enricher = await enricherToTrain(plain, given, io);
  const dataset = enricher === undefined ? plain : enrichDataset(plain, enricher);
  return { dataset, parts: await splitAs(given, dataset, { ...reading, enricher }, io), enricher };
}
