// `hedgerow explain`: a model and records in, why each is answered as it is out, one JSON object a line.

import type { Contribution } from "../model/explanation.ts";
import { type Arguments, HELP } from "./arguments.ts";
import { BufferedSink } from "./buffered-sink.ts";
import type { Command } from "./command.ts";
import { DATA_NOTE, dataOf, FILE_OPTIONS, fileOptions } from "./data-options.ts";
import { UsageError } from "./failure.ts";
import { ENRICH_OPTION, enricherToScore } from "./feeds.ts";
import type { Io } from "./io.ts";
import { readDataset } from "./read-dataset.ts";
import { readModel } from "./read-model.ts";

export const explainCommand: Command = {
  name: "explain",
  summary: "say why records are answered as they are, one JSON object a line",
  usage: "MODEL DATA... [--limit N] [--top K] [options]",
  options: [
    { name: "limit", value: "N", help: "only the first N records (default: all)" },
    {
      name: "top",
      value: "K",
      help: 'only the K features that say most; the others together are "rest" (default: all)',
    },
    { name: "method", value: "M", help: "tree-shap, or path: quick and approximate (default: tree-shap)" },
    { name: "class", value: "NAME", help: "explain this class (default: the one predicted)" },
    ENRICH_OPTION,
    ...FILE_OPTIONS,
    HELP,
  ],
  notes: [
    'An explanation is {"row":1,"label":"TP","base":-0.3,"margin":2.7,"unit":"log-odds","contributions":[{"feature":"logins","value":41,"contribution":1.9}]}: base and contributions sum to the margin of the class (TreeSHAP, path-dependent).',
    DATA_NOTE,
  ],
  examples: ["hedgerow explain alerts.bin new.csv --limit 10 --top 3"],
  run,
};

async function run(given: Arguments, io: Io): Promise<void> {
  const [file, ...names] = given.operands;
  const limit = whole(given, "limit") ?? Number.POSITIVE_INFINITY;
  const top = whole(given, "top");
  const model = await readModel(file);
  const enricher = await enricherToScore(model, given, io);
  const reading = { ...fileOptions(given), schema: model.schema, enricher };
  const all = await readDataset(dataOf(names), io, reading);
  const dataset = limit < all.rows ? all.select(Uint32Array.from({ length: limit }, (_, row) => row)) : all;
  const lines = new BufferedSink(io.stdout);
  try {
    let row = 0;
    for (const explanation of model.explainMany(dataset, {
      top,
      label: given.text("class"),
      method: given.choice("method", ["tree-shap", "path"]),
    })) {
      const { contributions, ...rest } = explanation;
      row++;
      await lines.write(`${JSON.stringify({ row, ...rest, contributions: contributions.map(asJSON) })}\n`);
    }
  } finally {
    await lines.end();
  }
}

/** A missing value is null, not left out. */
function asJSON({ feature, value, ...contribution }: Contribution): Record<string, unknown> {
  return { feature, value: value ?? null, ...contribution };
}

function whole(given: Arguments, name: string): number | undefined {
  const value = given.number(name);
  if (value !== undefined && !(Number.isInteger(value) && value >= 1)) {
    throw new UsageError(`--${name} is a whole number from 1, not ${value}`);
  }
  return value;
}
