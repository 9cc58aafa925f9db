// What training goes on from. In: a model, the options and the dataset of the training to come. Out: the options that come
// with the model, or an error that names what does not fit it; and where the model came from, for the metadata.

import type { Dataset } from "../data/dataset.ts";
import { HedgerowError } from "../error.ts";
import type { EarlierTraining, TrainingInfo } from "./metadata.ts";
import { Model } from "./model.ts";
import type { TrainOptions } from "./options.ts";

/** Options that all trees of a model share. */
const SHARED = ["bins", "monotone", "interactions"] as const;
/** Options that stay as they were unless others are given. */
const KEPT = ["anomaly", "sampleRows", "contamination", "calibrate"] as const;

/** The options with those that come with the model `from`. Throws `bad-option` where one is given that it does not have. */
export function inherited(options: TrainOptions): TrainOptions {
  const { from } = options;
  if (from === undefined) return options;
  if (!(from instanceof Model)) throw wrong("from must be a model, as train and load give it");
  const { method, training } = from.info;
  if (options.method !== undefined && options.method !== method) {
    throw wrong(
      `method is ${JSON.stringify(options.method)}, the model to go on from is of method "${method}"`,
    );
  }
  const all: TrainOptions = { ...options, method };
  const earlier: TrainOptions = training?.options ?? {};
  for (const name of SHARED) {
    if (options[name] !== undefined && canonical(options[name]) !== canonical(earlier[name])) {
      const had = earlier[name] === undefined ? "has none" : `has ${JSON.stringify(earlier[name])}`;
      throw wrong(`${name} can not change when training goes on: the model ${had}`);
    }
    if (earlier[name] !== undefined) Object.assign(all, { [name]: earlier[name] });
  }
  for (const name of KEPT) {
    if (options[name] === undefined && earlier[name] !== undefined)
      Object.assign(all, { [name]: earlier[name] });
  }
  return all;
}

/** Throws `bad-schema` or `bad-label` naming what the dataset has otherwise than the model. */
export function checkSame(dataset: Dataset, model: Model): void {
  const { features } = model.encoder;
  for (const { name, kind } of features) {
    const other = dataset.schema.feature(name);
    if (other === undefined) throw unlike(`the dataset lacks the model's feature "${name}"`, name);
    if (kind === "target")
      throw unlike(
        `"${name}" is encoded by the labels of the rows that the model was trained on, and by which of them is not kept: train anew`,
        name,
      );
    if (other.kind !== kind)
      throw unlike(`"${name}" is of kind ${kind} in the model and ${other.kind} in the dataset`, name);
  }
  const more = dataset.schema.features.find(({ name }) => features.every((feature) => feature.name !== name));
  if (more !== undefined)
    throw unlike(`the dataset has the feature "${more.name}", the model has not`, more.name);
  const unknown = dataset.classes.find((name) => !model.classes.includes(name));
  if (unknown !== undefined) {
    const sentence = `the dataset has the class ${JSON.stringify(unknown)}; the model's are ${model.classes.join(", ")}`;
    throw new HedgerowError("bad-label", sentence);
  }
}

/** All trainings that a model comes from, the oldest first. */
export function trainingsOf({ from = [], ...last }: TrainingInfo): EarlierTraining[] {
  const { rows, validationRows, rounds, options, refits } = last;
  return [...from, { rows, validationRows, rounds, options, ...(refits === undefined ? {} : { refits }) }];
}

/** The same text for the same settings, in whatever order they stand. */
function canonical(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  return `{${Object.entries(value)
    .map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`)
    .sort()
    .join()}}`;
}

function unlike(sentence: string, column: string): HedgerowError {
  return new HedgerowError("bad-schema", `${sentence}; read the data with { schema: model.schema }`, {
    column,
  });
}

function wrong(message: string): HedgerowError {
  return new HedgerowError("bad-option", message);
}
