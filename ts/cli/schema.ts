// `hedgerow schema`: data in, how records become numbers out: the encoder as JSON, for training elsewhere with the same
// columns (examples/distributed/hedgerow_encoder.py reads it) and for `hedgerow import --schema`.

import { type Arguments, HELP, JSON_OUTPUT } from "./arguments.ts";
import type { Command } from "./command.ts";
import { findFiles } from "./data-file.ts";
import { DATA_NOTE, dataOf, FILE_OPTIONS, fileOptions, kindsOf } from "./data-options.ts";
import { UsageError } from "./failure.ts";
import { type Io, print } from "./io.ts";
import { checkOutput, writeWhole } from "./output-file.ts";
import { readDataset } from "./read-dataset.ts";
import { printSaved } from "./train-report.ts";

export const schemaCommand: Command = {
  name: "schema",
  summary: "write how records become numbers, for training elsewhere",
  usage: "DATA... [-o FILE] [options]",
  options: [
    { name: "label", short: "l", value: "COL", help: "the column to predict, which is no feature" },
    { name: "output", short: "o", value: "FILE", help: "the file to write (default: standard output)" },
    { name: "drop", value: "A,B", help: "columns that are no features" },
    {
      name: "kind",
      value: "COL=KIND",
      multiple: true,
      help: "a column's kind instead of the inferred one; may be repeated",
    },
    ...FILE_OPTIONS,
    { ...JSON_OUTPUT, help: "with -o: print one JSON object on what was written" },
    HELP,
  ],
  notes: [
    DATA_NOTE,
    "Give it a sample that has the usual values: categories that it does not see are unknown later.",
  ],
  examples: ["hedgerow schema part-0.csv --label grade --drop incident_id -o schema.json"],
  run,
};

async function run(given: Arguments, io: Io): Promise<void> {
  const names = dataOf(given.operands);
  const output = given.text("output");
  const label = given.text("label");
  if (output !== undefined) await checkOutput(output, await findFiles(names));
  const options = { ...fileOptions(given), label, drop: given.list("drop"), schema: kindsOf(given) };
  const dataset = await readDataset(names, io, { ...options, unlabelled: "drop" });
  const encoded = dataset.schema.features.find(({ kind }) => kind === "target");
  if (encoded !== undefined)
    throw new UsageError(
      `The kind target of ${encoded.name} encodes training rows by each other's labels, which training elsewhere would not do: a model would know its rows by heart`,
    );
  const encoder = dataset.schema.fit(dataset);
  const { missing } = dataset.schema;
  const text = JSON.stringify(
    {
      ...(encoder.toJSON() as object),
      ...(label === undefined ? {} : { label, classes: dataset.classes }),
      ...(missing === undefined ? {} : { missing }),
      columns: encoder.columns.map(({ name, kind }) => ({ name, kind })),
    },
    null,
    1,
  );
  if (output === undefined) return print(io.stdout, text);
  const saved = await writeWhole(output, (sink) => sink.write(`${text}\n`));
  const columns = encoder.columns.length;
  if (given.flag("json")) return print(io.stdout, JSON.stringify({ columns, output: saved }));
  await print(io.stdout, `${encoder.features.length} features in ${columns} columns; ${printSaved(saved)}`);
}
