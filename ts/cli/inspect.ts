// `hedgerow inspect`: a model in, what it is out: how it was trained, classes, features and what they contribute.

import { formatBytes, formatCount } from "../format-number.ts";
import type { Model } from "../model/model.ts";
import { type Arguments, HELP, JSON_OUTPUT } from "./arguments.ts";
import type { Command } from "./command.ts";
import { UsageError } from "./failure.ts";
import { type Io, print } from "./io.ts";
import { printImportance } from "./print-evaluation.ts";
import { printable } from "./print-text.ts";
import { readModel } from "./read-model.ts";
import { table } from "./table.ts";
import { featuresOf } from "./train-report.ts";

export const inspectCommand: Command = {
  name: "inspect",
  summary: "say what a model is",
  usage: "MODEL [--json]",
  options: [JSON_OUTPUT, HELP],
  examples: ["hedgerow inspect alerts.bin"],
  run,
};

const TOP = 10;

async function run(given: Arguments, io: Io): Promise<void> {
  const [file, ...others] = given.operands;
  if (others.length > 0) throw new UsageError("One model at a time can be inspected");
  const model = await readModel(file);
  if (given.flag("json")) return print(io.stdout, JSON.stringify(await describe(model)));
  const { width, colour } = io;
  const known = model.header.hasStatistics ? model.importance() : [];
  const items = known.map(({ feature, gain }) => ({ feature, share: gain }));
  const parts = [
    headText(file as string, model, await model.id()),
    classTable(model, io),
    ...(items.length === 0 ? [] : [printImportance(items, TOP, { width, colour })]),
  ];
  await print(io.stdout, `${parts.join("\n\n")}\n\n${kindsText(model)}`);
}

/** The object that `--json` prints. */
async function describe(model: Model): Promise<Record<string, unknown>> {
  const { encoder: _encoder, classes, ...info } = model.info;
  return { id: await model.id(), ...info, classes, features: featuresOf(model) };
}

function headText(file: string, { info }: Model, id: string): string {
  const { method, hedgerow, trees, nodes, maxDepth, byteLength, training, label } = info;
  const { rows, validationRows, validationLoss } = training;
  const held = validationRows === 0 ? "" : ` and ${formatCount(validationRows)} to tell when to stop`;
  const loss = validationLoss === undefined ? "" : `; log-loss on those ${validationLoss.toFixed(4)}`;
  const options = Object.entries(training.options).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const size = `${formatCount(trees)} trees, ${formatCount(nodes)} nodes, at most ${formatCount(maxDepth)} tests for an answer`;
  if (info.imported !== undefined) {
    const { maker, version = "", objective = "" } = info.imported;
    const made = [maker, version, objective].filter((each) => each !== "").join(" ");
    return `${printable(file)}: ${method} imported from ${printable(made)}, ${formatBytes(byteLength)}\n${size}\nsha256 ${id}`;
  }
  return [
    `${printable(file)}: ${method} made by hedgerow ${printable(hedgerow)}, ${formatBytes(byteLength)}`,
    size,
    `trained on ${formatCount(rows)} rows${held}${loss}`,
    `options ${printable(options.join(", ")) || "all default"}`,
    ...(label === undefined ? [] : [`label ${printable(label)}`]),
    `sha256 ${id}`,
  ].join("\n");
}

function classTable({ classes, info }: Model, { width, colour }: Io): string {
  const rows = classes.map((name, i) => [name, formatCount(info.training.classRows[i] ?? 0)]);
  return table([{ title: "class", align: "left", shrinkTo: 12 }, { title: "training rows" }], rows, {
    width,
    colour,
  });
}

function kindsText({ encoder, info }: Model): string {
  const kinds = new Map<string, number>();
  for (const { kind } of encoder.features) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const counted = [...kinds].map(([kind, count]) => `${formatCount(count)} ${kind}`);
  return `${formatCount(encoder.features.length)} features (${counted.join(", ")}) in ${formatCount(info.columns)} columns`;
}
