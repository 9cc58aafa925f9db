// `hedgerow tag`: texts to labels, such as ATT&CK techniques. The first word says which of three things is done.

import { type Arguments, HELP, JSON_OUTPUT } from "./arguments.ts";
import type { Command } from "./command.ts";
import { DATA_NOTE, FILE_OPTIONS } from "./data-options.ts";
import { UsageError } from "./failure.ts";
import type { Io } from "./io.ts";
import { runTagEvaluate } from "./tag-evaluate.ts";
import { runTagPredict } from "./tag-predict.ts";
import { runTagTrain } from "./tag-train.ts";

const ACTIONS: Readonly<
  Record<string, (operands: readonly string[], given: Arguments, io: Io) => Promise<void>>
> = {
  train: runTagTrain,
  predict: runTagPredict,
  evaluate: runTagEvaluate,
};

export const tagCommand: Command = {
  name: "tag",
  summary: "texts to ATT&CK techniques or other labels: train, predict, evaluate",
  usage: "train DATA... | predict TAGGER DATA... | evaluate TAGGER DATA... [options]",
  options: [
    { name: "text", value: "A,B", help: "the columns with the text (predict, evaluate: as in training)" },
    { name: "label", short: "l", value: "COL", help: "the column with the label" },
    { name: "separator", value: "C", help: "several labels a text, with this between them" },
    { name: "split-column", value: "COL", help: "a column whose cells say train or test" },
    { name: "group", value: "COL", help: "train: rows that are held out together when choices are made" },
    { name: "output", short: "o", value: "FILE", help: "the tagger, or the answers, to write" },
    {
      name: "catalogue",
      value: "FILE",
      help: "train: names and tactics of techniques, and techniques without rows: a STIX bundle such as enterprise-attack.json, or CSV with id, name and tactics",
    },
    {
      name: "unlabelled",
      value: "HOW",
      help: "train: rows without a label: ignore, neighbours or learn (default: ignore)",
    },
    { name: "stop-words", value: "WHICH", help: "train: english or none (default: none)" },
    {
      name: "precision",
      value: "SHARE",
      help: "train: the share of answers to be right; below, the tagger abstains (default: 0.8)",
    },
    { name: "hash", value: "N", help: "train: feature hashing into N columns instead of a vocabulary" },
    { name: "budget", value: "BYTES", help: "train: the most bytes that the tagger may have" },
    { name: "seed", value: "N", help: "train: the same seed gives the same bytes (default: 0)" },
    { name: "top", value: "N", help: "predict: so many labels a text, with --json-lines (default: 3)" },
    { name: "all", help: "predict: answer below the threshold too" },
    {
      name: "json-lines",
      help: "predict: write an object a text with all that is known: scores, terms, neighbours",
    },
    {
      name: "navigator",
      value: "FILE",
      help: "predict: also write an ATT&CK Navigator layer of the answers",
    },
    ...FILE_OPTIONS,
    JSON_OUTPUT,
    HELP,
  ],
  notes: [
    'predict adds the columns "Predicted MITRE ID" and "Predicted MITRE Score" to the data; both are empty where the tagger abstains.',
    DATA_NOTE,
  ],
  examples: [
    "hedgerow tag train alerts.csv --text message --label technique -o tagger.bin",
    "hedgerow tag predict tagger.bin new.csv -o tagged.csv",
    "hedgerow tag evaluate tagger.bin alerts.csv --split-column split",
  ],
  async run(given, io) {
    const [action = "", ...operands] = given.operands;
    const work = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (work === undefined)
      throw new UsageError(`tag is followed by train, predict or evaluate, not "${action}"`);
    await work(operands, given, io);
  },
};
